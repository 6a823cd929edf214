"""Addresses of pages (URL): one spelling of each, and the ones that are never asked for.

A registry is filled by hand and by files, so an address may be anything. Only plain web addresses are fetched, and
only from machines of the public internet: otherwise a record could make todoke ask a machine of the office's own
network (server-side request forgery). Sources: RFC 3986 §6 (normalization); RFC 6890 (special-purpose addresses).
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
LONGEST = 2000

_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:@!$&'()*+,;=~-._"
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_INDEX = re.compile(r"(index|default|top)\.[a-z]{3,5}", re.IGNORECASE)
_LANGUAGE = re.compile(r"(ja|jp|en|sp|pc)", re.IGNORECASE)


class AddressError(ValueError):
    """The text is not an address todoke asks for; the message says why, in Japanese."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its one spelling, without the part after ``#``."""

    scheme: str
    host: str
    port: int
    target: str  # path and query, percent-encoded

    @property
    def authority(self) -> str:
        """Return host and port as the address shows them.

        >>> parse("http://www.city.example:80/a").authority
        'www.city.example'
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Return scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def path(self) -> str:
        """Return the path alone."""
        return self.target.partition("?")[0]

    def __str__(self) -> str:
        return self.origin + self.target


def parse(text: str) -> Address:
    """Return the address in its one spelling.

    >>> str(parse("HTTP://WWW.City.Chofu.example:80/子育て/./a/../b.html?x=1#top"))
    'http://www.city.chofu.example/%E5%AD%90%E8%82%B2%E3%81%A6/b.html?x=1'

    Raises:
        AddressError: not a web address, a name and password in it, or too long.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise AddressError("URLが長すぎます。")
    if any(ord(letter) < 0x21 or letter == "\x7f" for letter in text):
        raise AddressError("URLの中に空白や改行があります。")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise AddressError("URLとして読めません。") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise AddressError("http:// か https:// で始まるURLだけを確認できます。")
    if parts.username is not None or parts.password is not None:
        raise AddressError("URLに利用者名やパスワードを含めないでください。")
    if port == 0:
        raise AddressError("URLのポート番号が正しくありません。")
    path = _without_dots(_encoded(parts.path)) or "/"
    query = f"?{_encoded(parts.query, also='?')}" if parts.query else ""
    address = Address(scheme, _host(parts.hostname or ""), port or _PORTS[scheme], path + query)
    if len(str(address)) > LONGEST:
        raise AddressError("URLが長すぎます。")
    return address


def join(base: Address, reference: str) -> Address:
    """Return the address a link on the page ``base`` leads to.

    >>> str(join(parse("https://a.example/b/c.html"), "../d.html"))
    'https://a.example/d.html'

    Raises:
        AddressError: as ``parse``.
    """
    try:
        return parse(urljoin(str(base), reference.strip()))
    except ValueError as error:
        raise error if isinstance(error, AddressError) else AddressError("URLとして読めません。") from None


def is_web_address(text: str) -> bool:
    """Return whether ``parse`` reads the text."""
    try:
        parse(text)
    except AddressError:
        return False
    return True


def is_top(address: Address) -> bool:
    """Return whether the address is a site's top page, in whatever language or form for phones.

    >>> [is_top(parse("https://a.example" + path)) for path in ("", "/index.html", "/sp/", "/kosodate/")]
    [True, True, True, False]
    """
    if "?" in address.target:
        return False
    steps = [step for step in address.path.split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    return not steps or (len(steps) == 1 and bool(_LANGUAGE.fullmatch(steps[0])))


def same_page(one: Address, other: Address) -> bool:
    """Return whether both are the same page but for http/https, ``www.``, a last slash or index.html.

    >>> same_page(parse("http://a.example/x"), parse("https://www.a.example/x/index.html"))
    True
    """
    return _bare(one) == _bare(other)


def site_of(host: str) -> str:
    """Return the name that stands for one organization's pages: the host without ``www.``.

    >>> site_of("www.city.chofu.lg.jp"), site_of("kosodate.city.chofu.lg.jp")
    ('city.chofu.lg.jp', 'kosodate.city.chofu.lg.jp')
    """
    return host.removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Return whether one host is the other, or a part of it."""
    first, second = site_of(one), site_of(other)
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def parents(address: Address) -> tuple[Address, ...]:
    """Return the pages above this one, nearest first, the top page last.

    >>> [up.path for up in parents(parse("https://a.example/kosodate/teate/1.html"))]
    ['/kosodate/teate/', '/kosodate/', '/']
    """
    steps = [step for step in address.path.split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    above = ["/" + "".join(step + "/" for step in steps[:count]) for count in reversed(range(len(steps)))]
    return tuple(Address(address.scheme, address.host, address.port, path) for path in above)


def is_machine(host: str) -> bool:
    """Return whether the host is written as a machine's number instead of a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def may_connect(ip: IpAddress, *, allowed: Iterable[Network] = ()) -> bool:
    """Return whether this machine may be asked: one of the public internet, or in a network allowed by name.

    >>> [may_connect(ipaddress.ip_address(ip)) for ip in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1")]
    [False, False, False]
    >>> may_connect(ipaddress.ip_address("127.0.0.1"), allowed=LOOPBACK)
    True
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip.sixtofour is not None:
            ip = ip.sixtofour
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if any(ip.version == network.version and ip in network for network in allowed):
        return True
    return ip.is_global and not ip.is_multicast


def _host(name: str) -> str:
    name = name.rstrip(".").lower()
    if not name:
        raise AddressError("URLにサイトの名前がありません。")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        encoded = name.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError("URLのサイトの名前が正しくありません。") from None
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", encoded):
        raise AddressError("URLのサイトの名前が正しくありません。")
    return encoded


def _encoded(text: str, *, also: str = "") -> str:
    """Return the text percent-encoded; what need not be encoded is not."""
    quoted = quote(text, safe=_SAFE + also)
    quoted = re.sub("%(?![0-9A-Fa-f]{2})", "%25", quoted)

    def plain(escape: re.Match[str]) -> str:
        letter = unquote(escape[0], encoding="latin-1")
        return letter if letter in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(plain, quoted)


def _without_dots(path: str) -> str:
    """Return the path without ``.`` and ``..`` (RFC 3986 §5.2.4)."""
    steps: list[str] = []
    parts = path.split("/")
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        if part == "..":
            if len(steps) > 1:
                steps.pop()
        elif part != ".":
            steps.append(part)
            continue
        if is_last:
            steps.append("")
    return "/".join(steps)


def _bare(address: Address) -> tuple[str, str]:
    parts = urlsplit(str(address))
    steps = [step for step in parts.path.split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    port = "" if address.port in _PORTS.values() else f":{address.port}"
    return site_of(address.host) + port, urlunsplit(("", "", "/".join(steps), parts.query, ""))
