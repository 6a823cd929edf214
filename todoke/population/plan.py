"""How many persons of each age, sex and nationality, and households of each type, live where (割り振り)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from todoke.population.apportion import Random, along, by_largest_remainder
from todoke.population.assumptions import OLDEST, Assumptions
from todoke.population.demography import BANDS, Demography
from todoke.population.smoothing import single_years
from todoke.residents.block import Array

FEWEST = 62
MOST = 200_000_000
BATCH = 60_000
"""Persons that are made at a time; a household never spans two batches."""

MALE, FEMALE = 0, 1
JAPANESE, FOREIGN = 0, 1


class PlanError(ValueError):
    """A population of this size cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Types:
    """Households by family type; ``single`` are those that remain."""

    single: int
    couple_with_children: int
    couple_only: int
    other: int

    @property
    def all(self) -> int:
        """The number of households."""
        return self.single + self.couple_with_children + self.couple_only + self.other


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality to be made; ``persons`` (int64; age, sex, nationality)."""

    code: str
    index: int
    persons: Array
    types: Types

    @property
    def size(self) -> int:
        """The number of residents."""
        return int(self.persons.sum())

    def batches(self, seed: int) -> Iterator[tuple[int, Array, Types]]:
        """Yield number, persons and household types of each batch; together they are the whole."""
        count = max(1, -(-self.size // BATCH))
        start = random_of(seed, self.code, 0, 1).random(self.persons.shape)
        for number in range(count):
            low = np.floor(number * self.persons / count + start * (number > 0))
            high = np.floor((number + 1) * self.persons / count + start * (number + 1 < count))
            kinds = (
                self.types.single,
                self.types.couple_with_children,
                self.types.couple_only,
                self.types.other,
            )
            shared = [(number + 1) * k // count - number * k // count for k in kinds]
            yield (
                number,
                (np.minimum(high, self.persons) - np.minimum(low, self.persons)).astype(np.int64),
                Types(*shared),
            )


def random_of(seed: int, code: str, batch: int, use: int) -> Random:
    """Return the random numbers of one batch for one use: the same whoever works on it, and in whatever order."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, int(code), batch, use])))


def plan(residents: int, seed: int, tables: Demography, assumptions: Assumptions) -> list[Place]:
    """Return what to make in each municipality; raises PlanError.

    At the size of the register (14,077,552) every count of the table is met exactly, at any other within rounding.
    """
    if not FEWEST <= residents <= MOST:
        raise PlanError(
            f"人数は {FEWEST:,} から {MOST:,} までにしてください({residents:,} 人は作れません)。"
            f"{FEWEST} より少ないと、住む人のいない区市町村ができます。"
        )
    totals = tables.residents.sum(axis=(1, 2))
    sizes = by_largest_remainder(residents, totals)
    while (empty := np.flatnonzero(sizes == 0)).size:
        sizes[empty[0]] += 1
        sizes[np.argmax(sizes)] -= 1
    kinds = _types(tables, assumptions)
    years = _years_within_bands(tables, assumptions)
    places = []
    for index, code in enumerate(tables.codes):
        random = random_of(seed, code, 0, 0)
        cells = _joint(tables.residents[index], tables.nationalities[index])
        # Bands change last, so that each sex and nationality comes out right whatever the size.
        wanted = along(
            int(sizes[index]), cells.transpose(1, 2, 0).ravel().astype(np.float64), random.random()
        )
        persons = np.zeros((OLDEST + 1, 2, 2), np.int64)
        for (sex, nation, band), count in zip(np.ndindex(2, 2, len(BANDS)), wanted, strict=True):
            if count:
                ages = slice(BANDS[band], BANDS[band + 1] if band + 1 < len(BANDS) else OLDEST + 1)
                persons[ages, sex, nation] = along(int(count), years[ages, sex], random.random())
        scale = sizes[index] / totals[index]
        rounded = np.floor(kinds[index] * scale + random.random(4)).astype(int)
        places.append(Place(code, index, persons, Types(*map(int, rounded))))
    return places


def _joint(sexes: Array, nations: Array) -> Array:
    """Return persons by band, sex and nationality: both margins as published, independent within a band."""
    total = sexes.sum(axis=1)
    first = np.rint(sexes[:, MALE] * nations[:, JAPANESE] / np.maximum(total, 1)).astype(np.int64)
    first = np.clip(
        first,
        np.maximum(0, nations[:, JAPANESE] - sexes[:, FEMALE]),
        np.minimum(sexes[:, MALE], nations[:, JAPANESE]),
    )
    cells = np.zeros((len(total), 2, 2), np.int64)
    cells[:, MALE, JAPANESE] = first
    cells[:, MALE, FOREIGN] = sexes[:, MALE] - first
    cells[:, FEMALE, JAPANESE] = nations[:, JAPANESE] - first
    cells[:, FEMALE, FOREIGN] = sexes[:, FEMALE] - cells[:, FEMALE, JAPANESE]
    return cells


def _years_within_bands(tables: Demography, assumptions: Assumptions) -> Array:
    decline = assumptions.number("ages.decline_from_100")
    whole = tables.residents.sum(axis=0).astype(np.float64)
    return np.stack([single_years(whole[:, sex], decline=decline) for sex in (MALE, FEMALE)], axis=1)


def _types(tables: Demography, assumptions: Assumptions) -> Array:
    """Return households by municipality and type: single, couple with children, couple only, other.

    The municipal numbers of households are the estimate's, less what the register has fewer residents. Of them the
    types other than single are the table's for 2025; the rest live alone. How many live alone where follows from
    the mean size of households, the other types from who lives there (raked to the totals of Tokyo).
    """
    residents = tables.residents.sum(axis=(1, 2)).astype(np.float64)
    households = tables.households * residents / tables.estimated
    table = next(each for each in tables.types if each.year == 2025)
    scale = residents.sum() / tables.estimated.sum()
    wanted = scale * np.array([table.couple_with_children, table.couple_only, table.other], np.float64)
    beyond = residents / households - 1
    several = households * np.clip(beyond * wanted.sum() / (residents.sum() - households.sum()), 0.05, 0.95)
    several *= wanted.sum() / several.sum()
    age = np.array(BANDS)
    minors = tables.residents[:, age < 20].sum(axis=(1, 2))
    grown = tables.residents[:, (age >= 50) & (age < 65)].sum(axis=(1, 2))
    pairs = tables.residents[:, ((age >= 30) & (age < 40)) | ((age >= 60) & (age < 85))].sum(axis=(1, 2))
    older = tables.residents[:, age >= 40].sum(axis=(1, 2))
    cells = np.stack(
        [
            minors * assumptions.number("households.families_per_minor")
            + grown * assumptions.number("households.families_per_resident_of_50_to_64"),
            pairs * 1.0,
            older * 1.0,
        ],
        axis=1,
    ).astype(np.float64)
    for _ in range(200):
        cells *= (wanted / cells.sum(axis=0))[None, :]
        cells *= (several / cells.sum(axis=1))[:, None]
    return np.column_stack([households - several, cells])
