"""What came of asking for a page: the outcome, the way there, and the page where one was read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from todoke.clients.pages.charsets import decode

HTML = frozenset({"text/html", "application/xhtml+xml"})


class Outcome(StrEnum):
    """What a request ended in; each stands for something else to do."""

    READ = "read"  # a page of HTML
    FILE = "file"  # a file (PDF, Excel …): there, but not read
    UNCHANGED = "unchanged"  # 304: as it was when last read
    MISSING = "missing"  # 404 or 410
    FORBIDDEN = "forbidden"  # 401, 403, 405, 406, 451: people may still be let in
    ROBOTS = "robots"  # the site asks programs to stay away
    BUSY = "busy"  # 429, or 503 with a time to come back: nothing is known of the page
    FAILED = "failed"  # 5xx
    REFUSED = "refused"  # any other answer that is not the page
    LOOP = "loop"  # redirects without end
    DNS = "dns"  # no such host
    TLS = "tls"  # the certificate or the encryption is wrong
    TIMEOUT = "timeout"
    CONNECTION = "connection"  # refused, reset, or not HTTP
    ADDRESS = "address"  # not an address that is asked for
    OFFLINE = "offline"  # our own network is down: nothing is known of the page


class Redirect(StrEnum):
    """How one address led to the next."""

    PERMANENT = "permanent"  # 301, 308
    TEMPORARY = "temporary"  # 302, 303, 307
    REFRESH = "refresh"  # the page itself sends its reader on


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: from where, to where, and how firmly."""

    url: str
    to: str
    redirect: Redirect
    status: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether a page has changed; good for this address alone."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """One address asked for, and what came of it."""

    asked: str
    at: datetime
    outcome: Outcome
    url: str  # where the answer came from, after redirects
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    content_type: str = ""
    body: bytes = b""
    is_cut: bool = False  # the body was longer than is read
    etag: str = ""
    last_modified: str = ""
    retry_after: float | None = None  # seconds
    note: str = ""  # the error in the machine's words, for the log

    @property
    def kind(self) -> str:
        """Return the media type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """Return the page as text, "" where none was read."""
        return decode(self.body, self.content_type)[0] if self.body else ""

    @property
    def validators(self) -> Validators | None:
        """Return what to send next time, so that an unchanged page need not be sent again."""
        if self.etag or self.last_modified:
            return Validators(self.url, self.etag, self.last_modified)
        return None

    @property
    def has_moved_for_good(self) -> bool:
        """Return whether every step on the way says that the page now lives elsewhere."""
        return bool(self.hops) and all(hop.redirect is not Redirect.TEMPORARY for hop in self.hops)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to ask for, and what is known of it from before."""

    url: str
    earlier: Validators | None = None


class Pages(Protocol):
    """What asks for pages: the fetcher, or the fake."""

    def fetch(self, url: str, *, earlier: Validators | None = None) -> Fetched:
        """Ask for one address and follow it to where it leads."""

    def fetch_all(self, wanted: Iterable[Wanted]) -> Iterator[Fetched]:
        """Yield each page as it comes."""
