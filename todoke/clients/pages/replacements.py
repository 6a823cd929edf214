"""Proposals for a link that is dead or has moved (差し替え候補): where its page may be now, why, and how surely.

Nothing here is applied by itself: an official looks at the page and decides.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from posixpath import basename

from todoke.clients.pages.addresses import Address, AddressError, is_top, parents, parse, same_page, same_site
from todoke.clients.pages.differences import likeness
from todoke.clients.pages.fetched import Hop, Outcome, Pages, Redirect, Wanted
from todoke.clients.pages.snapshots import PageLink
from todoke.clients.pages.text import links_of

MOST = 5
LEAST = 0.5
_SITE_MAPS = ("/sitemap.html", "/sitemap/", "/sitemap/index.html")
_TELLING = re.compile(r"\d{4,}|[a-z_-]{5,}", re.IGNORECASE)


class Reason(StrEnum):
    """Why an address is proposed."""

    REDIRECT = "redirect"  # the server sends there, for good
    TEMPORARY = "temporary"  # the server sends there, for now
    RECORD = "record"  # another link of the same record
    SAME_NAME = "same_name"  # a page of the site with the same words on its link
    SAME_FILE = "same_file"  # a page of the site with the same file name or page number


@dataclass(frozen=True, slots=True)
class Replacement:
    """An address proposed, from 0 (hardly) to 1 (surely), with the words of the link that speaks for it."""

    url: str
    reason: Reason
    score: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A link to be replaced: its address, its own words, and the name of what it is about."""

    url: str
    title: str = ""
    name: str = ""


def propose(
    sought: Sought,
    *,
    hops: Sequence[Hop] = (),
    record: Iterable[PageLink] = (),
    site: Iterable[PageLink] = (),
    dead: Iterable[str] = (),
) -> tuple[Replacement, ...]:
    """Return at most five proposals, the surest first; never the address itself, a top page or one known dead.

    >>> moved = [Hop("https://a.example/x", "https://a.example/y", Redirect.PERMANENT, 301)]
    >>> propose(Sought("https://a.example/x"), hops=moved)
    (Replacement(url='https://a.example/y', reason=<Reason.REDIRECT: 'redirect'>, score=1.0, words=''),)
    """
    found = [*_from_hops(hops), *_from_record(sought, record), *_from_site(sought, site)]
    refused = {_spelled(url) for url in dead} | {_spelled(sought.url)}
    best: dict[str, Replacement] = {}
    for one in found:
        url = _spelled(one.url)
        if url is None or url in refused or one.score < LEAST or is_top(parse(url)):
            continue
        if url not in best or one.score > best[url].score:
            best[url] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.url))[:MOST])


def gather(pages: Pages, url: str, *, most: int = 4) -> tuple[PageLink, ...]:
    """Return the links of the pages above an address and of the site map, asking for at most ``most`` pages.

    The nearest page above comes first; a page that is not there costs one request and is passed over.
    """
    try:
        address = parse(url)
    except AddressError:
        return ()
    above = parents(address)
    maps = [Address(address.scheme, address.host, address.port, path) for path in _SITE_MAPS]
    places = list(dict.fromkeys([*above[:-1], *maps[:1], *above[-1:], *maps[1:]]))[:most]
    links: dict[PageLink, None] = {}
    for fetched in pages.fetch_all(Wanted(str(place)) for place in places):
        if fetched.outcome is Outcome.READ:
            links |= dict.fromkeys(links_of(fetched.text, url=fetched.url))
    return tuple(sorted(links, key=lambda link: (link.url, link.text, link.heading)))


def _from_hops(hops: Sequence[Hop]) -> list[Replacement]:
    if not hops:
        return []
    firm = all(hop.redirect is not Redirect.TEMPORARY for hop in hops)
    told = any(hop.redirect is Redirect.REFRESH for hop in hops)
    score = (0.95 if told else 1.0) if firm else 0.6
    return [Replacement(hops[-1].to, Reason.REDIRECT if firm else Reason.TEMPORARY, score)]


def _from_record(sought: Sought, record: Iterable[PageLink]) -> list[Replacement]:
    found = []
    for link in record:
        if _spelled(link.url) is None or not _same_owner(sought.url, link.url):
            continue
        likest = max(_named(sought, link.text), 0.2)
        found.append(Replacement(link.url, Reason.RECORD, round(0.45 + 0.4 * likest, 2), link.text))
    return found


def _from_site(sought: Sought, site: Iterable[PageLink]) -> list[Replacement]:
    found = []
    for link in site:
        if not _same_owner(sought.url, link.url):
            continue
        named = _named(sought, link.text)
        filed = _same_file(sought.url, link.url)
        if filed and named >= 0.3:
            found.append(Replacement(link.url, Reason.SAME_FILE, round(0.8 + 0.15 * named, 2), link.text))
        elif filed:
            found.append(Replacement(link.url, Reason.SAME_FILE, 0.6, link.text))
        elif named >= 0.6:
            found.append(Replacement(link.url, Reason.SAME_NAME, round(0.9 * named, 2), link.text))
    return found


def _named(sought: Sought, words: str) -> float:
    """Return how far the words of a link name what is sought."""
    return max((likeness(name, words) for name in (sought.title, sought.name) if name and words), default=0.0)


def _same_file(one: str, other: str) -> bool:
    """Return whether both addresses end in the same telling name or page number."""
    try:
        first, second = parse(one), parse(other)
    except AddressError:
        return False
    if same_page(first, second):
        return False
    name, other_name = (basename(address.path.rstrip("/")).partition(".")[0] for address in (first, second))
    return name == other_name and _TELLING.fullmatch(name) is not None and name.lower() != "index"


def _same_owner(one: str, other: str) -> bool:
    try:
        return same_site(parse(one).host, parse(other).host)
    except AddressError:
        return False


def _spelled(url: str) -> str | None:
    try:
        return str(parse(url))
    except AddressError:
        return None
