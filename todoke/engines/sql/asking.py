"""Ad-hoc questions in SQL about residents: two tables to read, small groups left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from todoke.engines.sql.days import MACROS
from todoke.engines.sql.engine import duckdb
from todoke.residents.block import Array, Block, Column
from todoke.residents.households import kind_of
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date
from todoke.rules.household import RELATIONS

FEWEST = 10
"""A row that stands for fewer rows of residents is left out, so that nobody is told apart."""

_ROWS = "~rows"


class QuestionError(Exception):
    """A question that cannot be asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a question: a table, and how many of its rows were left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: int = 0


def ask(question: str, population: Path, content: Content, *, exact: bool = False) -> Asked:
    """Answer a SELECT over ``persons`` and ``households`` of a population folder or a snapshot.

    Without ``exact`` it must count or add up, and groups of fewer than ten rows are left out. Raises QuestionError.
    """
    connection = duckdb().connect(":memory:")
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    if (population / "population.json").exists():
        _read_parquet(connection, population)
    elif (population / "snapshot.json").exists():
        _read_snapshot(connection, population, question, content)
    else:
        raise QuestionError(
            f"{population} に population.json も snapshot.json もありません。"
            "`todoke population make` か `todoke snapshot build` で作ったフォルダーを指定してください"
        )
    text = _checked(connection, question, exact=exact)
    module = duckdb()
    try:
        found = connection.execute(text)
        columns = tuple(one[0] for one in found.description)
        rows = found.fetchall()
    except module.Error as error:
        raise QuestionError(_told(str(error), exact=exact)) from error
    if exact:
        return Asked(columns, tuple(rows))
    kept = tuple(row[:-1] for row in rows if row[-1] >= FEWEST)
    return Asked(columns[:-1], kept, len(rows) - len(kept))


def _read_parquet(connection: Any, folder: Path) -> None:
    for table in ("persons", "households"):
        files = (folder / "municipality=*" / f"{table}.parquet").as_posix()
        connection.execute(
            f"CREATE VIEW {table} AS FROM read_parquet($${files}$$, union_by_name = true, "
            "hive_partitioning = true, hive_types = {'municipality': 'VARCHAR'})"
        )
    # Nothing but the folder may be read from now on, and nothing written.
    connection.execute(
        f"SET allowed_directories = [$${folder.resolve().as_posix()}/$$, $${folder.as_posix()}/$$]"
    )
    _lock(connection)


def _lock(connection: Any) -> None:
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _read_snapshot(connection: Any, folder: Path, question: str, content: Content) -> None:
    """Read the columns a question names; others would fill the memory."""
    snapshot = Snapshot.open(folder)
    found: dict[str, list[Any]] = {"persons": [], "households": []}
    for municipality in snapshot.municipalities:
        for block in snapshot.blocks(municipality):
            for table, rows in _tables(block, question, content).items():
                found[table].append(rows)
    for table, parts in found.items():
        connection.register("loaded", pa.concat_tables(parts, promote_options="default"))
        connection.execute(f"CREATE TABLE {table} AS FROM loaded")
        connection.unregister("loaded")
    _lock(connection)


def _tables(block: Block, question: str, content: Content) -> dict[str, Any]:
    household = block.household_ids
    persons: dict[str, Any] = {
        "person": block.person_ids,
        "household": household[block.household_of],
        "municipality": pa.array([block.municipality] * block.persons),
        "relation": pa.array([RELATIONS[code] for code in block.relation.tolist()]),
    }
    households: dict[str, Any] = {
        "household": household,
        "municipality": pa.array([block.municipality] * block.households),
    }
    for name in block.columns:
        if name.removeprefix("household/") in question:
            is_of_household = name.startswith("household")
            size = block.households if is_of_household else block.persons
            target = households if is_of_household else persons
            target |= _columns(name.removeprefix("household/"), block.columns[name], content, size)
    return {"persons": pa.table(persons), "households": pa.table(households)}


def _columns(name: str, column: Column, content: Content, size: int) -> dict[str, Any]:
    """Return a column as the population's files have it: the value where exact, else its ends or choices."""
    kind = kind_of(name, content)
    said = np.broadcast_to(np.asarray(column.said, np.bool_), (size,))

    def whole(values: Array) -> Array:
        return np.broadcast_to(values, (size,))

    if isinstance(kind, Boolean):
        return {name: pa.array(whole(column.low).astype(np.bool_), mask=~said)}
    if isinstance(kind, Code):
        place = pa.array(np.where(said, whole(column.low), 0).astype(np.int64), mask=~said)
        exact = pa.array(
            [one if isinstance(one, str) else None for one in column.entries] or [None], pa.string()
        )
        some = [None if isinstance(one, str) else "|".join(sorted(one)) for one in column.entries] or [None]
        return {name: exact.take(place), f"{name}~choices": pa.array(some, pa.string()).take(place)}
    low, high = whole(column.low), whole(column.high)
    is_exact = said & (low == high)
    return {
        name: _figures(low, is_exact, column.scale, is_day=isinstance(kind, Date)),
        f"{name}~low": _figures(low, said & ~is_exact, column.scale, is_day=isinstance(kind, Date)),
        f"{name}~high": _figures(high, said & ~is_exact, column.scale, is_day=isinstance(kind, Date)),
    }


def _figures(values: Array, known: Array, scale: int, *, is_day: bool) -> Any:
    if is_day:
        epoch = np.datetime64("1970-01-01").astype(object).toordinal()
        days = np.where(known, values, epoch).astype(np.int64) - epoch
        return pa.array(days.astype(np.int32), mask=~known).cast(pa.date32())
    finite = known & np.isfinite(values)
    whole = np.where(finite, values, 0)
    if scale == 1:
        return pa.array(whole.astype(np.int64), mask=~finite)
    return pa.array(whole.astype(np.float64) / scale, mask=~finite)


def _checked(connection: Any, question: str, *, exact: bool) -> str:
    """Return the question, made to tell how many rows each of its rows stands for unless ``exact``."""
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?)", [question]).fetchone()[0])
    if tree["error"]:
        if tree["error_type"] == "not implemented":
            raise QuestionError("SELECT だけを書けます(住民のデータは読むだけです)")
        raise QuestionError(f"SQLとして読めません: {tree['error_message']}")
    if len(tree["statements"]) != 1:
        raise QuestionError("SELECT を一つだけ書いてください")
    node = tree["statements"][0]["node"]
    if not exact:
        if node["type"] != "SELECT_NODE":
            raise QuestionError("UNION などは、--exact を付けたときだけ使えます")
        counted = json.loads(
            connection.execute("SELECT json_serialize_sql(?)", [f'SELECT count(*) AS "{_ROWS}"']).fetchone()[
                0
            ]
        )
        node["select_list"] += counted["statements"][0]["node"]["select_list"]
    text: str = connection.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(tree)]).fetchone()[0]
    return text


def _told(message: str, *, exact: bool) -> str:
    if not exact and "GROUP BY" in message:
        return (
            "一人ひとりの一覧は出しません。count や sum で数え、GROUP BY でまとめてください"
            "(手元の合成データなどで一覧が要るときは --exact)"
        )
    return f"答えられません: {message}"
