"""JSON from strangers, read strictly: what other readers would silently mend is a mistake with a place (入力のJSON).

Refused are: what is no JSON (NaN and Infinity too), a key given twice, figures too long to be meant, texts too
long, nesting too deep, and anything that looks like an individual number (マイナンバー).
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from todoke.base.my_number import contains_my_number

DEEPEST = 12
LONGEST_TEXT = 200
LONGEST_NUMBER = 15
MOST_MISTAKES = 100

_SHORTEST = 6
"""A shorter text cannot hold twelve figures, even where one sign stands for two."""
_SMALLEST = 10**11
_PLAIN = str.maketrans({"~": "~0", "/": "~1"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake: its place as a JSON pointer (RFC 6901) and the cure."""

    pointer: str
    detail: str


class JsonError(ValueError):
    """A text that is not JSON."""


class RefusedError(ValueError):
    """JSON that is not accepted; ``wrong`` names every place."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        """Keep the mistakes."""
        self.wrong = wrong
        super().__init__("\n".join(f"{one.pointer or '(全体)'}: {one.detail}" for one in wrong))


class IndividualNumberError(RefusedError):
    """JSON that holds what looks like an individual number; the figures are nowhere in the error."""


class _TooLong:
    """Stands for a figure that is too long to be meant."""


class _Object(dict[str, Any]):
    """An object, remembering what its keys were given first when they were given twice."""

    repeated: tuple[tuple[str, Any], ...] = ()


def parse(raw: bytes | str) -> Any:
    """Return the value of a JSON text; numbers with a point become ``Decimal``.

    Raises JsonError, RefusedError and IndividualNumberError.

    >>> parse('{"a": [1, 2.5]}')
    {'a': [1, Decimal('2.5')]}
    """
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        value = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise JsonError("文字コードがUTF-8ではありません。UTF-8で書いてください") from None
    except json.JSONDecodeError as error:
        place = f"{error.lineno}行目の{error.colno}文字目"
        raise JsonError(
            f"JSONとして読めません({place}あたり)。かっこ・引用符・カンマを確かめてください"
        ) from None
    except RecursionError:
        raise JsonError("かっこの入れ子が深すぎて読めません。入れ子を浅くしてください") from None
    numbers: list[Wrong] = []
    wrong: list[Wrong] = []
    for one, is_number in _walk(value, "", 0):
        (numbers if is_number else wrong).append(one)
        if len(numbers) + len(wrong) >= MOST_MISTAKES:
            break
    if numbers:
        raise IndividualNumberError(tuple(numbers))
    if wrong:
        raise RefusedError(tuple(wrong))
    return value


def pointer(steps: Iterator[str | int] | tuple[str | int, ...] | list[str | int]) -> str:
    """Return the JSON pointer of a place.

    >>> pointer(("members", 0, "a/b"))
    '/members/0/a~1b'
    """
    return "".join(f"/{str(step).translate(_PLAIN)}" for step in steps)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        times = Counter(key for key, _ in pairs)
        found.repeated = tuple((key, value) for key, value in pairs if times[key] > 1)[:MOST_MISTAKES]
    return found


def _whole(text: str) -> int | _TooLong:
    return int(text) if len(text.lstrip("-")) <= LONGEST_NUMBER else _TooLong()


def _decimal(text: str) -> Decimal | _TooLong:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return _TooLong()
    if not value.is_finite() or len(text) > 2 * LONGEST_NUMBER or abs(value.adjusted()) > LONGEST_NUMBER:
        return _TooLong()
    return value


def _constant(text: str) -> Any:
    raise JsonError("NaN や Infinity はJSONの数ではありません。分からない値は null にしてください")


def _walk(value: Any, place: str, depth: int) -> Iterator[tuple[Wrong, bool]]:
    """Yield what is wrong below a place, and whether it is an individual number."""
    if isinstance(value, dict | list) and depth >= DEEPEST:
        yield Wrong(place, f"入れ子が深すぎます。{DEEPEST}段までにしてください"), False
    elif isinstance(value, _Object):
        for key, earlier in value.repeated:
            yield from _walk(earlier, _below(place, key), depth + 1)
            yield Wrong(_below(place, key), "同じ項目が二度書かれています。一つにしてください"), False
        for key, item in value.items():
            if _has_number(key):
                yield _number(place), True
            elif not _is_readable(key):
                yield Wrong(place, "項目の名前に読めない文字があります"), False
            elif len(key) > LONGEST_TEXT:
                yield Wrong(place, f"項目の名前は{LONGEST_TEXT}文字までにしてください"), False
            else:
                yield from _walk(item, _below(place, key), depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{place}/{index}", depth + 1)
    elif isinstance(value, str):
        if _has_number(value):
            yield _number(place), True
        elif not _is_readable(value):
            yield Wrong(place, "読めない文字があります。書き直してください"), False
        elif len(value) > LONGEST_TEXT:
            yield Wrong(place, f"文字は{LONGEST_TEXT}文字までにしてください"), False
    elif isinstance(value, _TooLong):
        yield Wrong(place, f"数が大きすぎるか細かすぎます。{LONGEST_NUMBER}桁までの数にしてください"), False
    elif (
        isinstance(value, int | Decimal)
        and not -_SMALLEST < value < _SMALLEST
        and contains_my_number(_figures(value))
    ):
        yield _number(place), True


def _figures(value: int | Decimal) -> str:
    whole, _, fraction = format(value, "f").partition(".")
    return "" if fraction.strip("0") else whole


def _has_number(text: str) -> bool:
    return len(text) >= _SHORTEST and contains_my_number(text)


def _is_readable(text: str) -> bool:
    # Half of a surrogate pair, which JSON can write and nothing can print.
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(place: str) -> Wrong:
    return Wrong(
        place,
        "マイナンバー(個人番号)と思われる12桁の数字があります。マイナンバーは書かずにやり直してください",
    )


def _below(place: str, key: str) -> str:
    hidden = "(項目名)" if _has_number(key) or not _is_readable(key) else key[:LONGEST_TEXT]
    return f"{place}/{hidden.translate(_PLAIN)}"
