"""The time a repair took: never more than went by, pauses cut, tampering counts nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from todoke.apps.desk.timing import LONGEST_WITHOUT_SCRIPT, seconds_spent, stamp

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def spent(active: str = "", *, after: timedelta = timedelta(minutes=5), opened: str | None = None) -> int:
    typed = QueryDict(mutable=True)
    typed["opened"] = stamp(datetime.now(UTC)) if opened is None else opened
    typed["active"] = active
    return seconds_spent(typed, at=datetime.now(UTC) + after)


@pytest.mark.parametrize(
    ("active", "after", "seconds"),
    [
        ("70", timedelta(minutes=5), 70),
        ("9999", timedelta(minutes=5), 301),
        ("", timedelta(hours=3), LONGEST_WITHOUT_SCRIPT),
        ("-5", timedelta(seconds=29), 30),
        ("１２", timedelta(seconds=29), 30),
    ],
)
def test_active_time_counts_and_without_script_what_went_by_up_to_ten_minutes(active, after, seconds):
    assert abs(spent(active, after=after) - seconds) <= 1


@pytest.mark.parametrize("opened", ["", "nonsense", "1:2:3"])
def test_a_mark_that_was_tampered_with_counts_nothing(opened):
    assert spent("60", opened=opened) == 0
