"""The engine that answers in SQL on DuckDB."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.engines.sql.loading import given_columns, load
from todoke.engines.sql.programs import ProgramText
from todoke.engines.sql.statements import Compiled, answers, compiled, level_of, macros, ordered, tables
from todoke.residents.block import Array, Block, household_receives
from todoke.rules.content import Content
from todoke.rules.household import receives
from todoke.rules.parameters import NotEncodedError
from todoke.rules.rulebook import Rulebook
from todoke.rules.walking import references, resting_on

_TOGETHER = 12
"""So many programs are asked in one query; more make it slow to plan."""


_REMEMBERED = 8
"""So many scripts are kept; another municipality, day or shape of block needs one of its own."""


class MissingDuckDBError(ModuleNotFoundError):
    """DuckDB is not installed."""


def duckdb() -> Any:
    """Return the module of DuckDB; raises MissingDuckDBError telling how to install it."""
    try:
        import duckdb as module
    except ImportError as error:
        raise MissingDuckDBError(
            "SQLで判定するには DuckDB が要ります。`make engines` で入ります", name="duckdb"
        ) from error
    return module


class TooLargeError(Exception):
    """A number on the way has more digits than this engine counts with; nothing is answered rather than wrongly."""


class SqlEngine:
    """Answers with one SQL script per day, municipality and shape of block."""

    name = "sql"

    def __init__(self) -> None:
        """Open nothing yet: each process opens a database of its own. Raises MissingDuckDBError."""
        duckdb()
        self._opened: tuple[int, Any] | None = None
        # A rulebook is kept beside what was made of it, so that no other can take its id.
        self._compiled: dict[Any, tuple[Rulebook, Compiled]] = {}
        self._wanted: dict[Any, tuple[Rulebook, frozenset[str]]] = {}

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        """Yield the answers of every program (or those named), in the order of the rulebook."""
        chosen = tuple(book.content.programs) if programs is None else programs
        given = given_columns(block, book.content, self._columns_of(book, chosen, on))
        key = (id(book), on, block.municipality, chosen, tuple(sorted(given.items())))
        if key not in self._compiled:
            while len(self._compiled) >= _REMEMBERED:
                self._compiled.pop(next(iter(self._compiled)))
            self._compiled[key] = book, compiled(book, on, block.municipality, chosen, given)
        script = self._compiled[key][1]
        load(self._connection, block, book.content, given, on)
        built = list(tables(script.script))
        for statement in built:
            self._run(statement)
        asked = [one for one in script.programs if one.outcome is None]
        found: dict[str, dict[str, Array]] = {}
        for level in ("person", "household"):
            of_level = [one for one in asked if level_of(one) == level]
            for start in range(0, len(of_level), _TOGETHER):
                found |= self._asked(script, of_level[start : start + _TOGETHER], details)
        for one in script.programs:
            if one.outcome is not None:
                yield _without_a_look(one)
            else:
                yield _answers(one, found[one.program_id], block, details)

    def __reduce__(self) -> tuple[type[SqlEngine], tuple[()]]:
        """Travel to another process without the database."""
        return SqlEngine, ()

    @property
    def _connection(self) -> Any:
        if self._opened is None or self._opened[0] != os.getpid():
            connection = duckdb().connect(":memory:", config={"threads": 1})
            connection.execute("SET error_on_division_by_zero = false")
            connection.execute("SET preserve_insertion_order = false")
            for statement in macros():
                connection.execute(statement)
            self._opened = os.getpid(), connection
        return self._opened[1]

    def _run(self, statement: str) -> Any:
        try:
            return self._connection.execute(statement)
        except duckdb().OutOfRangeException as error:
            raise TooLargeError(
                "計算の途中の数が38けたを超えました。規則の掛け算・割り算に round を入れてください"
            ) from error

    def _columns_of(self, book: Rulebook, programs: tuple[str, ...], on: date) -> frozenset[str]:
        key = (id(book), programs, on)
        if key not in self._wanted:
            self._wanted[key] = book, columns_of(book.content, programs, on)
        return self._wanted[key][1]

    def _asked(
        self, script: Compiled, programs: Sequence[ProgramText], details: bool
    ) -> dict[str, dict[str, Array]]:
        columns = {
            f"{one.program_id} {what}": text
            for one in programs
            for what, text in answers(script.script, one, details=details).items()
        }
        level = level_of(programs[0])
        rows = self._run(ordered(script.script, level, columns)).fetchnumpy()
        found: dict[str, dict[str, Array]] = {one.program_id: {"row": rows[level]} for one in programs}
        for one in programs:
            start = f"{one.program_id} "
            for title in columns:
                if title.startswith(start):
                    found[one.program_id][title.removeprefix(start)] = rows[title]
        return found


def columns_of(content: Content, programs: Sequence[str], on: date) -> frozenset[str]:
    """Return the columns of a block that some programs may rest on."""
    waiting, seen, expressions = list(programs), set[str](), list[Any]()
    while waiting:
        program_id = waiting.pop()
        loaded = content.programs.get(program_id)
        if loaded is None or program_id in seen:
            continue
        seen.add(program_id)
        try:
            version = loaded.version_on(on)
        except NotEncodedError:
            continue
        found = [version, *(one.programs.get(program_id) for one in content.overlays.values())]
        expressions += found
        waiting += references(*found).programs
    facts = resting_on(content.facts, *expressions)
    derived = [
        e
        for fact in facts
        if fact in content.facts
        for e in (content.facts[fact].derive, content.facts[fact].applies)
    ]
    received = references(*expressions, *derived).received
    both = {name for one in received for name in (receives(one), household_receives(one))}
    return frozenset(facts | both)


def _without_a_look(one: ProgramText) -> ProgramAnswers:
    return ProgramAnswers(
        one.program_id, level_of(one), one.version, outcome=one.outcome, message=one.message
    )


def _answers(one: ProgramText, found: dict[str, Array], block: Block, details: bool) -> ProgramAnswers:
    of_person = level_of(one) == "person"
    size = block.persons if of_person else block.households
    kept = found["row"] < size
    rows = np.asarray(found["row"])[kept]

    def plane(values: Array) -> Array:
        spread = np.zeros(size, np.bool_)
        spread[rows] = values
        return spread

    failed, unencoded = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    if "error" in found:
        failed, unencoded = _failures(found["error"][kept], rows, block, of_person)
    holds = np.ma.asarray(found["holds"][kept])
    unknown = np.ma.getmaskarray(holds)
    sure = plane(~unknown & np.ma.filled(holds, False).astype(np.bool_)) & ~failed
    possible = plane(unknown | np.ma.filled(holds, True).astype(np.bool_)) & ~failed
    planes: dict[str, Any] = {"sure": sure, "possible": possible, "failed": failed, "unencoded": unencoded}
    unit = level_of(one)
    if not details:
        return ProgramAnswers(one.program_id, unit, one.version, **planes)
    place_of = np.full(size, -1, np.int64)
    place_of[rows] = np.flatnonzero(kept)
    answered = np.flatnonzero(possible).astype(np.int32)
    open_rows = np.flatnonzero(possible & ~sure).astype(np.int32)
    return ProgramAnswers(
        one.program_id,
        unit,
        one.version,
        **planes,
        rows=answered,
        amounts=tuple(_amount(one, place, found, place_of[answered]) for place in range(len(one.amounts))),
        open_rows=open_rows,
        reasons=_reasons(found["pattern"], place_of[open_rows]),
    )


def _failures(errors: Array, rows: Array, block: Block, of_person: bool) -> tuple[Array, Array]:
    """Return which rows fail, and which of them for want of a law; all of a household, by its first failure."""
    kinds = np.ma.filled(np.ma.asarray(errors), 0).astype(np.int8)
    if not of_person:
        failed = np.zeros(block.households, np.int8)
        failed[rows] = kinds
        return failed > 0, failed == 1
    household_of = block.household_of
    first = np.zeros(block.households, np.int8)
    failing = np.flatnonzero(kinds > 0)[::-1]
    first[household_of[rows[failing]]] = kinds[failing]
    spread = np.zeros(block.persons, np.int8)
    spread[rows] = first[household_of[rows]]
    return spread > 0, spread == 1


def _amount(one: ProgramText, place: int, found: dict[str, Array], places: Array) -> AmountColumns:
    text = one.amounts[place]
    applies = np.ma.filled(np.ma.asarray(found[f"applies {place}"]), False).astype(np.bool_)[places]
    if text.low is None:
        return AmountColumns(text.amount, None, None, applies)
    low = np.ma.filled(np.ma.asarray(found[f"low {place}"], np.float64), -np.inf)[places]
    high = np.ma.filled(np.ma.asarray(found[f"high {place}"], np.float64), np.inf)[places]
    nothing = np.nan
    return AmountColumns(
        text.amount, np.where(applies, low, nothing), np.where(applies, high, nothing), applies
    )


def _reasons(patterns: Array, places: Array) -> Reasons:
    told: Array = np.ma.filled(np.ma.asarray(patterns, object), "")[places]
    known, codes = np.unique(told.astype(str), return_inverse=True)
    return Reasons(codes.astype(np.uint16), tuple(str(one) for one in known))
