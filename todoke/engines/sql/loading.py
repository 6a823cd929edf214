"""Loading a block into the three tables every script begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from todoke.residents.block import ALL_LISTED, RELATION_CODE, Array, Block, Column
from todoke.residents.households import kind_of, scale_of
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date
from todoke.rules.household import BIRTH_DATE, RELATIONS

_EPOCH = date(1970, 1, 1).toordinal()
_RECEIVES = "receives:"
_OF_HOUSEHOLD = "household/receives:"


def given_columns(block: Block, content: Content, wanted: frozenset[str]) -> dict[str, bool]:
    """Return which of the wanted columns a block has, and whether something in them is known only roughly."""
    found: dict[str, bool] = {}
    for column_name in block.columns:
        if column_name in wanted:
            column = block.columns[column_name]
            kind = kind_of(column_name, content)
            if isinstance(kind, Code):
                found[column_name] = any(not isinstance(entry, str) for entry in column.entries)
            else:
                found[column_name] = not isinstance(kind, Boolean) and not column.is_exact
    return found


def load(connection: Any, block: Block, content: Content, given: Mapping[str, bool], on: date) -> None:
    """Load what is given of a block; members born after ``on`` are not there yet.

    A household whose applicant is not there yet is asked in the name of a ghost: a row that knows nothing of
    itself and is nobody's relative.
    """
    there = np.ones(block.persons, np.bool_)
    born = block.columns.get(BIRTH_DATE)
    if born is not None:
        said = np.broadcast_to(np.asarray(born.said, np.bool_), (block.persons,))
        there = ~(said & (np.broadcast_to(born.low, (block.persons,)) > on.toordinal()))
    haunted = np.flatnonzero(~there[block.applicant])
    persons = _persons(block, content, given, there, haunted)
    households = _households(block, content, given, there, haunted)
    children, parents = (np.empty(0, np.int32),) * 2 if block.parents is None else block.parents[:2]
    named = pa.table({"child": children, "parent": parents})
    for name, table in (("person_0", persons), ("household_0", households), ("parents_0", named)):
        connection.register("loaded", table)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM loaded")
        connection.unregister("loaded")


def _persons(block: Block, content: Content, given: Mapping[str, bool], there: Array, haunted: Array) -> Any:
    rows = np.flatnonzero(there)
    ghosts = len(haunted)
    relation = pa.array([RELATIONS[code] for code in range(len(RELATIONS))]).take(
        pa.array(
            np.concatenate([block.relation[rows], np.full(ghosts, RELATION_CODE["self"])]).astype(np.int32)
        )
    )
    is_named = np.zeros(block.persons, np.bool_) if block.parents is None else block.parents[2]
    columns: dict[str, Any] = {
        "person": np.concatenate([rows, block.persons + np.arange(ghosts)]).astype(np.int32),
        "household": np.concatenate([block.household_of[rows], haunted]).astype(np.int32),
        "ghost": np.concatenate([np.zeros(len(rows), np.bool_), np.ones(ghosts, np.bool_)]),
        "relation": relation,
        # Parents given by name anywhere in the household change how its children are found.
        "named": np.concatenate([is_named[rows], np.zeros(ghosts, np.bool_)]),
    }
    for column_name, is_rough in given.items():
        if not column_name.startswith("household"):
            columns |= _column(
                column_name, block.columns[column_name], content, is_rough, block.persons, rows, ghosts
            )
    return pa.table(columns)


def _households(
    block: Block, content: Content, given: Mapping[str, bool], there: Array, haunted: Array
) -> Any:
    applicant = block.applicant.astype(np.int64)
    applicant[haunted] = block.persons + np.arange(len(haunted))
    columns: dict[str, Any] = {
        "household": np.arange(block.households, dtype=np.int32),
        "applicant": applicant.astype(np.int32),
    }
    others = ALL_LISTED & ~(1 << RELATION_CODE["self"])
    columns["lists everyone"] = (block.complete & others) == others
    for relation, code in RELATION_CODE.items():
        columns[f"lists {relation}"] = (block.complete >> code & 1).astype(np.bool_)
    every = np.arange(block.households)
    for column_name, is_rough in given.items():
        if column_name.startswith("household"):
            columns |= _column(
                column_name, block.columns[column_name], content, is_rough, block.households, every, 0
            )
        elif column_name.startswith(_RECEIVES):
            column = block.columns[column_name]
            yes = (
                np.broadcast_to(np.asarray(column.low, np.bool_) & np.asarray(column.said), (block.persons,))
                & there
            )
            somebody = np.zeros(block.households, np.bool_)
            somebody[block.household_of[yes]] = True
            columns[f"some {column_name}"] = somebody
    return pa.table(columns)


def _column(
    title: str, column: Column, content: Content, is_rough: bool, size: int, rows: Array, ghosts: int
) -> dict[str, Any]:
    """Return the columns of a fact; a ghost's are empty."""
    kind = kind_of(title, content)

    def whole(values: Any) -> Array:
        chosen: Array = np.broadcast_to(np.asarray(values), (size,))[rows]
        return np.concatenate([chosen, np.zeros(ghosts, chosen.dtype)])

    said = whole(np.asarray(column.said, np.bool_))
    if isinstance(kind, Boolean):
        return {title: pa.array(whole(column.low).astype(np.bool_), mask=~said)}
    if isinstance(kind, Code):
        place = np.where(said, whole(column.low), 0).astype(np.int64)
        exact = [entry if isinstance(entry, str) else None for entry in column.entries] or [None]
        found = {title: _taken(pa.array(exact, pa.string()), place, said)}
        if is_rough:
            some = [None if isinstance(entry, str) else sorted(entry) for entry in column.entries]
            found[f"{title}~some"] = _taken(pa.array(some, pa.list_(pa.string())), place, said)
            is_exact = np.array([isinstance(entry, str) for entry in column.entries], np.bool_)
            found |= {f"{title}~said": said, f"{title}~rough": said & ~is_exact[place]}
        return found
    low, high = whole(column.low), whole(column.high)
    scale = 1 if isinstance(kind, Date) else scale_of(kind)
    ends = [_typed(end, said, isinstance(kind, Date), scale // column.scale) for end in (low, high)]
    if not is_rough:
        return {title: ends[0]}
    return {
        f"{title}~low": ends[0],
        f"{title}~high": ends[1],
        f"{title}~said": said,
        f"{title}~rough": said & (low != high),
    }


def _taken(values: Any, place: Array, said: Array) -> Any:
    return values.take(pa.array(place, mask=~said))


def _typed(end: Array, said: Array, is_day: bool, factor: int) -> Any:
    known = said & np.isfinite(end) if end.dtype.kind == "f" else said
    whole = np.where(known, end, 0)
    if is_day:
        return pa.array((whole.astype(np.int64) - _EPOCH).astype(np.int32), mask=~known).cast(pa.date32())
    return pa.array(np.rint(whole).astype(np.int64) * factor, mask=~known)
