"""Links in texts of notices: there is one site, and its address comes from the instance, not from the text."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from todoke.telling.wording.lint_words import SHORTENERS

_WITH_SLASHES = re.compile(r"(?:[a-z][a-z0-9+.\-]{1,12}:)?//[^\s「」()<>、。]+", re.IGNORECASE)
_SCHEMES = re.compile(r"\b(javascript|data|mailto|tel|sms|file|intent|line|ftp|hxxps?):(?=\S)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@/.])((?:[\w-]+[.。．｡])+(?:[a-z]{2,24}|xn--[a-z0-9-]+))(?![\w])", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_MARKUP = re.compile(r"<[a-z!/]|\]\(|\[url|&#|&[a-z]+;", re.IGNORECASE)
_ALIKE = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "і": "i",
        "о": "o",
        "е": "e",
        "а": "a",
        "к": "k",
        "т": "t",
        "ԁ": "d",
        "3": "e",
        "5": "s",
    }
)


def link_faults(text: str, *, domain: str) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence for everything in a text that leads, or looks as if it led, somewhere."""
    folded = unicodedata.normalize("NFKC", text)
    if _MARKUP.search(folded):
        yield "markup", "書式(HTMLなど)は使いません"
    if _SCHEMES.search(folded):
        yield "scheme", "リンクの形の文字が入っています"
    found = list(dict.fromkeys(_WITH_SLASHES.findall(folded)))
    for address in found:
        yield from _about_address(address, domain)
    rest = folded
    for address in found:
        rest = rest.replace(address, " ")
    for host in _BARE.findall(rest):
        yield from _about_host(host.replace("。", ".").lower(), domain, is_bare=True)
    if _NUMBERS.search(rest):
        yield "ip", "数字のアドレスが入っています"
    if folded != text and found and "//" not in text:
        yield "wide", "全角の文字でアドレスが書かれています"


def _about_address(address: str, domain: str) -> Iterator[tuple[str, str]]:
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        yield "broken-link", "アドレスとして読めません"
        return
    if "@" in parts.netloc:
        yield "userinfo", "アドレスに「@」が入っています。行き先をごまかす書き方です"
    if parts.scheme not in ("https", ""):
        yield "not-https", "https:// ではありません"
    if port is not None:
        yield "port", "アドレスにポート番号が入っています"
    yield from _about_host(host, domain, is_bare=False)


def _about_host(host: str, domain: str, *, is_bare: bool) -> Iterator[tuple[str, str]]:
    if host == domain.lower():
        yield "written-link", "アドレスを書かず、{site} {check} {stop} を使ってください"
        return
    if host in SHORTENERS:
        yield "shortened", "短縮したリンクは行き先が分かりません"
    elif _is_number(host):
        yield "ip", "数字のアドレスが入っています"
    elif "xn--" in host or not host.isascii():
        yield "look-alike", "まぎらわしい文字のアドレスです"
    elif _looks_like(host, domain.lower()):
        yield "look-alike", "todokeに似せたアドレスです"
    else:
        yield (
            "foreign-link",
            "ほかのサイトのアドレスです" if not is_bare else "アドレスのような文字が入っています",
        )


def _is_number(host: str) -> bool:
    if re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*", host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _looks_like(host: str, domain: str) -> bool:
    """Tell whether somebody could take one for the other: our name within it, or letters that look alike."""
    name = domain.split(".")[0]
    alike = host.translate(_ALIKE).replace("rn", "m").replace("-", "")
    return name in host or name.translate(_ALIKE) in alike or domain in host
