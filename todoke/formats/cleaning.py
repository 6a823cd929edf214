"""Cleaning of single values as official files hold them: text, numbers, flags, dates, times, addresses of all kinds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from functools import lru_cache
from typing import Any

from todoke.base import corporate_number, eras
from todoke.formats.repairs import Problem, Repair

ALWAYS_WORDS = frozenset({"随時", "通年", "いつでも", "常時", "年中", "随時受付", "随時受付中", "通年実施"})

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_EDGES = " \t\r\n\u3000\ufeff\u200b"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DAY_WITH_TIME = re.compile(r"(.+?)[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(r"(午前|午後|AM|PM)?(\d{1,2})(?::|時)(\d{1,2})?(?:分|:\d{2})?")
_AT = re.compile(r"\s*(?:[(（\[【<＜]\s*(?:at|AT|アット|＠|@)\s*[)）\]】>＞]|＠|☆|★)\s*")
_URL = re.compile(r"https?://[^\s\"'<>|;；、。　]+")
_FIGURES = re.compile(r"(-?\d+)(?:\.0+)?")


class Cleaning:
    """The values of one record, cleaned one by one; every repair and every doubt is written down."""

    __slots__ = ("problems", "repairs")

    def __init__(self) -> None:
        """Begin with nothing repaired and nothing doubtful."""
        self.repairs: list[Repair] = []
        self.problems: list[Problem] = []

    def repaired(self, field: str, before: Any, after: Any, rule: str) -> None:
        """Write a repair down."""
        self.repairs.append(Repair(field, before, after, rule))

    def doubt(self, field: str, value: Any, kind: str) -> None:
        """Write a problem down."""
        self.problems.append(Problem(field, value, kind))

    def text(self, field: str, value: Any) -> str | None:
        """Return the text without blanks at its ends and without control characters; None where it says nothing."""
        if value is None:
            return None
        if value.__class__ is not str:
            before, value = value, str(value)
            self.repaired(field, before, value, "not_text")
        if not value:
            self.repaired(field, "", None, "empty")
            return None
        plain: str = value
        if not plain.isprintable():
            if "\r" in plain:
                plain = plain.replace("\r\n", "\n").replace("\r", "\n")
                self.repaired(field, value, plain, "line_ends")
            if _CONTROL.search(plain):
                before, plain = plain, _CONTROL.sub("", plain)
                self.repaired(field, before, plain, "control")
        trimmed = plain.strip(_EDGES)
        if trimmed != plain:
            self.repaired(field, plain, trimmed or None, "trim")
        return trimmed or None

    def narrow(self, field: str, value: Any) -> str | None:
        """Return the text in half-width letters, figures and signs."""
        text = self.text(field, value)
        if text is None or text.isascii():
            return text
        narrow = unicodedata.normalize("NFKC", text)
        if narrow != text:
            self.repaired(field, text, narrow, "width")
        return narrow

    def integer(self, field: str, value: Any) -> int | None:
        """Return a whole number, also where it is written as text."""
        if value is None or value.__class__ is int:
            return value
        if value.__class__ is float and value.is_integer():
            self.repaired(field, value, int(value), "number_text")
            return int(value)
        text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
        if isinstance(value, str) and not text:
            self.repaired(field, value, None, "empty")
            return None
        matched = _FIGURES.fullmatch(text.removesuffix("歳").removesuffix("か月"))
        if matched is None or value.__class__ is bool:
            self.doubt(field, value, "bad_number")
            return None
        self.repaired(field, value, int(matched[1]), "number_text")
        return int(matched[1])

    def flag(self, field: str, value: Any) -> bool | None:
        """Return true or false, also where it is written as a word or a mark."""
        if value is None or value.__class__ is bool:
            return value
        known = _FLAGS.get(str(value).strip().lower())
        if known is None:
            if value == "":
                self.repaired(field, value, None, "empty")
            else:
                self.doubt(field, value, "bad_flag")
            return None
        self.repaired(field, value, known, "flag_text")
        return known

    def day(self, field: str, value: Any) -> date | str | None:
        """Return a day, or the words that stand in its place where they are no day."""
        text = self.text(field, value)
        if text is None:
            return None
        found = _day(text)
        if found is None:
            return text
        if len(text) != 10 or text[4] != "-":
            rule = "date_time" if _DAY_WITH_TIME.fullmatch(text) else "date_form"
            self.repaired(field, text, found.isoformat(), rule)
        return found

    def only_day(self, field: str, value: Any) -> date | None:
        """Return a day; words in its place are a problem."""
        found = self.day(field, value)
        if isinstance(found, str):
            self.doubt(field, found, "bad_date")
            return None
        return found

    def clock(self, field: str, value: Any) -> time | None:
        """Return a time of day; what is none is a problem."""
        text = self.text(field, value)
        if text is None:
            return None
        found = _time(text)
        if found is None:
            self.doubt(field, text, "bad_time")
        elif text != f"{found:%H:%M}":
            self.repaired(field, text, f"{found:%H:%M}", "time_form")
        return found

    def email(self, field: str, value: Any) -> str | None:
        """Return a mail address with its real at sign."""
        text = self.narrow(field, value)
        if text is None:
            return None
        plain = _AT.sub("@", text)
        if plain != text:
            self.repaired(field, text, plain, "email_at")
        if plain.count("@") != 1 or " " in plain:
            self.doubt(field, plain, "bad_email")
        return plain

    def url(self, field: str, value: Any) -> str | None:
        """Return a web address; what is none is a problem and not returned."""
        text = self.text(field, value)
        if text is None:
            return None
        if text.startswith(("https://", "http://")) and " " not in text and "\n" not in text:
            return text
        found = _URL.findall(unicodedata.normalize("NFKC", text))
        if len(found) == 1:
            self.repaired(field, text, found[0], "url_form")
            return str(found[0])
        self.doubt(field, text, "bad_url")
        return None

    def postal_code(self, field: str, value: Any) -> str | None:
        """Return the seven figures of a postal code; what has not seven stays as it is and is a problem."""
        text = self.text(field, value)
        if text is None:
            return None
        figures = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
        if len(figures) != 7:
            self.doubt(field, text, "bad_zip")
            return text
        if figures != text:
            self.repaired(field, text, figures, "zip_form")
        return figures

    def phone(self, field: str, value: Any) -> str | None:
        """Return a telephone number in half-width figures, with whatever words stand beside it."""
        text = self.text(field, value)
        if text is None:
            return None
        plain = text.translate(_PHONE)
        if plain != text:
            self.repaired(field, text, plain, "width")
        if not any(figure.isdecimal() for figure in plain):
            self.doubt(field, plain, "bad_phone")
        return plain

    def corporate_number(self, field: str, value: Any) -> str | None:
        """Return a corporate number whose check digit is right."""
        text = self.narrow(field, value)
        if text is None:
            return None
        if not _is_corporate_number(text):
            self.doubt(field, text, "bad_corporate_number")
            return None
        return text


def storable(value: Any) -> Any:
    r"""Return any JSON value with signs no database keeps (NUL, halves of surrogates) marked as unreadable.

    >>> storable({"a": ["x\x00"]})
    {'a': ['x\ufffd']}
    """
    if isinstance(value, str):
        return value if value.isprintable() else _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    matched = _ISO_DAY.fullmatch(text)
    try:
        if matched:
            return date(int(matched[1]), int(matched[2]), int(matched[3]))
        with_time = _DAY_WITH_TIME.fullmatch(text)
        return eras.parse_day(with_time[1] if with_time else text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _time(text: str) -> time | None:
    matched = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").upper())
    if matched is None:
        return None
    hour, minute = int(matched[2]), int(matched[3] or 0)
    if matched[1] in ("午後", "PM") and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


_is_corporate_number = lru_cache(maxsize=4096)(corporate_number.is_corporate_number)

_PHONE = str.maketrans("０１２３４５６７８９－‐‑–—―−（）　", "0123456789-------() ")

_FLAGS = {
    **dict.fromkeys(("true", "t", "1", "yes", "有", "可", "〇", "○", "◯", "あり", "はい"), True),
    **dict.fromkeys(("false", "f", "0", "no", "無", "不可", "×", "✕", "なし", "いいえ"), False),
}
