"""A detector of individual numbers (マイナンバー・個人番号), so that inputs holding one can be refused.

Todoke has no task that may collect these numbers. Any 12 figures with the right check digit are taken for
one, which about one in ten of all 12-figure numbers has by chance: the detector errs towards refusing.
No function here returns, stores or prints the figures it found.
Sources: 行政手続における特定の個人を識別するための番号の利用等に関する法律 (Act No. 27 of 2013) Art. 20
(no one may collect or keep another's outside the listed cases); 平成26年総務省令第85号 Art. 5 (formula).
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

from todoke.base.corporate_number import is_corporate_number

_WEIGHTS = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)
_DASHES = "\\-‐‑‒–—―−─━ー"
_GAP = f"[ \\t]{{1,2}}(?:[{_DASHES}][ \\t]{{0,2}})?|[{_DASHES}][ \\t]{{0,2}}"
_RUN = re.compile(f"(?<!\\+)(?<![0-9])[0-9]+(?:(?:{_GAP})[0-9]+)*")
_PRINTED_LENGTHS = (1, 4, 12)  # in boxes, in fours as on the card, in one piece
_HOLDS_NO_TEXT = (bool, type(None), date, time, timedelta, UUID)


class MyNumberError(ValueError):
    """An input holds what looks like an individual number. The message says where, never which."""

    def __init__(self, places: tuple[str, ...]) -> None:
        """Keep the places, for form errors."""
        self.places = places
        where = "、".join(place or "本文" for place in places)
        super().__init__(
            f"マイナンバー（個人番号）と思われる12桁の数字があります（{where}）。"
            "マイナンバーは書かずに、もう一度入力してください。"
        )


def check_digit(base: str) -> int:
    """Return the check digit of the first 11 figures.

    >>> check_digit("12345678901")
    8
    """
    if not re.fullmatch("[0-9]{11}", base):
        raise ValueError("検査用数字を除く11桁の数字が必要です。")
    weighted = zip(reversed(base), _WEIGHTS, strict=True)
    remainder = sum(int(figure) * weight for figure, weight in weighted) % 11
    return 0 if remainder <= 1 else 11 - remainder


def contains_my_number(text: str) -> bool:
    """Tell whether a text holds 12 figures with a right check digit, in any width, spaced or hyphenated.

    Corporate numbers, longer runs of figures, telephone numbers with a country code (+81 …) and rows of three
    years (2024 2025 2026) are passed over.

    >>> contains_my_number("私の番号は 1234 5678 901" + "8 です"), contains_my_number("電話 090-1234-5678")
    (True, False)
    """
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return any(_run_has_one(run[0]) for run in _RUN.finditer(unicodedata.normalize("NFKC", visible)))


def places_of_my_number(value: object) -> tuple[str, ...]:
    """Return where in nested values individual numbers were found, as ``key > 2番目``; never the figures.

    Mappings (keys too), iterables, dataclasses, enums, whole numbers, bytes and texts are searched; a bare
    text that holds one gives the place ``""``.

    >>> places_of_my_number({"氏名": "都庁 花子", "連絡": ["なし", "12345678901" + "8"]})
    ('連絡 > 2番目',)
    """
    return tuple(_search(value, ()))


def refuse_my_number(value: object) -> None:
    """Raise ``MyNumberError`` if the value, however nested, holds an individual number."""
    places = places_of_my_number(value)
    if places:
        raise MyNumberError(places)


def _is_my_number(figures: str) -> bool:
    return len(figures) == 12 and int(figures[-1]) == check_digit(figures[:-1])


def _run_has_one(run: str) -> bool:
    """Tell whether a run of groups of figures, parted by spaces or dashes, holds an individual number."""
    groups = re.findall("[0-9]+", run)
    if is_corporate_number("".join(groups)):
        return False
    parted_alike = not re.search("[ \t]", run) or not re.search(f"[{_DASHES}]", run)
    candidates = [groups] if parted_alike else [re.findall("[0-9]+", word) for word in run.split()]
    return any(_stands_for_one(each, 0, len(each)) for each in candidates) or any(_printed_in(groups))


def _printed_in(groups: list[str]) -> Iterator[bool]:
    """Judge each stretch of groups that has the shape the number is printed in and no more such beside it."""
    lengths = [0, *map(len, groups), 0]
    for length in _PRINTED_LENGTHS:
        count = 12 // length
        for first in range(1, len(groups) - count + 2):
            stretch = lengths[first : first + count]
            alone = lengths[first - 1] != length != lengths[first + count]
            if alone and all(each == length for each in stretch):
                yield _stands_for_one(groups, first - 1, count)


def _stands_for_one(groups: list[str], first: int, count: int) -> bool:
    stretch = groups[first : first + count]
    figures = "".join(stretch)
    before = groups[first - 1] if first else ""
    of_a_company = len(before) == 1 and is_corporate_number(before + figures)
    are_years = count == 3 and all("1900" <= group <= "2100" for group in stretch)
    return _is_my_number(figures) and not of_a_company and not are_years


def _search(value: object, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, _HOLDS_NO_TEXT):
        return
    if isinstance(value, Enum):
        yield from _search(value.value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            hidden = bool(places_of_my_number(key))
            inner = (*path, "（項目名）" if hidden else str(key))
            if hidden:
                yield " > ".join(inner)
            yield from _search(item, inner)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _search(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray):
        for number, item in enumerate(value, start=1):
            yield from _search(item, (*path, f"{number}番目"))
    elif contains_my_number(_as_text(value)):
        yield " > ".join(path)


def _as_text(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float | Decimal):
        whole, _, fraction = format(value, "f").partition(".")
        return "" if fraction.strip("0") else whole
    return str(value)
