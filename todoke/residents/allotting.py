"""Which household stands in which block: like beside like, and tomorrow where it stood today.

Blocks of households that resemble one another are uniform in many columns, which engines then fold away. Each block
costs some time, whatever it holds, so they are full: where one stratum ends, the next goes on in the same block.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from todoke.residents.block import MOST_PERSONS, Array, Column
from todoke.residents.structure import Structure

SMALL = 20_000
"""A municipality of fewer persons is one block."""

FILLED = MOST_PERSONS * 15 // 16
"""So full are new blocks: births find room in the block of their household."""

MIXED, ONE_YOUNGER, ONE_OLDER, SEVERAL_GROWN, WITH_CHILDREN = range(5)
"""The strata: everybody; one person under 65; one of 65 or more; several, none under 19; somebody under 19."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """One block to be: its households (places in the structure, ascending), what most of them are, which it was."""

    stratum: int
    households: Array
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One block that was: the stratum most are of, and the ids of its households, ascending."""

    stratum: int
    household_ids: Array


def strata(structure: Structure, birth: Column | None, on: date) -> Array:
    """Return the stratum of every household, by its size and its members' ages on ``on``.

    Somebody whose birth is known roughly counts as old as they may be; unknown, as neither child nor old.
    """
    if int(structure.size.sum()) < SMALL:
        return np.full(structure.households, MIXED, np.uint8)
    found = np.where(structure.size == 1, ONE_YOUNGER, SEVERAL_GROWN).astype(np.uint8)
    if birth is None:
        return found
    born = np.broadcast_to(birth.low, structure.household_of.shape)
    said = np.broadcast_to(birth.said, born.shape)
    old = said & (born <= _years_before(on, 65))
    young = said & (born > _years_before(on, 19))
    of = structure.household_of
    found[_any(of, old, structure.households) & (structure.size == 1)] = ONE_OLDER
    found[_any(of, young, structure.households) & (structure.size > 1)] = WITH_CHILDREN
    return found


def _years_before(on: date, years: int) -> int:
    return date(on.year - years, on.month, min(on.day, 28)).toordinal()


def _any(of: Array, which: Array, households: int) -> Array:
    found = np.zeros(households + 1, np.bool_)
    found[of[which]] = True
    return found[:-1]


def allot(structure: Structure, stratum: Array) -> list[Allotment]:
    """Return new blocks: the households of one stratum after the other by id, in blocks of much the same size."""
    return _filled(np.arange(structure.households), structure.size, stratum)


def _filled(households: Array, size: Array, stratum: Array) -> list[Allotment]:
    ordered = households[np.argsort(stratum[households], kind="stable")]
    upto = np.cumsum(size[ordered], dtype=np.int64)
    if not len(upto):
        return []
    blocks = -(-int(upto[-1]) // FILLED)
    ends = np.searchsorted(upto, np.arange(1, blocks) * (int(upto[-1]) / blocks), side="right")
    parts = [part for part in np.split(ordered, ends) if len(part)]
    return [Allotment(_most_are(part, size, stratum), np.sort(part)) for part in parts]


def _most_are(households: Array, size: Array, stratum: Array) -> int:
    """Return the stratum most persons of some households are of."""
    return int(np.bincount(stratum[households], weights=size[households]).argmax())


def allot_like(structure: Structure, stratum: Array, before: list[Standing]) -> list[Allotment]:
    """Return blocks in which every household that was known keeps its block.

    New ones go to the last block of their stratum while it has room (where there is none, to the last of all), then
    to new blocks. What has grown beyond the largest size leaves its block from the end.
    """
    block_of = np.full(structure.households, -1, np.int32)
    for number, standing in enumerate(before):
        block_of[_places(structure.household_ids, standing.household_ids)] = number
    kept = [np.flatnonzero(block_of == number) for number in range(len(before))]
    left = [np.flatnonzero(block_of < 0)]
    for number, households in enumerate(kept):
        fits = int(np.searchsorted(np.cumsum(structure.size[households]), MOST_PERSONS, "right"))
        kept[number] = households[:fits]
        left.append(households[fits:])
    newcomers = np.sort(np.concatenate(left))
    if len(before) == 1 and before[0].stratum == MIXED:
        stratum = np.full(structure.households, MIXED, np.uint8)
    rest: list[Array] = []
    for each in np.unique(stratum[newcomers]):
        some = newcomers[stratum[newcomers] == each]
        alike = [number for number, standing in enumerate(before) if standing.stratum == each]
        last = (alike or range(len(before)))[-1:]
        for number in last:
            room = FILLED - int(structure.size[kept[number]].sum())
            fits = int(np.searchsorted(np.cumsum(structure.size[some]), room, "right"))
            kept[number] = np.sort(np.concatenate([kept[number], some[:fits]]))
            some = some[fits:]
        rest.append(some)
    added = _filled(np.concatenate(rest), structure.size, stratum) if rest else []
    old = [Allotment(before[number].stratum, part, number) for number, part in enumerate(kept)]
    return [each for each in old if len(each.households)] + added


def _places(ascending: Array, some: Array) -> Array:
    """Return where those of ``some`` that are among ``ascending`` numbers stand there."""
    if not len(ascending):
        return np.zeros(0, np.int64)
    spot = np.minimum(np.searchsorted(ascending, some), len(ascending) - 1)
    found: Array = spot[ascending[spot] == some]
    return found
