"""A run of checks: links asked for side by side, answers stored one after the other, owners told (リンクの確認).

Every answer is stored as it comes, so a run that is stopped goes on from there. Only the requests run in threads;
the database is written by the caller's alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from todoke.apps.registry.models import Link, LinkUse, State
from todoke.apps.registry.watching.reporting import Reported, overtaken, records_of, report
from todoke.apps.registry.watching.seeking import seek
from todoke.apps.registry.watching.storing import Stored, store, wanted
from todoke.base.clock import JST
from todoke.clients.pages.fetched import Outcome, Pages
from todoke.clients.pages.states import LinkState, Patience

_OFFLINE_AFTER = 5
_SOUGHT_AGAIN = timedelta(days=7)


class OfflineError(Exception):
    """Our own network is down: nothing can be learned about anybody's pages."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which links to check."""

    area: str = ""
    """Of one municipality (code6); empty: of all."""
    due_only: bool = False
    """Only those whose time has come; otherwise all that were not checked today."""
    again: bool = False
    """Those checked today too."""
    limit: int | None = None


@dataclass(slots=True)
class Summary:
    """What a run did."""

    checked: int = 0
    states: Counter[str] = field(default_factory=Counter)
    newly_dead: int = 0
    revived: int = 0
    pages_changed: int = 0
    opened: int = 0
    settled: int = 0

    def count(self, stored: Stored) -> None:
        """Count one answer."""
        dead = LinkState.DEAD.value
        now = stored.judgment.state.value
        self.checked += 1
        self.states[now] += 1
        self.newly_dead += now == dead and stored.before != dead
        self.revived += stored.before == dead and now in {LinkState.LIVE.value, LinkState.MOVED.value}
        self.pages_changed += stored.page_changed

    def add(self, reported: Reported) -> None:
        """Count the tasks of one telling."""
        self.opened += reported.opened
        self.settled += reported.settled


def links_in(scope: Scope, *, at: datetime) -> QuerySet[Link]:
    """Return the links to check, those waiting longest first."""
    uses = LinkUse.objects.filter(record__state=State.PUBLISHED, record__synthetic=False)
    if scope.area:
        uses = uses.filter(Q(record__area=scope.area) | Q(record__body__area=scope.area))
    links = Link.objects.filter(pk__in=uses.values("link_id"))
    if scope.due_only:
        links = links.filter(Q(next_at__isnull=True) | Q(next_at__lte=at))
    elif not scope.again:
        midnight = at.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
        links = links.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=midnight))
    links = links.order_by(F("next_at").asc(nulls_first=True), "pk")
    return links if scope.limit is None else links[: scope.limit]


def check_links(
    pages: Pages,
    links: Iterable[Link],
    *,
    at: datetime,
    patience: Patience | None = None,
    progress: Callable[[Stored], object] = lambda stored: None,
) -> Summary:
    """Ask for the links, store what comes, look for replacements of dead ones, and tell the owners.

    Raises:
        OfflineError: nothing could be looked up; what was stored before stays.
    """
    patience = patience or Patience()
    by_url = {link.url: link for link in links}
    watched = _watched(by_url.values())
    summary = Summary()
    offline = 0
    answers = pages.fetch_all(wanted(link, watched=link.pk in watched) for link in by_url.values())
    try:
        for fetched in answers:
            offline = offline + 1 if fetched.outcome is Outcome.OFFLINE else 0
            if offline >= _OFFLINE_AFTER:
                raise OfflineError("インターネットにつながっていないようです。リンクの状態は変えていません")
            link = by_url[fetched.asked]
            # What is stored is told in the same transaction, so that a run may be killed at any point.
            with transaction.atomic():
                stored = store(link, fetched, watched=link.pk in watched, patience=patience)
                if stored.concerns_owners:
                    summary.add(report(records_of([link.pk]), at=at))
            summary.count(stored)
            progress(stored)
    finally:
        if hasattr(answers, "close"):
            answers.close()
    summary.add(report(overtaken(), at=at))
    sought = [link for link in by_url.values() if _wants_replacement(link, at)]
    if sought:
        seek(pages, sought, at=at)
        summary.add(report(records_of([link.pk for link in sought]), at=at))
    return summary


def _watched(links: Iterable[Link]) -> set[int]:
    ids = [link.pk for link in links]
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        uses = LinkUse.objects.filter(link_id__in=ids[start : start + 500], watched=True)
        found.update(uses.values_list("link_id", flat=True))
    return found


def _wants_replacement(link: Link, at: datetime) -> bool:
    is_due = link.sought_at is None or at - link.sought_at >= _SOUGHT_AGAIN
    return link.state == LinkState.DEAD.value and is_due
