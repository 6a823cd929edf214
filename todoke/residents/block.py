"""A block: some households of one municipality as columns, the unit every engine answers at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from todoke.rules.household import RELATIONS

Array: TypeAlias = npt.NDArray[Any]

MOST_PERSONS = 65_536
"""A block holds no more persons, so that its columns stay in the processor's cache."""

RELATION_CODE: Mapping[str, int] = {relation: code for code, relation in enumerate(RELATIONS)}
"""The code of each relation in :attr:`Block.relation`."""

ALL_LISTED = (1 << len(RELATIONS)) - 1
"""The value of :attr:`Block.complete` when every member of every relation is listed."""

Entry: TypeAlias = str | frozenset[str]
"""What a code column may hold: a code, or the codes it may turn out to be."""


@dataclass(frozen=True, slots=True)
class Column:
    """What was said of one fact: exactly, roughly, or (where ``said`` is false) not at all.

    ``low`` and ``high`` are one and the same object where everything said is exact. They hold, by the type of the
    fact: booleans for a yes or no; whole numbers (the value times ``scale``) for numbers and money, ``high``
    perhaps infinite; proleptic ordinals (``date.toordinal``) for days; indexes into ``entries`` for codes.
    An array of shape ``()`` says the same of every row. What stands where ``said`` is false means nothing.
    """

    low: Array
    high: Array
    said: Array | bool = True
    entries: tuple[Entry, ...] = ()
    scale: int = 1

    @property
    def is_exact(self) -> bool:
        """Tell whether everything said is exact."""
        return self.high is self.low


@dataclass(slots=True)
class Block:
    """Some households of one municipality; the members of a household follow one another.

    Shapes: ``n`` persons, ``h`` households. ``first`` (int32, h) is each household's first row, ``size`` (int32, h)
    its number of members, ``household_of`` (int32, n) each person's household, ``applicant`` (int32, h) the row of
    the member whose relation is ``self``; ``relation`` (uint8, n) codes :data:`RELATION_CODE`; ``complete``
    (uint16, h) has the bit of each relation of which every member is listed. ``parents``, where somebody's parents
    are given by name, holds the rows of child and parent of each such pair (int32, k each) and who has any named
    (bool, n). Columns of persons have n rows, those of households h; ids are int64.
    """

    municipality: str
    person_ids: Array
    household_ids: Array
    first: Array
    size: Array
    relation: Array
    applicant: Array
    complete: Array
    columns: Mapping[str, Column] = field(default_factory=dict)
    """By fact id; ``receives:<program>`` of persons under that name, of households under ``household/receives:…``."""
    parents: tuple[Array, Array, Array] | None = None
    place: int = 0
    """Which block of its municipality it is, counted from zero."""
    stamps: Array | None = None
    """A hash (uint64, h) of everything said of each household: equal on two days where nothing changed."""
    towns: tuple[tuple[str, ...], Array] | None = None
    """Where households of several municipalities were joined: the codes, and the place of each household's (h)."""

    @property
    def persons(self) -> int:
        """The number of persons."""
        return len(self.person_ids)

    @property
    def households(self) -> int:
        """The number of households."""
        return len(self.household_ids)

    @property
    def household_of(self) -> Array:
        """The household (its place in the block) of every person."""
        return np.repeat(np.arange(self.households, dtype=np.int32), self.size)


def household_receives(program_id: str) -> str:
    """Return the name of the column "the household receives this program already".

    >>> household_receives("jido-teate")
    'household/receives:jido-teate'
    """
    return f"household/receives:{program_id}"
