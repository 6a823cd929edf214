"""Looking for the page of a dead link elsewhere: in the record, and on the pages above it (差し替え先を探す)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from todoke.apps.registry.models import Link, LinkUse, State
from todoke.apps.registry.queries.links import dead_links, spelled
from todoke.apps.registry.watching.storing import as_json
from todoke.apps.registry.watching.uses import RULES
from todoke.clients.pages.addresses import AddressError, parents, parse
from todoke.clients.pages.fetched import Outcome, Pages
from todoke.clients.pages.missing import ABSENT, sign_of
from todoke.clients.pages.replacements import Replacement, Sought, gather, propose
from todoke.clients.pages.snapshots import PageLink
from todoke.clients.pages.states import LinkState
from todoke.clients.pages.text import read

_SHOWN = 3
_ASKED = 5


def seek(pages: Pages, links: Iterable[Link], *, at: datetime) -> None:
    """Look for replacements and keep those whose page is really there, the surest first; at most three."""
    gathered: dict[tuple[str, ...], tuple[PageLink, ...]] = {}
    for link in links:
        uses = repairable(link)[:_ASKED]
        found: tuple[Replacement, ...] = ()
        if uses:
            above = _above(link.url)
            if above not in gathered:
                gathered[above] = gather(pages, link.url)
            found = _propose(link, uses, gathered[above])
        link.replacements = as_json(_there(pages, found))
        link.sought_at = at
        link.save(update_fields=["replacements", "sought_at"])


def _above(url: str) -> tuple[str, ...]:
    """Return the pages above an address: links under the same ones share what is gathered."""
    try:
        return tuple(str(up) for up in parents(parse(url)))
    except AddressError:
        return ()


def repairable(link: Link) -> QuerySet[LinkUse]:
    """Return the uses of a link in fields that the owner of a record can change."""
    uses = link.uses.filter(record__state=State.PUBLISHED).select_related("record").order_by("pk")
    return uses.exclude(field=RULES).exclude(field__startswith="sources.")


def _propose(link: Link, uses: Iterable[LinkUse], site: tuple[PageLink, ...]) -> tuple[Replacement, ...]:
    found: dict[str, Replacement] = {}
    for use in uses:
        sought = Sought(link.url, title=use.title, name=use.record.name)
        record = _others(use)
        dead = dead_links({one.url for one in (*record, *site)})
        for one in propose(sought, record=record, site=site, dead=dead):
            if one.url not in found or one.score > found[one.url].score:
                found[one.url] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.score, one.url)))


def _others(use: LinkUse) -> list[PageLink]:
    """Return the other links of the record."""
    others = (
        LinkUse.objects.filter(record_id=use.record_id).exclude(link_id=use.link_id).select_related("link")
    )
    return [
        PageLink(other.title, other.link.url) for other in others if other.link.state != LinkState.DEAD.value
    ]


def _there(pages: Pages, found: Iterable[Replacement]) -> list[Replacement]:
    """Return the first three whose page is there. A page that answers elsewhere is proposed where it answers."""
    kept: list[Replacement] = []
    for one in list(found)[:_ASKED]:
        fetched = pages.fetch(one.url)
        page = read(fetched.text, url=fetched.url) if fetched.outcome is Outcome.READ else None
        if fetched.outcome not in {Outcome.READ, Outcome.FILE} or sign_of(fetched, page) in ABSENT:
            continue
        url = fetched.url if fetched.has_moved_for_good else spelled(one.url)
        if url not in {other.url for other in kept}:
            kept.append(Replacement(url, one.reason, one.score, one.words))
        if len(kept) == _SHOWN:
            break
    return kept
