"""The pages client without a network, for tests and demonstrations: the real fetcher over a wire of canned answers.

Only the wire is replaced; politeness, robots.txt, redirects and limits are the fetcher's own. ``tests/verification``
holds both against a real server on the same canned answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from todoke.base import clock
from todoke.clients.pages.addresses import Address, parse
from todoke.clients.pages.fetched import Outcome
from todoke.clients.pages.fetching import Fetcher, Manners
from todoke.clients.pages.lanes import Pace, Timeouts, WireError

MANNERS = Manners(contact="links@todoke.example", delay=0.0)


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer kept ready: a page, a redirect, or a fault of the connection."""

    body: str | bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Outcome | None = None

    @classmethod
    def moved(cls, to: str, *, status: int = 301) -> "Canned":
        """Return a redirect."""
        return cls(status=status, headers={"Location": to})

    def answer(self, asked: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request with these headers (names in lower case).

        >>> Canned("x", headers={"ETag": '"1"'}).answer({"if-none-match": '"1"'})[0]
        304
        """
        body = self.body.encode() if isinstance(self.body, str) else self.body
        headers = {"Content-Type": "text/html; charset=utf-8"} if self.status == 200 else {}
        headers |= dict(self.headers)
        marks = {name.lower(): value for name, value in headers.items()}
        for mark, condition in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if self.status == 200 and mark in marks and asked.get(condition) == marks[mark]:
                return 304, {name: value for name, value in headers.items() if name.lower() == mark}, b""
        return self.status, headers, body


@dataclass(slots=True)
class FakeWire:
    """Answers from memory: an unknown host has no address, an unknown path is not found."""

    pages: Mapping[str, Canned]
    asked: list[str]

    def send(self, address: Address, headers: Mapping[str, str], timeouts: Timeouts) -> httpx.Response:
        """Return the canned answer; raises its fault."""
        self.asked.append(str(address))
        canned = self.pages.get(str(address))
        if canned is None:
            if address.host not in {parse(url).host for url in self.pages}:
                raise WireError(Outcome.DNS, "no such host")
            canned = Canned(status=404)
        if canned.fault is not None:
            raise WireError(canned.fault, "canned")
        status, given, body = canned.answer({name.lower(): value for name, value in headers.items()})
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()]
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))

    def close(self) -> None:
        """Nothing to close."""


class FakePages(Fetcher):
    """A fetcher of canned pages; ``asked`` lists what was requested, robots.txt included.

    >>> with FakePages({"https://a.example/x": Canned("<title>児童手当</title>")}) as pages:
    ...     pages.fetch("https://a.example/x").outcome, pages.fetch("https://a.example/y").outcome
    (<Outcome.READ: 'read'>, <Outcome.MISSING: 'missing'>)
    """

    def __init__(
        self,
        pages: Mapping[str, Canned],
        *,
        manners: Manners = MANNERS,
        now: clock.Source = clock.system,
        pace: Pace | None = None,
    ) -> None:
        """Take the answers by address."""
        self.asked: list[str] = []
        # A copy in the one spelling of each address; `pages` may be changed between two requests.
        self.pages = {str(parse(url)): canned for url, canned in pages.items()}
        super().__init__(
            manners,
            now=now,
            pace=pace or Pace(wait=lambda seconds: None),
            wire=lambda: FakeWire(self.pages, self.asked),
        )
