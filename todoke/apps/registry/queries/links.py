"""What is known of the links that records name. A page never shows a link known to be dead as live (A8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from todoke.apps.registry.models import Link, Need, Outcome, Task
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
    vouched: bool = False
    """An official looked at it and left it as it is, so people can open it, whatever a program sees."""

    @property
    def is_dead(self) -> bool:
        """Return whether the link is known to be dead."""
        return self.state is LinkState.DEAD and not self.vouched


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
    dead: dict[str, datetime | None] = {}
    for batch in _batches(list(by_spelling)):
        rows = Link.objects.filter(url__in=batch).values_list("url", "state", "checked_at", "target", "since")
        for url, state, checked_at, target, since in rows:
            standing = LinkStanding(LinkState(state), checked_at, target)
            found |= dict.fromkeys(by_spelling[url], standing)
            if standing.is_dead:
                dead |= dict.fromkeys(by_spelling[url], since)
    for url in _vouched(dead):
        found[url] = replace(found[url], vouched=True)
    return found


def dead_links(urls: Collection[str]) -> frozenset[str]:
    """Return those of the addresses that are known to be dead.

    A link that an official left as it is (「そのままでよい」) is none, until it lives and breaks anew.
    """
    return frozenset(url for url, standing in link_states(urls).items() if standing.is_dead)


def _vouched(dead: dict[str, datetime | None]) -> set[str]:
    """Return the dead links that somebody decided to leave since they are dead."""
    found: set[str] = set()
    for batch in _batches(list(dead)):
        keys: dict[str, list[str]] = {}
        for url in batch:
            keys.setdefault(url[:200], []).append(url)
        kept = Task.objects.filter(need=Need.DEAD_LINK, outcome=Outcome.KEPT, key__in=keys)
        for key, settled_at in kept.values_list("key", "settled_at"):
            for url in keys[key]:
                since = dead[url]
                if settled_at is not None and since is not None and settled_at >= since:
                    found.add(url)
    return found


def _batches(urls: list[str]) -> Iterator[list[str]]:
    """SQLite takes only so many values in one statement."""
    for start in range(0, len(urls), _BATCH):
        yield urls[start : start + _BATCH]
