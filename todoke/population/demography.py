"""Tokyo's residents, households, births, deaths and moves as published, by municipality and month (人口統計).

Every figure under data/population/*.csv is the metropolis's own (東京都, CC BY 4.0); data/sources.md says which table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from todoke.residents.block import Array

BANDS: tuple[int, ...] = tuple(range(0, 101, 5))
"""The first age of each band of the table of residents; the last band is 100 years and over."""

EVENTS = ("births", "deaths", "net_from_other_prefectures", "net_from_within_tokyo")
"""What is counted month by month."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DemographyError(ValueError):
    """A table is wrong; the message gives the file, what is wrong and the cure."""


@dataclass(frozen=True, slots=True)
class Year:
    """What happened in a municipality in 2024: persons."""

    from_other_prefectures: int
    to_other_prefectures: int
    from_within_tokyo: int
    to_within_tokyo: int
    births: int
    deaths: int
    other_change: int


@dataclass(frozen=True, slots=True)
class HouseholdTypes:
    """Households of Tokyo by family type in a year; ``known_from`` is ``census`` or ``estimate``."""

    year: int
    known_from: str
    all: int
    single: int
    couple_with_children: int
    couple_only: int
    other: int


@dataclass(frozen=True, slots=True)
class Demography:
    """The tables, all in the order of ``codes``.

    ``residents`` (int64; municipality, band, sex: male, female) and ``nationalities`` (int64; municipality, band:
    Japanese, foreign) are of the resident register on 1 January 2026; ``households`` and ``estimated`` (residents)
    are the estimate of the same day that rests on the census; ``months`` (int64; municipality, month) are of 2025.
    """

    codes: tuple[str, ...]
    residents: Array
    nationalities: Array
    households: Array
    estimated: Array
    area_km2: Array
    years: tuple[Year, ...]
    months: Mapping[str, Array]
    types: tuple[HouseholdTypes, ...]

    def index(self, code: str) -> int:
        """Return the place of a municipality in the tables; raises DemographyError."""
        try:
            return self.codes.index(code)
        except ValueError:
            raise DemographyError(f"人口の表に区市町村 {code} がありません。") from None

    def year(self, code: str) -> Year:
        """Return what happened in a municipality in 2024."""
        return self.years[self.index(code)]

    def in_month(self, event: str, code: str, month: int) -> int:
        """Return how many of an event of :data:`EVENTS` a municipality had in a month (1 to 12) of 2025."""
        return int(self.months[event][self.index(code), month - 1])

    def of_ages(self, code: str, low: int, high: int) -> int:
        """Return the residents whose band begins between two ages, both included."""
        bands = [place for place, age in enumerate(BANDS) if low <= age <= high]
        return int(self.residents[self.index(code)][bands].sum())


def read(folder: Path) -> Demography:
    """Return the tables of data/population; raises DemographyError where one does not fit the others."""
    counts: dict[tuple[str, int], tuple[int, ...]] = {}
    for row in _rows(folder / "residents.csv"):
        known = tuple(int(row[name]) for name in ("male", "female", "japanese", "foreign"))
        if known[0] + known[1] != known[2] + known[3]:
            raise DemographyError(
                f"residents.csv: {row['municipality']} の {row['age_from']} 歳からの行で、"
                "男女の計と国籍の計が違います。"
            )
        counts[row["municipality"], int(row["age_from"])] = known
    codes = tuple(sorted({code for code, _ in counts}))
    places = {row["municipality"]: row for row in _rows(folder / "places.csv")}
    years = {row["municipality"]: row for row in _rows(folder / "year.csv")}
    months = {(row["municipality"], row["event"]): row for row in _rows(folder / "months.csv")}
    for name, found in (("places.csv", set(places)), ("year.csv", set(years))):
        if found != set(codes):
            raise DemographyError(f"{name}: 区市町村が residents.csv と違います。")
    if set(months) != {(code, event) for code in codes for event in EVENTS}:
        raise DemographyError("months.csv: 区市町村か出来事が足りないか、余っています。")
    if set(counts) != {(code, age) for code in codes for age in BANDS}:
        raise DemographyError("residents.csv: 5歳ごとの行が足りないか、余っています。")
    table = np.array([[counts[code, age] for age in BANDS] for code in codes], np.int64)
    return Demography(
        codes,
        table[:, :, :2],
        table[:, :, 2:],
        _column(places, codes, "households"),
        _column(places, codes, "estimated_residents"),
        np.array([float(places[code]["area_km2"]) for code in codes]),
        tuple(Year(**{n: int(years[code][n]) for n in Year.__dataclass_fields__}) for code in codes),
        {
            event: np.array([[int(months[code, event][m]) for m in _MONTHS] for code in codes], np.int64)
            for event in EVENTS
        },
        tuple(_types(row) for row in _rows(folder / "household_types.csv")),
    )


def _types(row: Mapping[str, str]) -> HouseholdTypes:
    counted = ("all", "single", "couple_with_children", "couple_only", "other")
    return HouseholdTypes(int(row["year"]), row["known_from"], *(int(row[name]) for name in counted))


def _column(rows: Mapping[str, Mapping[str, str]], codes: Sequence[str], name: str) -> Array:
    return np.array([int(rows[code][name]) for code in codes], np.int64)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise DemographyError(
            f"人口の表 {path.name} を読めません。data/population を確かめてください。"
        ) from error
