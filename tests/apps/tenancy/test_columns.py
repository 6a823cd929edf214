"""Many rows are read and written at once, and the scope holds for them as for one."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import IntegrityError, connection

from tests.factories.actors import NOON
from tests.factories.planning import CHOFU, SUMIDA, somebody
from tests.factories.registry import some_bodies
from todoke.apps.consent.models import AccessEntry
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.tenancy.columns import Coded, Column, alike, coded, read_columns, read_texts, write_columns
from todoke.apps.tenancy.scope import OutOfScopeError, UnscopedQueryError, everywhere, scope

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def chofu(db: None) -> Iterator[None]:
    """Two municipalities, with a scope over everything."""
    with everywhere("test"):
        some_bodies()
        yield


def rows(paper, *columns: str) -> list[tuple[object, ...]]:
    with everywhere("test"):
        return list(paper.objects.order_by("pk").values_list(*columns))


def test_columns_are_written_and_read_back(paper):
    with everywhere("test"):
        areas = Coded([CHOFU, SUMIDA], np.array([0, 1, 0]))
        wrote = write_columns(paper, {"municipality_id": areas, "person_id": np.array([7, 8, 2**62])})
        persons, again = read_columns(paper.objects.order_by("pk").values_list("person_id", "pk"), "i8", "i4")

    assert wrote == 3
    assert persons.tolist() == [7, 8, 2**62]
    assert again.dtype == np.int32
    assert rows(paper, "municipality_id", "person_id") == [(CHOFU, 7), (SUMIDA, 8), (CHOFU, 2**62)]


def test_what_is_not_known_stays_unknown(paper):
    with everywhere("test"):
        write_columns(paper, {"municipality_id": alike(CHOFU, 2), "person_id": [None, 3]})

    assert rows(paper, "person_id") == [(None,), (3,)]


def test_nothing_is_written_outside_the_scope(paper):
    two: dict[str, Column] = {"municipality_id": coded([CHOFU, SUMIDA]), "person_id": np.array([1, 2])}

    with scope(areas={CHOFU}), pytest.raises(OutOfScopeError):
        write_columns(paper, two)
    with pytest.raises(UnscopedQueryError):
        write_columns(paper, two)
    assert rows(paper, "pk") == []

    with scope(areas={CHOFU, SUMIDA}):
        assert write_columns(paper, two) == 2


def test_only_rows_of_the_scope_are_read(paper):
    with everywhere("test"):
        write_columns(paper, {"municipality_id": [CHOFU, SUMIDA], "person_id": np.array([1, 2])})
    with scope(areas={SUMIDA}):
        (persons,) = read_columns(paper.objects.values_list("person_id"), np.int64)

    assert persons.tolist() == [2]


def test_columns_of_different_lengths_are_refused(paper):
    with everywhere("test"), pytest.raises(ValueError, match="equally long"):
        write_columns(paper, {"municipality_id": alike(CHOFU, 2), "person_id": np.array([1])})


def test_nothing_is_nothing(paper):
    with everywhere("test"):
        assert write_columns(paper, {"municipality_id": [], "person_id": np.zeros(0, np.int64)}) == 0
        (persons,) = read_columns(paper.objects.filter(pk__in=[]).values_list("pk"), np.int64)
        assert persons.tolist() == []
        assert list(read_texts(paper.objects.values_list("municipality_id"))) == []


def test_days_times_truth_and_lists_come_back_as_they_were(chofu: None) -> None:
    who = somebody()
    said = 'a\tb\\N\n"引用"'
    write_columns(
        AccessEntry,
        {
            "person_id": np.array([who.pk, who.pk]),
            "municipality_id": alike(CHOFU, 2),
            "at": alike(NOON, 2),
            "actor_kind": alike("system", 2),
            "receiver": alike(CHOFU, 2),
            "receiver_name": [said, "調布市"],
            "action": alike("choose_notices", 2),
            "purpose": alike("notices", 2),
            "basis": alike("consent", 2),
            "consent_id": alike(None, 2),
            "items": [["person.birth_date", said], []],
            "bulk": [True, False],
            "hidden_until": [None, NOON],
        },
    )

    one, other = AccessEntry.objects.order_by("pk")
    assert (one.at, one.receiver_name, one.items, one.bulk, one.hidden_until, one.consent_id) == (
        NOON,
        said,
        ["person.birth_date", said],
        True,
        None,
        None,
    )
    assert (other.items, other.bulk, other.hidden_until) == ([], False, NOON)


def test_all_are_written_or_none(chofu: None) -> None:
    plan = NoticePlan.objects.create(
        municipality_id=CHOFU, on=date(2026, 11, 22), kind="nightly", rules_mark="m", stamp="s", made_at=NOON
    )

    def lines(dedupes: list[str]) -> dict[str, Column]:
        count = len(dedupes)
        return {
            "plan_id": alike(plan.pk, count),
            "municipality_id": alike(CHOFU, count),
            "person_id": np.full(count, 5),
            "about_id": alike(None, count),
            "rule": alike("children-gained", count),
            "program_id": alike("hib", count),
            "occasion": alike("gained", count),
            "decision": alike("push", count),
            "held_for": alike("nothing", count),
            "channels": np.full(count, 3, np.uint8),
            "when_at": alike(datetime(2026, 11, 23, 8, tzinfo=TOKYO), count),
            "deadline": alike(date(2026, 12, 1), count),
            "reason_number": np.zeros(count, np.int32),
            "dedupe": dedupes,
            "sent_at": alike(None, count),
            "dropped_for": alike("", count),
        }

    with pytest.raises(IntegrityError):
        write_columns(PlannedNotice, lines(["a", "b", "a"]))
    assert not PlannedNotice.objects.exists()

    write_columns(PlannedNotice, lines(["a", "b"]))
    line = PlannedNotice.objects.get(dedupe="b")
    assert (line.when_at, line.deadline, line.channels) == (
        datetime(2026, 11, 23, 8, tzinfo=TOKYO),
        date(2026, 12, 1),
        3,
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no policies")
def test_the_role_of_an_instance_writes_past_no_policy(paper):
    from todoke.apps.tenancy.policies import protect

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'todoke_app'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE ROLE todoke_app NOSUPERUSER NOBYPASSRLS")
        cursor.execute("GRANT SELECT, INSERT ON tenancy_paper TO todoke_app")
        cursor.execute("GRANT USAGE ON SEQUENCE tenancy_paper_id_seq TO todoke_app")
        protect(paper)
        cursor.execute("SET LOCAL ROLE todoke_app")
    with scope(areas={CHOFU}):
        assert write_columns(paper, {"municipality_id": [CHOFU], "person_id": np.array([1])}) == 1
        (persons,) = read_columns(paper.objects.values_list("person_id"), np.int64)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert persons.tolist() == [1]
