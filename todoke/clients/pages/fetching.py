"""Official pages fetched the way a good visitor does (公式ページの取得).

One connection to a host and a pause between two requests; robots.txt is followed; the program says who it is and how
to reach its operator; nothing is kept between requests but the server's own marks for "has it changed" (no cookies).
``HEAD`` is not used: too many servers answer it wrongly. Instead the body is simply not read where it is not needed.
Sources: RFC 9110 (redirects, conditional requests, Retry-After); RFC 9309 (robots.txt).
"""

import re
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from todoke.base import clock
from todoke.clients.pages import robots
from todoke.clients.pages.addresses import Address, AddressError, Network, parse
from todoke.clients.pages.answers import Answer, onward_of, outcome_of, retry_after
from todoke.clients.pages.fetched import HTML, Fetched, Hop, Outcome, Validators, Wanted
from todoke.clients.pages.lanes import HttpWire, Lane, Pace, Resolve, Timeouts, Wire, WireError, resolve
from todoke.clients.pages.queues import in_turn
from todoke.clients.pages.robots import Robots

AGENT = "todoke"
MANY_HOPS = 8
_PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # others were not asked for


@dataclass(frozen=True, slots=True)
class Manners:
    """How the fetcher behaves. ``contact`` is an address or page where its operator can be reached."""

    contact: str
    delay: float = 1.0  # seconds between two requests to one host
    at_once: int = 8  # hosts asked at the same time
    largest: int = 5_000_000  # bytes of a page that are read
    timeouts: Timeouts = field(default_factory=Timeouts)
    attempts: int = 2  # for a connection that broke

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\x21-\x7e]{3,200}", self.contact):
            raise ValueError("連絡先を、メールアドレスかURL(半角)で書いてください。")
        if self.delay < 0 or self.at_once < 1 or self.largest < 1 or self.attempts < 1:
            raise ValueError("間隔・同時接続数・上限は正の数で書いてください。")

    @property
    def user_agent(self) -> str:
        """Return who we say we are.

        >>> Manners(contact="links@todoke.example").user_agent
        'todoke/1 (link checker for public services; +links@todoke.example)'
        """
        return f"{AGENT}/1 (link checker for public services; +{self.contact})"


