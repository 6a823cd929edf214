"""Municipalities (区市町村): their six-figure codes, names and numbers, and how to find one.

The sixth figure of a code checks the five before it.
Source: 全国地方公共団体コード仕様 (総務省): 11 less the remainder of the weighted sum by 11, last figure.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from pathlib import Path

from todoke.base.corporate_number import of_municipality
from todoke.base.kana import search_key

_CLOSE_ENOUGH = 0.6
_COLUMNS = (
    "code",
    "name",
    "kana",
    "romaji",
    "kind",
    "corporate_number",
    "latitude",
    "longitude",
    "website",
)


class Kind(Enum):
    """The kinds of basic local governments. A special ward exists in Tokyo only (地方自治法 Art. 281)."""

    SPECIAL_WARD = "特別区"
    CITY = "市"
    TOWN = "町"
    VILLAGE = "村"


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as the reference file gives it; the point is that of its main office, in degrees."""

    code: str
    name: str
    kana: str
    romaji: str
    kind: Kind
    corporate_number: str
    latitude: float
    longitude: float
    website: str


class UnknownMunicipalityError(LookupError):
    """No municipality has this code or name. ``suggestions`` are close ones, for a person to choose from."""

    def __init__(self, suggestions: tuple[Municipality, ...] = ()) -> None:
        """Keep the suggestions and name them in the message."""
        self.suggestions = suggestions
        names = "、".join(f"「{each.name}」" for each in suggestions)
        hint = f"{names}ではありませんか。" if names else "区市町村の正式な名前を選んでください。"
        super().__init__("その名前や番号の区市町村はありません。" + hint)


class MunicipalityFileError(ValueError):
    """The reference file is wrong; the message gives the line and the fault."""


def check_digit(first_five: str) -> int:
    """Return the sixth figure of a municipality's code.

    >>> check_digit("13104")
    1
    """
    if not re.fullmatch("[0-9]{5}", first_five):
        raise ValueError("団体コードの検査数字を除く部分は、数字5桁です。")
    weighted = zip(first_five, (6, 5, 4, 3, 2), strict=True)
    return (11 - sum(int(figure) * weight for figure, weight in weighted) % 11) % 10


def is_code(text: str) -> bool:
    """Tell whether the text is six half-width figures with a right check digit.

    >>> is_code("131041"), is_code("131042"), is_code("13104")
    (True, False, False)
    """
    return re.fullmatch("[0-9]{6}", text) is not None and int(text[5]) == check_digit(text[:5])


class Municipalities:
    """The municipalities of the reference file, in its order."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        """Index the municipalities by code and by name, each of which must be unique."""
        self._all = tuple(municipalities)
        self._by_code = {each.code: each for each in self._all}
        self._by_name = {each.name: each for each in self._all}
        if not len(self._all) == len(self._by_code) == len(self._by_name):
            raise MunicipalityFileError("同じ団体コードか同じ名前の区市町村が2つあります。")

    def __iter__(self) -> Iterator[Municipality]:
        """Go through all, in the order of the file."""
        return iter(self._all)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all)

    def get_by_code(self, code: str) -> Municipality:
        """Return the municipality of a six-figure code, or raise ``UnknownMunicipalityError``."""
        if code not in self._by_code:
            raise UnknownMunicipalityError
        return self._by_code[code]

    def get_by_name(self, name: str) -> Municipality:
        """Return the municipality of exactly this official name (新宿区).

        A near miss (新宿) is never taken for it: ``UnknownMunicipalityError`` then carries suggestions.
        """
        if name not in self._by_name:
            raise UnknownMunicipalityError(self.suggest(name))
        return self._by_name[name]

    def suggest(self, text: str, *, limit: int = 3) -> tuple[Municipality, ...]:
        """Return municipalities a person may have meant, the closest first; none when nothing is close.

        Names, furigana and romaji are compared, with or without 都 and the suffix, and addresses by their
        beginning.
        """
        wanted = search_key(text).removeprefix("東京都")
        if not wanted:
            return ()
        scores = {each.code: _likeness(wanted, each) for each in self._all}
        close = [each for each in self._all if scores[each.code] >= _CLOSE_ENOUGH]
        return tuple(sorted(close, key=lambda each: -scores[each.code])[:limit])


def parse(lines: Iterable[str]) -> Municipalities:
    """Return the municipalities of a CSV text's lines, each row checked against its own check digits.

    Raises:
        MunicipalityFileError: wrong columns, code, kind, corporate number or coordinates, or a duplicate.
    """
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise MunicipalityFileError(f"1行目の列は {','.join(_COLUMNS)} でなければなりません。")
    return Municipalities(_checked(row, rows.line_num) for row in rows)


def load(path: Path) -> Municipalities:
    """Return the municipalities of a CSV file in UTF-8; errors as ``parse``."""
    with path.open(encoding="utf-8", newline="") as file:
        return parse(file)


def _checked(row: dict[str, str], line: int) -> Municipality:
    if None in row or None in row.values():
        raise MunicipalityFileError(f"{line}行目: 列の数が違います。")
    if not is_code(row["code"]):
        raise MunicipalityFileError(f"{line}行目: 団体コードが正しくありません。")
    if row["corporate_number"] != of_municipality(row["code"]):
        raise MunicipalityFileError(f"{line}行目: 法人番号が団体コードと合いません。")
    try:
        kind = Kind(row["kind"])
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise MunicipalityFileError(f"{line}行目: 種別か緯度・経度が正しくありません。") from None
    if not row["name"].endswith("区" if kind is Kind.SPECIAL_WARD else kind.value):
        raise MunicipalityFileError(f"{line}行目: 名前が種別と合いません。")
    return Municipality(
        code=row["code"],
        name=row["name"],
        kana=row["kana"],
        romaji=row["romaji"],
        kind=kind,
        corporate_number=row["corporate_number"],
        latitude=latitude,
        longitude=longitude,
        website=row["website"],
    )


def _likeness(wanted: str, municipality: Municipality) -> float:
    """Return how like the text a municipality's spellings are: 1 for the same word, else less.

    An address that begins with the name is nearly as good as the name itself.
    """
    best = 0.0
    for full, short in _spellings(municipality):
        if wanted in (full, short):
            return 1.0
        if wanted.startswith(full):
            best = max(best, 0.95)
        best = max(best, 0.9 * SequenceMatcher(None, wanted, full).ratio())
        best = max(best, 0.9 * SequenceMatcher(None, wanted, short).ratio())
    return best


def _spellings(municipality: Municipality) -> Iterator[tuple[str, str]]:
    """Give each spelling's search key with and without its suffix (区, く, -ku)."""
    suffix = municipality.romaji.rpartition("-")[2]
    kana_suffix = {"ku": "く", "shi": "し", "machi": "まち", "mura": "むら"}.get(suffix, "")
    yield search_key(municipality.name), search_key(municipality.name[:-1])
    yield search_key(municipality.kana), search_key(municipality.kana.removesuffix(kana_suffix))
    yield search_key(municipality.romaji), search_key(municipality.romaji.rpartition("-")[0])
