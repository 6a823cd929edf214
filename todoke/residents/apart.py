"""Setting members of a household apart: whom some must not know of is a household of their own in every answer.

Whoever stays is answered for with less known, and never with something wrong: of the relations of those set apart
nobody can be said to be listed any more, and facts of the household as a whole count for none of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from todoke.residents.block import ALL_LISTED, RELATION_CODE, Array
from todoke.residents.rows import Rows, VectorRows

APART = 1 << 52
"""From here on households are numbered that are in no table; below 2**53, so that a float holds them too."""

_SELF, _SPOUSE, _CHILD, _PARENT, _GRANDCHILD, _GRANDPARENT, _SIBLING, _OTHER = (
    RELATION_CODE[word]
    for word in ("self", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other")
)
_SEEN_FROM: Mapping[int, Mapping[int, int]] = {
    _SPOUSE: {_SELF: _SPOUSE, _CHILD: _CHILD, _GRANDCHILD: _GRANDCHILD},
    _CHILD: {_SELF: _PARENT, _SPOUSE: _PARENT, _CHILD: _SIBLING, _PARENT: _GRANDPARENT},
    _PARENT: {_SELF: _CHILD, _SIBLING: _CHILD, _CHILD: _GRANDCHILD},
    _SIBLING: {_SELF: _SIBLING, _SIBLING: _SIBLING, _PARENT: _PARENT, _GRANDPARENT: _GRANDPARENT},
    _GRANDCHILD: {_SELF: _GRANDPARENT, _SPOUSE: _GRANDPARENT},
    _GRANDPARENT: {_SELF: _GRANDCHILD},
}
"""By the relation (to the applicant there was) of the new applicant: how the others are related to them."""


def related_to(applicant: int, other: int) -> int:
    """Return how somebody is related to a new applicant, from both relations to the one before; OTHER where unsure.

    >>> related_to(RELATION_CODE["spouse"], RELATION_CODE["child"]) == RELATION_CODE["child"]
    True
    """
    return other if applicant == _SELF else _SEEN_FROM.get(applicant, {}).get(other, _OTHER)


def set_apart(rows: Rows, parts: Mapping[int, int]) -> Rows:
    """Return rows in which these persons (id to the number of their own household) are no more with the others.

    Those of one number stay together. Parents named across parts are not named any more.
    """
    moved = np.flatnonzero(np.isin(rows.person_ids, np.array(sorted(parts), np.int64)))
    if not len(moved):
        return rows
    household_of, relation = rows.household_of.copy(), rows.relation.copy()
    complete = dict(zip(rows.household_ids.tolist(), rows.complete.tolist(), strict=True))
    after: dict[int, int] = {}
    for home in np.unique(rows.household_of[moved]).tolist():
        members = np.flatnonzero(rows.household_of == home)
        of = [parts.get(int(person), home) for person in rows.person_ids[members]]
        for part in sorted(set(of)):
            inside = [row for row, number in zip(members.tolist(), of, strict=True) if number == part]
            outside = [row for row in members.tolist() if row not in inside]
            chief = min(inside, key=lambda row: _rank(rows, row))
            was = int(rows.relation[chief])
            for row in inside:
                relation[row] = _SELF if row == chief else related_to(was, int(rows.relation[row]))
                household_of[row] = part
            unlisted = {related_to(was, int(rows.relation[row])) for row in outside}
            after[part] = _complete(was, complete.get(home, 0), unlisted)
    both = _with_households(rows, after)
    kept = _same_part(rows.person_ids, household_of, rows.child, rows.parent)
    return replace(
        both, household_of=household_of, relation=relation, child=rows.child[kept], parent=rows.parent[kept]
    )


def _rank(rows: Rows, row: int) -> tuple[int, int, int]:
    """Return who of some is the applicant: the one there was, a spouse, else the oldest."""
    relation = int(rows.relation[row])
    return (min(relation, _SPOUSE + 1), int(rows.birth_low[row]), int(rows.person_ids[row]))


def _complete(was: int, listed: int, unlisted: set[int]) -> int:
    """Return the relations (bits) of which all are listed in a part whose applicant had the relation ``was``."""
    if was == _SPOUSE:
        listed = ALL_LISTED if listed == ALL_LISTED else 0
    elif was != _SELF:
        return 0
    for one in unlisted | ({_OTHER} if unlisted else set()):
        listed &= ~(1 << one)
    return listed


def _with_households(rows: Rows, after: Mapping[int, int]) -> Rows:
    """Return rows with the households that were divided, without facts, and with the new ones."""
    there = set(rows.household_ids.tolist())
    new = np.array([one for one in after if one not in there], np.int64)
    ids = np.concatenate([rows.household_ids, new])
    complete = np.concatenate([rows.complete, np.zeros(len(new), rows.complete.dtype)])
    facts = rows.household_facts
    starts = np.concatenate([facts.starts, np.zeros(len(new), facts.starts.dtype)])
    lengths = np.concatenate([facts.lengths, np.zeros(len(new), facts.lengths.dtype)])
    for place in np.flatnonzero(np.isin(ids, np.array(sorted(after), np.int64))).tolist():
        lengths[place], complete[place] = 0, after[int(ids[place])]
    return replace(
        rows,
        household_ids=ids,
        complete=complete,
        household_facts=VectorRows(facts.words, starts, lengths),
    )


def _same_part(person_ids: Array, household_of: Array, one: Array, other: Array) -> Array:
    """Return (bool) of pairs of persons which are in the same household; of whom nothing is known here, they stay."""
    if not len(one):
        return np.zeros(0, np.bool_)
    home = dict(zip(person_ids.tolist(), household_of.tolist(), strict=True))
    return np.array(
        [b not in home or home.get(a) == home[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)],
        np.bool_,
    )