class Fetcher:
    """Fetches pages. Use it as a context manager, for one run; it may be used from several threads."""

    def __init__(
        self,
        manners: Manners,
        *,
        now: clock.Source = clock.system,
        pace: Pace | None = None,
        resolve: Resolve = resolve,
        allowed: Iterable[Network] = (),
        tls: ssl.SSLContext | None = None,
        wire: Callable[[], Wire] | None = None,
    ) -> None:
        """Take the manners and, for tests, other clocks, look-ups, networks allowed, trust and wires."""
        self._manners = manners
        self._now = now
        self._pace = pace or Pace()
        trusted = tls or (_trusted() if wire is None else None)
        allowed = tuple(allowed)
        self._wire = wire or (lambda: HttpWire(tls=trusted or _trusted(), resolve=resolve, allowed=allowed))
        self._lanes: dict[str, Lane] = {}
        self._robots: dict[str, Robots | WireError] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        for lane in self._lanes.values():
            lane.wire.close()

    def fetch_all(self, wanted: Iterable[Wanted]) -> Iterator[Fetched]:
        """Yield each page as it comes, hosts side by side, the pages of one host one after the other.

        Closing the iterator stops the work after the requests under way. The caller alone consumes, so whatever
        it writes is written from one thread.
        """
        return in_turn(
            wanted,
            by=lambda one: _host_of(one.url),
            work=lambda one: self.fetch(one.url, earlier=one.earlier),
            at_once=self._manners.at_once,
        )

    def fetch(self, url: str, *, earlier: Validators | None = None) -> Fetched:
        """Ask for one address and follow it to where it leads; no failure of the network is raised."""
        hops: list[Hop] = []
        at = clock.now(self._now)

        def result(outcome: Outcome, answer: Answer | None = None, *, place: str, note: str = "") -> Fetched:
            if answer is None:
                return Fetched(url, at, outcome, place, hops=tuple(hops), note=note)
            return Fetched(
                url,
                at,
                outcome,
                place,
                status=answer.status,
                hops=tuple(hops),
                content_type=answer.headers.get("content-type", "")[:200],
                body=answer.body if outcome is Outcome.READ else b"",
                is_cut=answer.is_cut,
                etag=answer.headers.get("etag", "")[:500],
                last_modified=answer.headers.get("last-modified", "")[:100],
                retry_after=retry_after(answer.headers, at),
                note=note,
            )

        try:
            address = parse(url)
        except AddressError as error:
            return result(Outcome.ADDRESS, place=url, note=str(error))
        seen: set[str] = set()
        while True:
            if str(address) in seen or len(hops) > MANY_HOPS:
                return result(Outcome.LOOP, place=str(address))
            seen.add(str(address))
            try:
                if not self.robots_of(address).allows(address.target):
                    return result(Outcome.ROBOTS, place=str(address))
                answer = self._get(address, earlier)
            except WireError as error:
                return result(error.outcome, place=str(address), note=error.note)
            try:
                onward = onward_of(address, answer)
            except AddressError as error:
                return result(Outcome.REFUSED, answer, place=str(address), note=str(error))
            if onward is None:
                outcome = outcome_of(answer)
                self._be_patient(address, answer, outcome, at)
                return result(outcome, answer, place=str(address))
            to, step = onward
            hops.append(Hop(str(address), str(to), step, answer.status))
            address = to

    def robots_of(self, address: Address) -> Robots:
        """Return what the site asks of us; asked once a run.

        A site without the file (4xx) asks nothing; one that fails to give it (5xx) is left alone, as RFC 9309 wants.

        Raises:
            WireError: the host did not answer.
        """
        known = self._robots.get(address.origin)
        if known is None:
            known = self._read_robots(address)
            self._robots[address.origin] = known
        if isinstance(known, WireError):
            raise known
        return known

    def _read_robots(self, address: Address) -> Robots | WireError:
        place = parse(address.origin + "/robots.txt")
        try:
            for _ in range(5):
                answer = self._get(place, None, any_kind=True)
                onward = onward_of(place, answer)
                if onward is None:
                    break
                place = onward[0]
        except AddressError:
            return robots.EVERYTHING
        except WireError as error:
            return error
        if answer.status >= 500 or answer.status == 429:
            outcome = Outcome.BUSY if outcome_of(answer) is Outcome.BUSY else Outcome.FAILED
            return WireError(outcome, f"robots.txt: {answer.status}")
        if answer.status != 200:
            return robots.EVERYTHING
        found = robots.read(answer.body[: robots.LARGEST].decode("utf-8", "replace"), agent=AGENT)
        if found.delay is not None:
            self._lane(address).slow_down(found.delay)
        return found

    def _get(self, address: Address, earlier: Validators | None, *, any_kind: bool = False) -> Answer:
        """Ask once, and once more where the connection broke; read the body of pages, or of any kind."""
        headers = {
            "User-Agent": self._manners.user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "ja,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }
        if earlier is not None and earlier.url == str(address):
            if earlier.etag:
                headers["If-None-Match"] = earlier.etag
            if earlier.last_modified:
                headers["If-Modified-Since"] = earlier.last_modified
        for attempt in range(1, self._manners.attempts + 1):
            taken: list[Answer] = []
            try:
                self._lane(address).ask(
                    address,
                    headers,
                    self._manners.timeouts,
                    taking=lambda one: taken.append(self._take(one, any_kind=any_kind)),  # noqa: B023
                )
                return taken[0]
            except WireError as error:
                if error.outcome is not Outcome.CONNECTION or attempt == self._manners.attempts:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _take(self, response: httpx.Response, *, any_kind: bool) -> Answer:
        """Read the body as far as it is wanted: not of files, never too much, never too long."""
        answer = Answer(response.status_code, response.headers)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_wanted = any_kind or not kind or kind in HTML
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if response.status_code != 200 or not is_wanted or packed not in _PACKINGS:
            return answer
        until = self._pace.elapsed() + self._manners.timeouts.whole
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > self._manners.largest:
                    answer.is_cut = True
                    break
                if self._pace.elapsed() > until:
                    raise WireError(Outcome.TIMEOUT, "the page came too slowly")
        except httpx.DecodingError as error:
            raise WireError(Outcome.CONNECTION, f"{type(error).__name__}: {error}") from error
        answer.body = b"".join(parts)[: self._manners.largest]
        return answer

    def _be_patient(self, address: Address, answer: Answer, outcome: Outcome, at: datetime) -> None:
        if outcome is Outcome.BUSY:
            self._lane(address).pause(retry_after(answer.headers, at) or 10 * self._manners.delay)

    def _lane(self, address: Address) -> Lane:
        with self._lock:
            lane = self._lanes.get(address.host)
            if lane is None:
                lane = self._lanes[address.host] = Lane(self._wire(), self._pace, self._manners.delay)
            return lane


def _trusted() -> ssl.SSLContext:
    """Trust the authorities browsers trust, and those this machine was told to."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _host_of(url: str) -> str:
    try:
        return parse(url).host
    except AddressError:
        return ""
