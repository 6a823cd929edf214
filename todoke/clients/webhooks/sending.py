"""Sending a page to an address: over TLS, to a machine of the public internet, once, without following anything.

Whoever registers an address may be mistaken or mean: it must not make todoke ask a machine of the office's own network
(server-side request forgery). So the connection goes to the very machine address that was checked.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from todoke.clients.pages.addresses import (
    Address,
    AddressError,
    IpAddress,
    Network,
    is_machine,
    may_connect,
    parse,
)
from todoke.clients.pages.lanes import Resolve, resolve

_MOST_WAIT = 24 * 60 * 60
TIMEOUTS = {"connect": 10.0, "read": 20.0, "write": 10.0, "pool": 10.0}


class RefusedAddressError(ValueError):
    """The address may not be sent to; the message says why, in Japanese."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status, or None where nothing did; ``retry_after`` in seconds where it was told."""

    status: int | None
    note: str
    retry_after: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the page was taken."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the address says that it wants no more (410)."""
        return self.status == 410


def check_address(url: str, *, allowed: Iterable[Network] = ()) -> Address:
    """Return the address if it may be sent to as far as its text tells; raises RefusedAddressError.

    >>> check_address("http://a.example/hook")
    Traceback (most recent call last):
    todoke.clients.webhooks.sending.RefusedAddressError: https:// で始まるアドレスにしてください
    """
    allowed = tuple(allowed)
    try:
        address = parse(url)
    except AddressError as error:
        raise RefusedAddressError(str(error)) from None
    machine = ipaddress.ip_address(address.host) if is_machine(address.host) else None
    if machine is not None and not may_connect(machine, allowed=allowed):
        raise RefusedAddressError("インターネットに公開されている機械のアドレスにしてください")
    is_allowed = machine is not None and any(
        machine.version == network.version and machine in network for network in allowed
    )
    if address.scheme != "https" and not is_allowed:
        raise RefusedAddressError("https:// で始まるアドレスにしてください")
    if machine is None and "." not in address.host:
        raise RefusedAddressError("サイトの名前を省略せずに書いてください")
    return address


class Sender:
    """Sends pages, one connection each. Use it as a context manager."""

    def __init__(
        self,
        *,
        allowed: Iterable[Network] = (),
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take, for tests, networks allowed, another look-up of names and other certificates."""
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._transport = httpx.HTTPTransport(verify=tls or ssl.create_default_context(), trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a body and return what came back; no failure of the network is raised."""
        try:
            address = check_address(url, allowed=self._allowed)
            machines = self._machines(address)
        except (RefusedAddressError, OSError, UnicodeError, ValueError) as problem:
            told = str(problem) if isinstance(problem, RefusedAddressError) else type(problem).__name__
            return Reply(None, told)
        reply = Reply(None, "つながりません")
        for ip in machines:
            try:
                response = self._transport.handle_request(_request(address, ip, body, headers))
            except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
                reply = Reply(None, type(problem).__name__)
                continue
            except httpx.HTTPError as problem:
                return Reply(None, type(problem).__name__)
            # The body says nothing we need, and may be without end.
            response.close()
            return Reply(
                response.status_code,
                f"HTTP {response.status_code}",
                _seconds(response.headers.get("Retry-After")),
            )
        return reply

    def _machines(self, address: Address) -> list[IpAddress]:
        if is_machine(address.host):
            names = [address.host]
        else:
            try:
                names = self._resolve(address.host, address.port)
            except socket.gaierror:
                raise RefusedAddressError("サイトの名前が見つかりません") from None
        machines = [ipaddress.ip_address(name.partition("%")[0]) for name in names]
        permitted = [ip for ip in machines if may_connect(ip, allowed=self._allowed)]
        if not permitted:
            raise RefusedAddressError("インターネットに公開されている機械のアドレスではありません")
        return permitted


def _request(address: Address, ip: IpAddress, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
    host = f"[{ip}]" if ip.version == 6 else str(ip)
    return httpx.Request(
        "POST",
        httpx.URL(f"{address.scheme}://{host}:{address.port}{address.target}"),
        headers={"Host": address.authority, **headers},
        content=body,
        extensions={"timeout": TIMEOUTS, "sni_hostname": address.host},
    )


def _seconds(told: str | None) -> int | None:
    return min(int(told), _MOST_WAIT) if told and told.isascii() and told.isdecimal() else None
