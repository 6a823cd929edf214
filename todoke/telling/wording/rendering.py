"""Filling a wording in (差し込み): the values are text and stay text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from todoke.telling import codes
from todoke.telling.channels import Channel
from todoke.telling.wording.plain import Plain, PlainError
from todoke.telling.wording.readings import in_brackets
from todoke.telling.wording.texts import Language5, Place, Wording

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_DATES: Mapping[str, str] = {
    "ja": "{0.year}年{0.month}月{0.day}日",
    "easy": "{0.year}{{年|ねん}}{0.month}{{月|がつ}}{0.day}{{日|にち}}",
    "zh": "{0.year}年{0.month}月{0.day}日",
    "ko": "{0.year}년 {0.month}월 {0.day}일",
}
_MONTHS = "January February March April May June July August September October November December".split()
_YEN: Mapping[str, str] = {
    "ja": "{}円",
    "easy": "{}{{円|えん}}",
    "en": "{} yen",
    "zh": "{}日元",
    "ko": "{}엔",
}
ADDRESS_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    """A wording with its places filled. What leaves has readings in brackets, the record keeps their markup."""

    subject: str
    body: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines of the body."""
        return tuple(self.body.split("\n"))


def render(
    wording: Wording, channel: Channel | None, language: Language5, values: Mapping[str, str]
) -> Rendered:
    """Return what a channel carries, or the record of the inbox where there is none.

    A push is its one line, as the body too. The line of {stop} is left out where its value is empty. Values of
    addresses must be of https (or of this machine) and are the caller's own, never a person's; all others are
    checked by Plain.

    Raises:
        PlainError: a value is missing, or could be more than text; the message names the place only.
    """
    if channel is None:
        subject, body = wording.title, wording.text
    elif channel is Channel.PUSH:
        subject = body = wording.push
    else:
        subject, body = wording.subject, wording.body
    known = wording.all_places()
    filled = [_filled(part.said_in(language), known, language, values) for part in (subject, body)]
    if channel is not None:
        filled = [in_brackets(text) for text in filled]
    return Rendered(filled[0].strip(), filled[1].strip())


def _filled(text: str, known: Mapping[str, Place], language: str, values: Mapping[str, str]) -> str:
    text = "\n".join(line for line in text.split("\n") if not _is_left_out(line, values))

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            raise PlainError(f"{name}: 値がありません")
        try:
            return _printed(values[name], known[name], language)
        except ValueError as error:
            why = str(error) if isinstance(error, PlainError) else "値の形がちがいます"
            raise PlainError(f"{name}: {why}") from None

    return _PLACE.sub(value_of, text)


def _is_left_out(line: str, values: Mapping[str, str]) -> bool:
    """Tell whether a line is about stopping and there is nothing to stop it by, as in a letter."""
    return "{stop}" in line and values.get("stop", "") == ""


def _printed(value: str, place: Place, language: str) -> str:
    match place.kind:
        case "address":
            return _address(value)
        case "date":
            day = date.fromisoformat(value)
            if language == "en":
                return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
            return _DATES[language].format(day)
        case "yen":
            return _YEN[language].format(f"{int(value):,}")
        case "count":
            return f"{int(value):,}"
        case "code":
            code = codes.read(value)
            if code is None:
                raise PlainError("確認コードではありません")
            return codes.shown(code)
        case _:
            plain = Plain(value)
            if len(plain) > place.longest:
                raise PlainError(f"{place.longest}文字より長い値です")
            return plain


def _address(value: str) -> str:
    """Return one of our own addresses: https, or this machine's own."""
    parts = urlsplit(value)
    is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    is_whole = parts.scheme == "https" and bool(parts.hostname)
    if not (is_here or is_whole) or parts.username is not None or len(value) > ADDRESS_LENGTH:
        raise PlainError("アドレスとして使えません")
    if not value.isascii() or not value.isprintable() or any(sign in value for sign in ' <>"{}|\\'):
        raise PlainError("アドレスとして使えません")
    return value
