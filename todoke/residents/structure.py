"""Who belongs to which household, checked: what cannot be is set aside with its whole household."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from todoke.residents.block import RELATION_CODE, Array
from todoke.residents.problems import Problem

UNKNOWN_RELATION = 255
UNKNOWN_LIST = 1 << 16


@dataclass(frozen=True, slots=True)
class Structure:
    """The households of one municipality, in the order of their ids, and where their members stand.

    ``first`` and ``size`` point into the rows of persons as given; ``place`` is each household's row as given.
    ``child`` and ``parent`` are rows of persons, ``named`` tells whose parents are given by name.
    """

    municipality: str
    person_ids: Array
    relation: Array
    household_ids: Array
    place: Array
    first: Array
    size: Array
    complete: Array
    household_of: Array
    """The household (its place in ``household_ids``, -1: set aside) of every person."""
    parents: tuple[Array, Array, Array] | None = None

    @property
    def households(self) -> int:
        """The number of households."""
        return len(self.household_ids)

    def without(self, dropped: Array) -> Structure:
        """Return the structure without the households for which ``dropped`` is true."""
        kept = ~dropped
        renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(np.int32)
        return Structure(
            self.municipality,
            self.person_ids,
            self.relation,
            self.household_ids[kept],
            self.place[kept],
            self.first[kept],
            self.size[kept],
            self.complete[kept],
            renumbered[self.household_of],
            self.parents,
        )


def structured(
    municipality: str,
    *,
    person_ids: Array,
    household_of: Array,
    relation: Array,
    household_ids: Array,
    complete: Array,
    parents: tuple[Array, Array] | None,
    problems: list[Problem],
) -> Structure:
    """Return the structure; what is wrong is added to ``problems`` and left out.

    ``household_of`` are household ids, ``parents`` the number of parents named of every person (-1: none told)
    and their ids one behind the other.
    """
    check = _Check(municipality, problems)
    order = np.argsort(household_ids, kind="stable")
    known, place = household_ids[order], order.astype(np.int32)
    start = np.flatnonzero(np.diff(household_of, prepend=household_of[:1] - 1))
    runs, lengths = household_of[start], np.diff(start, append=len(household_of))
    spot = np.minimum(np.searchsorted(known, runs), max(len(known) - 1, 0))
    found = known[spot] == runs if len(known) else np.zeros(len(runs), np.bool_)
    check.note("persons.household", "世帯の表にない世帯の人がいます", len(np.unique(runs[~found])))

    times = np.bincount(spot[found], minlength=len(known))
    first, size = np.zeros(len(known), np.int32), np.zeros(len(known), np.int32)
    first[spot[found]], size[spot[found]] = start[found], lengths[found]
    own = np.where(found, spot, -1)
    of = np.repeat(own, lengths).astype(np.int32)

    def households_with(rows: Array) -> Array:
        some = np.zeros(len(known) + 1, np.bool_)
        some[of[rows]] = True
        return some[:-1]

    dropped = np.zeros(len(known), np.bool_)

    def drop(column: str, message: str, which: Array) -> None:
        check.note(column, message, int(np.count_nonzero(which & ~dropped)))
        dropped[which] = True

    drop("households.household", "同じ番号の世帯が二つあります", _repeated(known))
    drop("households.household", "世帯員のいない世帯があります", times == 0)
    drop("persons.household", "世帯員が続けて並んでいない世帯があります", times > 1)
    drop("persons.relation", "続柄にない符号です", households_with(relation == UNKNOWN_RELATION))
    for word, least in (("self", 1), ("spouse", 0)):
        count = np.bincount(of[(relation == RELATION_CODE[word]) & (of >= 0)], minlength=len(known))
        message = (
            "本人(self)が一人でない世帯があります" if least else "配偶者(spouse)が二人以上の世帯があります"
        )
        drop("persons.relation", message, (count > 1) | (count < least))
    drop("households.complete", "続柄にない符号です", complete[place] >= UNKNOWN_LIST)
    drop("persons.person", "同じ番号の人が二人います", households_with(_repeats(person_ids)))
    pairs = None
    if parents is not None and (parents[0] >= 0).any():
        child, parent, wrong = _pairs(parents, person_ids, of)
        drop("persons.parents", "同じ世帯にいない親の番号です", households_with(wrong))
        pairs = (child, parent, parents[0] >= 0)
    whole = Structure(
        municipality,
        person_ids,
        relation,
        known,
        place,
        first,
        size,
        complete[place].astype(np.uint16),
        of,
        pairs,
    )
    return whole.without(dropped) if dropped.any() else whole


@dataclass(frozen=True, slots=True)
class _Check:
    municipality: str
    problems: list[Problem]

    def note(self, column: str, message: str, households: int) -> None:
        if households:
            self.problems.append(Problem(self.municipality, column, message, households))


def _repeated(ascending: Array) -> Array:
    """Tell of each of some ascending numbers whether it occurs more than once."""
    same = np.zeros(len(ascending) + 1, np.bool_)
    same[1:-1] = ascending[1:] == ascending[:-1]
    return same[1:] | same[:-1]


def _repeats(ids: Array) -> Array:
    """Return the rows whose id occurs more than once."""
    if len(ids) < 2 or np.diff(ids).min() > 0:
        return np.zeros(0, np.int64)
    order = np.argsort(ids, kind="stable")
    return order[_repeated(ids[order])]


def _pairs(parents: tuple[Array, Array], person_ids: Array, of: Array) -> tuple[Array, Array, Array]:
    """Return the rows of child and parent of each pair, and the rows of children whose parent is not there."""
    counts, ids = parents
    child = np.repeat(np.arange(len(counts)), np.maximum(counts, 0))
    order = np.argsort(person_ids, kind="stable")
    spot = np.minimum(np.searchsorted(person_ids[order], ids), len(order) - 1)
    parent = order[spot]
    wrong = (person_ids[parent] != ids) | (of[parent] != of[child])
    return child[~wrong], parent[~wrong], child[wrong]
