"""What is known of the links that records name. A page never shows a link known to be dead as live (A8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from todoke.apps.registry.models import Link
from todoke.clients.pages.addresses import AddressError, parse
from todoke.clients.pages.states import LinkState

_BATCH = 500
_LONGEST_WORDS = 600  # what is no address may be Japanese, and an index row holds only so many bytes


@dataclass(frozen=True, slots=True)
class LinkStanding:
    """What is known of one address."""

    state: LinkState
    checked_at: datetime | None = None
    target: str = ""

    @property
    def is_dead(self) -> bool:
        """Return whether the link is known to be dead."""
        return self.state is LinkState.DEAD


UNKNOWN = LinkStanding(LinkState.UNKNOWN)


def spelled(url: str) -> str:
    """Return an address in its one spelling, as written where it is no web address.

    >>> spelled("HTTPS://WWW.City.Example"), spelled("なし")
    ('https://www.city.example/', 'なし')
    """
    try:
        return str(parse(url))
    except AddressError:
        return url.strip()[:_LONGEST_WORDS]


def link_states(urls: Collection[str]) -> dict[str, LinkStanding]:
    """Return what is known of each address, by the address as it was given; unknown where it was never checked."""
    by_spelling: dict[str, list[str]] = {}
    for url in urls:
        by_spelling.setdefault(spelled(url), []).append(url)
    found = dict.fromkeys(urls, UNKNOWN)
    for batch in _batches(list(by_spelling)):
        rows = Link.objects.filter(url__in=batch).values_list("url", "state", "checked_at", "target")
        for url, state, checked_at, target in rows:
            standing = LinkStanding(LinkState(state), checked_at, target)
            found |= dict.fromkeys(by_spelling[url], standing)
    return found


def dead_links(urls: Collection[str]) -> frozenset[str]:
    """Return those of the addresses that are known to be dead."""
    by_spelling: dict[str, list[str]] = {}
    for url in urls:
        by_spelling.setdefault(spelled(url), []).append(url)
    dead: set[str] = set()
    for batch in _batches(list(by_spelling)):
        rows = Link.objects.filter(url__in=batch, state=LinkState.DEAD.value).values_list("url", flat=True)
        dead.update(url for row in rows for url in by_spelling[row])
    return frozenset(dead)


def _batches(urls: list[str]) -> Iterator[list[str]]:
    """SQLite takes only so many values in one statement."""
    for start in range(0, len(urls), _BATCH):
        yield urls[start : start + _BATCH]
