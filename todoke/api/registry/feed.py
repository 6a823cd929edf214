"""The change feed as it is sent: every change exactly once to a reader that goes on from ``next`` (変更の知らせ)."""

from datetime import UTC, datetime
from typing import cast

from todoke.api.registry.asked import ChangeQuery
from todoke.api.registry.records import Answered
from todoke.api.registry.wire import ChangeOut, ChangePage
from todoke.apps.registry.queries.feed import changes_after
from todoke.apps.registry.queries.lines import change_line
from todoke.apps.registry.queries.listing import newest_change

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def changes(asked: ChangeQuery, *, synthetic: bool) -> Answered:
    """Return the changes after a position. An empty page goes on from the same position."""
    found = changes_after(asked.after, limit=asked.limit, synthetic=synthetic)
    head = newest_change(synthetic=synthetic)
    body: ChangePage = {
        "after": asked.after,
        "next": found[-1].position if found else asked.after,
        "head": 0 if head is None else head.position,
        "changes": [cast(ChangeOut, change_line(change, content=asked.content == "yes")) for change in found],
    }
    return Answered(body, _BEGINNING if head is None else head.at)
