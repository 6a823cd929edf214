"""One lane to each host: one request at a time, with a pause between two, and only to machines that may be asked."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from todoke.clients.pages.addresses import Address, IpAddress, Network, is_machine, may_connect
from todoke.clients.pages.fetched import Outcome

Resolve = Callable[[str, int], list[str]]

AT_ONCE = frozenset({Outcome.DNS, Outcome.OFFLINE})
ENOUGH = 3
LONGEST_DELAY = 30.0
PATIENCE = 60.0


class WireError(Exception):
    """No answer came; says what kind of failure it was."""

    def __init__(self, outcome: Outcome, note: str) -> None:
        super().__init__(note)
        self.outcome = outcome
        self.note = note


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes for the lanes: a clock that only goes forward, and a way to wait."""

    elapsed: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for each part of an answer."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0


def resolve(host: str, port: int) -> list[str]:
    """Return the machine addresses of a host, in the order the system gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Wire(Protocol):
    """Carries a request to one host and its answer back."""

    def send(self, address: Address, headers: Mapping[str, str], timeouts: Timeouts) -> httpx.Response:
        """Return the answer, its body not read yet.

        Raises:
            WireError: no answer came.
        """

    def close(self) -> None:
        """Close the connection."""


class HttpWire:
    """The real wire: HTTP/1.1 over TCP and TLS."""

    def __init__(self, *, tls: ssl.SSLContext, resolve: Resolve, allowed: Iterable[Network]) -> None:
        self._transport = httpx.HTTPTransport(
            verify=tls,
            trust_env=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
        )
        self._resolve = resolve
        self._allowed = tuple(allowed)

    def send(self, address: Address, headers: Mapping[str, str], timeouts: Timeouts) -> httpx.Response:
        """Return the answer, its body not read yet.

        The connection goes to the very machine address that was checked, so a host that changes its mind between
        the check and the connection (DNS rebinding) gains nothing.

        Raises:
            WireError: no answer came.
        """
        error = WireError(Outcome.DNS, "no address")
        for ip in self._machines(address):
            try:
                return self._transport.handle_request(_request(address, ip, headers, timeouts))
            except (httpx.InvalidURL, UnicodeError) as problem:
                raise WireError(Outcome.ADDRESS, f"{type(problem).__name__}: {problem}"[:300]) from problem
            except httpx.HTTPError as problem:
                error = failure(problem)
                if not isinstance(problem, httpx.ConnectError | httpx.ConnectTimeout):
                    break
        raise error

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _machines(self, address: Address) -> list[IpAddress]:
        try:
            names = [address.host] if is_machine(address.host) else self._resolve(address.host, address.port)
            machines = [ipaddress.ip_address(name.partition("%")[0]) for name in names]
        except socket.gaierror as problem:
            is_ours = problem.errno == socket.EAI_AGAIN
            raise WireError(Outcome.OFFLINE if is_ours else Outcome.DNS, str(problem)) from None
        except (OSError, UnicodeError, ValueError) as problem:
            raise WireError(Outcome.DNS, str(problem)) from None
        permitted = [ip for ip in machines if may_connect(ip, allowed=self._allowed)]
        if machines and not permitted:
            raise WireError(Outcome.ADDRESS, "not a machine of the public internet")
        return permitted


def failure(problem: Exception) -> WireError:
    """Return what an error of the connection means."""
    note = f"{type(problem).__name__}: {problem}"[:300]
    if isinstance(problem, httpx.TimeoutException):
        return WireError(Outcome.TIMEOUT, note)
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return WireError(Outcome.TLS, note)
        cause = cause.__cause__ or cause.__context__
    return WireError(Outcome.CONNECTION, note)


def _request(
    address: Address, ip: IpAddress, headers: Mapping[str, str], timeouts: Timeouts
) -> httpx.Request:
    host = f"[{ip}]" if ip.version == 6 else str(ip)
    url = httpx.URL(f"{address.scheme}://{host}:{address.port}{address.target}")
    extensions = {
        "timeout": {
            "connect": timeouts.connect,
            "read": timeouts.read,
            "write": timeouts.connect,
            "pool": timeouts.whole,
        },
        "sni_hostname": address.host,
    }
    return httpx.Request("GET", url, headers={"Host": address.authority, **headers}, extensions=extensions)


@dataclass(slots=True)
class Lane:
    """The way to one host."""

    wire: Wire
    pace: Pace
    delay: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    _free_at: float | None = None
    _failures: int = 0
    _down: WireError | None = None

    def ask(
        self,
        address: Address,
        headers: Mapping[str, str],
        timeouts: Timeouts,
        *,
        taking: Callable[[httpx.Response], None],
    ) -> None:
        """Wait for our turn, ask, and hand the answer to ``taking`` while the connection is ours.

        A host that did not answer three times running is not asked again in this run: the rest of its pages share
        its failure.

        Raises:
            WireError: no answer came.
        """
        with self.lock:
            if self._down is not None:
                raise WireError(self._down.outcome, self._down.note)
            self._wait()
            try:
                answer = self.wire.send(address, headers, timeouts)
                try:
                    taking(answer)
                finally:
                    answer.close()
            except WireError as error:
                self._count(error)
                raise
            except httpx.HTTPError as problem:
                broken = failure(problem)
                self._count(broken)
                raise broken from problem
            else:
                self._failures = 0
            finally:
                self._free_at = self.pace.elapsed() + self.delay

    def pause(self, seconds: float) -> None:
        """Stop asking this host for the rest of the run, because it said it is busy, or slow down for it."""
        with self.lock:
            if seconds > PATIENCE:
                self._down = WireError(Outcome.BUSY, f"asked to come back after {seconds:.0f} s")
            else:
                self._free_at = max(self._free_at or 0.0, self.pace.elapsed() + seconds)

    def slow_down(self, delay: float) -> None:
        """Leave at least this much time between two requests, as the site asks, within reason."""
        self.delay = max(self.delay, min(delay, LONGEST_DELAY))

    def _wait(self) -> None:
        if self._free_at is not None:
            rest = self._free_at - self.pace.elapsed()
            if rest > 0:
                self.pace.wait(rest)

    def _count(self, error: WireError) -> None:
        self._failures += 1
        if error.outcome in AT_ONCE or self._failures >= ENOUGH:
            self._down = error
