"""One answer stored: the check, the state judged from all checks, and the page where it says something new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from todoke.apps.registry.models import Link, LinkCheck, PageSnapshot
from todoke.clients.pages.fetched import Fetched, Outcome, Validators, Wanted
from todoke.clients.pages.missing import ABSENT, Sign, sign_of
from todoke.clients.pages.replacements import Replacement, Sought, propose
from todoke.clients.pages.snapshots import Snapshot
from todoke.clients.pages.states import Check, Judgment, LinkState, Patience, judge, next_check
from todoke.clients.pages.text import read

_REMEMBERED = 60
"""Checks that are judged: a state rests on the last run of alike ones, which no patience makes longer."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a check changed."""

    link: Link
    before: str
    judgment: Judgment
    page_changed: bool = False
    page_kept: bool = False
    """A copy of the page was kept: it changed, or was read for the first time."""

    @property
    def state_changed(self) -> bool:
        """Return whether the link is now known otherwise than before."""
        return self.before != self.judgment.state.value

    @property
    def concerns_owners(self) -> bool:
        """Return whether there may be something to tell: nothing is, of a link that lives and a page as it was."""
        needs_hand = self.judgment.state in {LinkState.DEAD, LinkState.MOVED}
        return self.state_changed or self.page_kept or needs_hand


def wanted(link: Link, *, watched: bool) -> Wanted:
    """Return what to ask for; a page that has not changed need not be sent again, once a copy is kept."""
    known = link.validators
    if not known or (watched and link.page_id is None):
        return Wanted(link.url)
    return Wanted(link.url, Validators(known["url"], known.get("etag", ""), known.get("last_modified", "")))


@transaction.atomic
def store(link: Link, fetched: Fetched, *, watched: bool, patience: Patience) -> Stored:
    """Keep what came of asking for a link. A network of our own that is down says nothing, and is not kept."""
    before = link.state
    page = read(fetched.text, url=fetched.url) if fetched.outcome is Outcome.READ else None
    sign = sign_of(fetched, page)
    check = Check.of(fetched, sign)
    if fetched.outcome is Outcome.OFFLINE:
        return Stored(link, before, Judgment(LinkState(link.state)))
    LinkCheck.objects.create(
        link=link,
        at=fetched.at,
        outcome=fetched.outcome.value,
        status=fetched.status,
        url=fetched.url[:2000],
        moved_for_good=fetched.has_moved_for_good,
        sign=sign.value if sign else "",
        note=fetched.note[:300],
    )
    rows = LinkCheck.objects.filter(link=link).order_by("-at", "-pk")[:_REMEMBERED]
    judgment = judge([row.as_check(link.url) for row in reversed(rows)], patience)
    had_page = link.page_id is not None
    kept = watched and page is not None and _is_readable(page, sign) and _keep(link, page, fetched.at)
    _follow(link, check, judgment, fetched)
    link.next_at = _next(link, judgment, fetched, patience)
    link.save()
    return Stored(link, before, judgment, page_changed=kept and had_page, page_kept=kept)


def _is_readable(page: Snapshot, sign: Sign | None) -> bool:
    """Return whether this is the page itself and says something: not an error page, not one made by a script alone."""
    return bool(page.sentences) and sign not in ABSENT and sign is not Sign.PAUSED


def _keep(link: Link, page: Snapshot, at: datetime) -> bool:
    """Keep a copy of the page where it says something else than the last one; tell whether it was kept."""
    fingerprint = page.fingerprint
    kept_before = PageSnapshot.objects.filter(pk=link.page_id or 0)
    last = kept_before.values_list("fingerprint", flat=True).first()
    if last == fingerprint:
        return False
    kept = PageSnapshot.objects.create(
        link=link, read_at=at, fingerprint=fingerprint, updated_on=page.updated_on, raw=page.as_json()
    )
    link.page_id = kept.pk  # only its id: a run holds every link, and need not hold their pages
    return True


def _follow(link: Link, check: Check, judgment: Judgment, fetched: Fetched) -> None:
    link.state = judgment.state.value
    link.outcome = check.outcome.value
    link.sign = judgment.sign.value if judgment.sign else ""
    link.status = check.status
    link.since = judgment.since
    link.days = judgment.days
    link.target = (judgment.target or "")[:2000]
    link.checked_at = check.at
    if fetched.outcome is Outcome.READ:
        given = fetched.validators
        link.validators = (
            {"url": given.url, "etag": given.etag, "last_modified": given.last_modified} if given else {}
        )
    if judgment.state is LinkState.MOVED:
        link.replacements = as_json(propose(Sought(link.url), hops=fetched.hops))
    elif judgment.state is not LinkState.DEAD:
        link.replacements = []
        link.sought_at = None


def as_json(found: Iterable[Replacement]) -> list[dict[str, Any]]:
    """Return proposals of replacements as they are kept."""
    return [
        {"url": one.url, "reason": one.reason.value, "score": one.score, "words": one.words} for one in found
    ]


def _next(link: Link, judgment: Judgment, fetched: Fetched, patience: Patience) -> datetime:
    if fetched.outcome is Outcome.BUSY:
        return fetched.at + max(patience.soon, timedelta(seconds=min(fetched.retry_after or 0.0, 30 * 86400)))
    return next_check(judgment, url=link.url, at=fetched.at, patience=patience)
