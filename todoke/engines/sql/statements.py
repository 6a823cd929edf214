"""The statements of a script in the order they run: macros, relatives, tables, and the answers of programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from todoke.engines.sql.days import MACROS
from todoke.engines.sql.groups import group_query
from todoke.engines.sql.kin import kin
from todoke.engines.sql.programs import Programs, ProgramText
from todoke.engines.sql.script import Level, Script
from todoke.engines.sql.texts import Sql
from todoke.engines.sql.translating import Translator
from todoke.rules.rulebook import Rulebook

_PAIRS = (
    'CREATE OR REPLACE TEMP TABLE pair_0 AS SELECT s."person" AS "subject", m."person", m."household"\n'
    'FROM person_0 AS s JOIN person_0 AS m ON m."household" = s."household" WHERE NOT s."ghost" AND NOT m."ghost"'
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The programs of a day and a municipality as SQL."""

    script: Script
    programs: tuple[ProgramText, ...]


def compiled(
    book: Rulebook, on: date, municipality: str, programs: Sequence[str], given: Mapping[str, bool]
) -> Compiled:
    """Put programs into SQL, for columns of which ``given`` tells whether they may be rough."""
    script = Script()
    texts = Programs(book, Translator(book.content, on, municipality, given, script))
    return Compiled(script, tuple(texts.text(program_id) for program_id in programs))


def macros() -> Iterator[Sql]:
    """Yield the statements that define the functions of days."""
    for macro in MACROS:
        yield f"CREATE OR REPLACE TEMP MACRO {macro}"


def tables(script: Script) -> Iterator[Sql]:
    """Yield the statements that build the tables, each from those before it."""
    groups = dict.fromkeys(table.group for table in script.tables if table.group is not None)
    for who in groups:
        yield f"CREATE OR REPLACE TEMP TABLE kin_{who} AS\n{kin(who)}"
    if any(table.level == "pair" for table in script.tables):
        yield _PAIRS
    for table in sorted(script.tables[1:], key=lambda one: (one.stage, one.number)):
        if table.group is not None:
            query = group_query(table, script.tables, table.group)
        else:
            query = script.select(table.level, table.columns)
        yield f"CREATE OR REPLACE TEMP TABLE {table.id} AS\n{query}"


def answers(script: Script, program: ProgramText, *, details: bool) -> dict[str, Sql]:
    """Return the columns that answer a program, by what they are."""
    columns = {"holds": program.holds}
    if program.error is not None:
        columns["error"] = program.error
    if details:
        columns["pattern"] = f"CASE WHEN {program.holds} IS NULL THEN {program.pattern} END"
        for place, amount in enumerate(program.amounts):
            columns[f"applies {place}"] = amount.applies
            if amount.low is not None and amount.high is not None:
                columns[f"low {place}"] = amount.low
                columns[f"high {place}"] = amount.high
    return columns


def level_of(program: ProgramText) -> Literal["person", "household"]:
    """Return the kind of row a program answers for."""
    return "household" if program.program is None else program.program.subject


def ordered(script: Script, level: Level, columns: dict[str, Sql]) -> Sql:
    """Return the query of some answers, in the order of the rows; ghosts come last."""
    return f'{script.select(level, columns)}\nORDER BY "{"household" if level == "household" else "person"}"'
