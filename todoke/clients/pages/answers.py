"""What one answer of a server means: the page, a redirect, a refusal, a wish to be left alone for a while."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from todoke.clients.pages.addresses import Address, join
from todoke.clients.pages.fetched import HTML, Outcome, Redirect

_META_TAG = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_IS_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_REFRESH_TO = re.compile(
    rb"content\s*=\s*[\"']?\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*url\s*=\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE
)
_SOON = 30  # seconds: a page that sends its reader on later than this is meant to be read


@dataclass(slots=True)
class Answer:
    """An answer with its body read as far as it is wanted."""

    status: int
    headers: httpx.Headers
    body: bytes = b""
    is_cut: bool = False


def outcome_of(answer: Answer) -> Outcome:
    """Return what the answer means for the page; redirects are read before."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    match answer.status:
        case 200 | 203:
            looks_like_page = kind in HTML or (not kind and answer.body.lstrip()[:1] == b"<")
            return Outcome.READ if looks_like_page else Outcome.FILE
        case 304:
            return Outcome.UNCHANGED
        case 404 | 410:
            return Outcome.MISSING
        case 401 | 402 | 403 | 405 | 406 | 407 | 451:
            return Outcome.FORBIDDEN  # the way a filter turns programs away, too
        case 429:
            return Outcome.BUSY
        case 503 if "retry-after" in answer.headers:
            return Outcome.BUSY
        case status if status >= 500:
            return Outcome.FAILED
        case _:
            return Outcome.REFUSED


def onward_of(address: Address, answer: Answer) -> tuple[Address, Redirect] | None:
    """Return where the answer sends us, and how firmly; nowhere for most.

    Raises:
        AddressError: it sends us to what is no web address.
    """
    location = answer.headers.get("location", "")
    if answer.status in {301, 308, 302, 303, 307} and location:
        step = Redirect.PERMANENT if answer.status in {301, 308} else Redirect.TEMPORARY
        return join(address, _as_sent(location)), step
    if answer.status != 200 or not answer.body:
        return None
    for tag in _META_TAG.finditer(answer.body[:20_000]):
        target = _REFRESH_TO.search(tag[0]) if _IS_REFRESH.search(tag[0]) else None
        if target is not None and int(target[1]) <= _SOON:
            to = join(address, target[2].decode("utf-8", "replace").replace("&amp;", "&"))
            if to != address:
                return to, Redirect.REFRESH
    return None


def _as_sent(location: str) -> str:
    """Return a header's address with letters beyond ASCII as UTF-8, the way browsers read it."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def retry_after(headers: httpx.Headers, at: datetime) -> float | None:
    """Return the seconds the server asks to wait, stated in seconds or as a time."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,7}", value):
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max((then - at).total_seconds(), 0.0)
