"""A script of SQL: named expressions gathered into tables, each built of those before it.

Within a statement ``"m3.person.income"`` is the column ``person.income`` of table 3 for the member at hand; the
roles are ``m`` the member, ``s`` the subject, ``a`` the applicant, ``h`` the household, ``p`` the pair of subject
and member. ``"x12"`` is an expression that was given a name because it is long or used more than once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from todoke.engines.sql.texts import Sql, name
from todoke.engines.sql.values import Codes, Day, Number, Truth, mapped

Level: TypeAlias = Literal["household", "person", "pair"]
"""What a row of a table is: a household, a person, or a person seen from another of the household."""

AnyValue = TypeVar("AnyValue", bound="Truth | Number | Day | Codes")

ROLE: dict[Level, str] = {"household": "h", "person": "m", "pair": "p"}
KEYS: dict[Level, tuple[str, ...]] = {
    "household": ("household",),
    "person": ("person",),
    "pair": ("subject", "person"),
}

_SHORT = 48
_REFERENCE = re.compile(r'"([msahp])(\d+)\.((?:[^"]|"")+)"')
_OF_MEMBER = re.compile(r'"m(\d+)\.')
_NAMED = re.compile(r'"x(\d+)"')


@dataclass(slots=True)
class Table:
    """A table of the script: its columns, and the statement where it is not plainly built of expressions."""

    number: int
    level: Level
    stage: int
    columns: dict[str, Sql] = field(default_factory=dict)
    group: str | None = None

    @property
    def id(self) -> str:
        """Return the table's name in SQL."""
        return f"{self.level}_{self.number}"


class Script:
    """Names for expressions, and the tables they are kept in."""

    def __init__(self) -> None:
        """Begin with the three tables that are loaded: persons, households, and pairs of persons."""
        self.tables: list[Table] = [Table(0, "person", 0)]
        self._base: dict[Level, Table] = {"person": self.tables[0]}
        self._number_of: dict[Sql, int] = {}
        self._named: list[Sql] = []
        self._stages: list[int] = []
        self._at: dict[tuple[Level, int, str | None], Table] = {}
        self._stored: dict[tuple[Level, Sql], Sql] = {}

    def keep(self, expression: Sql) -> Sql:
        """Give a longer expression a name; short ones are left as they are."""
        if len(expression) <= _SHORT and not expression.startswith("(CASE"):
            return expression
        number = self._number_of.get(expression)
        if number is None:
            number = self._number_of[expression] = len(self._named)
            self._named.append(expression)
            self._stages.append(self._stage_within(expression))
        return f'"x{number}"'

    def stage_of(self, expressions: Iterable[Sql]) -> int:
        """Return the last stage any of the expressions reads from."""
        return max((self._stage_within(one) for one in expressions), default=0)

    def _stage_within(self, expression: Sql) -> int:
        stage = 0
        for match in _REFERENCE.finditer(expression):
            stage = max(stage, self.tables[int(match[2])].stage)
        for match in _NAMED.finditer(expression):
            stage = max(stage, self._stages[int(match[1])])
        return stage

    def stored(self, level: Level, value: AnyValue, title: str) -> AnyValue:
        """Return a value whose every part is a column of a table, so that it may be read from elsewhere."""

        def store(part: str, expression: Sql) -> Sql:
            match = _REFERENCE.fullmatch(expression)
            if match is not None and match[1] == ROLE[level]:
                return expression
            found = self._stored.get((level, expression))
            if found is None:
                table = self.table(level, self.stage_of([expression]) + 1)
                column = _free(title if part in ("holds", "one", "low") else f"{title}~{part}", table.columns)
                table.columns[column] = expression
                found = self._stored[level, expression] = self.column(table, column)
            return found

        return mapped(value, store)

    def table(self, level: Level, stage: int, group: str | None = None) -> Table:
        """Return the table of a level that is built at a stage; one of its own for each kind of grouping."""
        found = self._at.get((level, stage, group))
        if found is None:
            found = self._at[level, stage, group] = Table(len(self.tables), level, stage, {}, group)
            self.tables.append(found)
        return found

    def column(self, table: Table, column: str) -> Sql:
        """Return the text that reads a column of the row at hand."""
        return name(f"{ROLE[table.level]}{table.number}.{column}")

    def select(self, level: Level, columns: dict[str, Sql], *, where: str = "") -> Sql:
        """Return a query of columns for every row of a level, with its keys."""
        layers = self._layers(columns.values())
        named = [one for layer in layers for one in layer.values()]
        references = sorted(
            {match.groups() for one in (*columns.values(), *named) for match in _REFERENCE.finditer(one)}
        )
        first = [f"{BASE[level]}.{name(key)}" for key in KEYS[level]]
        for role, number, column in references:
            alias = f"{role}{number}"
            first.append(f"{alias}.{name(column)} AS {name(f'{alias}.{column}')}")
        used = {(role, int(number)) for role, number, _ in references}
        query = f"SELECT {_listed(first)}\nFROM {self._joined(level, used)}{where}"
        for layer in layers:
            more = _listed(f"{text} AS {name(title)}" for title, text in layer.items())
            query = f"SELECT *, {more}\nFROM (\n{_indented(query)}\n)"
        outputs = [name(key) for key in KEYS[level]] + [
            f"{text} AS {name(title)}" for title, text in columns.items()
        ]
        return f"SELECT {_listed(outputs)}\nFROM (\n{_indented(query)}\n)"

    def _layers(self, expressions: Iterable[Sql]) -> list[dict[str, Sql]]:
        """Return the named expressions that are needed, those that need others after them."""
        depths: dict[int, int] = {}
        waiting = [(int(match[1]), False) for one in expressions for match in _NAMED.finditer(one)]
        while waiting:
            number, is_known = waiting.pop()
            if number in depths:
                continue
            parts = [int(match[1]) for match in _NAMED.finditer(self._named[number])]
            if is_known or all(part in depths for part in parts):
                depths[number] = 1 + max((depths[part] for part in parts), default=-1)
                continue
            waiting.append((number, True))
            waiting += [(part, False) for part in parts if part not in depths]
        layers: list[dict[str, Sql]] = [{} for _ in range(1 + max(depths.values(), default=-1))]
        for number, depth in sorted(depths.items()):
            layers[depth][f"x{number}"] = self._named[number]
        return layers

    def _joined(self, level: Level, used: set[tuple[str, int]]) -> Sql:
        parts = [_FROM[level]]
        for role, number in sorted(used, key=lambda one: (one[1], one[0])):
            table = self.tables[number]
            if (role, number) in _ALWAYS[level]:
                continue
            parts.append(f"JOIN {table.id} AS {role}{number} ON {_ON[level][role].format(f'{role}{number}')}")
        return "\n".join(parts)


BASE: dict[Level, str] = {"household": "h0", "person": "m0", "pair": "p0"}
"""The loaded table that has every row of a level."""

_FROM: dict[Level, Sql] = {
    "household": "household_0 AS h0",
    "person": 'person_0 AS m0 JOIN household_0 AS h0 ON h0."household" = m0."household"',
    "pair": 'pair_0 AS p0 JOIN household_0 AS h0 ON h0."household" = p0."household"',
}
_ALWAYS: dict[Level, set[tuple[str, int]]] = {
    "household": {("h", 0)},
    "person": {("m", 0), ("h", 0)},
    "pair": {("p", 0), ("h", 0)},
}
_ON: dict[Level, dict[str, Sql]] = {
    "household": {"h": '{0}."household" = h0."household"', "a": '{0}."person" = h0."applicant"'},
    "person": {
        "m": '{0}."person" = m0."person"',
        "h": '{0}."household" = m0."household"',
        "a": '{0}."person" = h0."applicant"',
    },
    "pair": {
        "p": '{0}."subject" = p0."subject" AND {0}."person" = p0."person"',
        "m": '{0}."person" = p0."person"',
        "s": '{0}."person" = p0."subject"',
        "h": '{0}."household" = p0."household"',
        "a": '{0}."person" = h0."applicant"',
    },
}


def as_role(role: str, value: AnyValue) -> AnyValue:
    """Return a stored value of persons, read for somebody else: the subject, or the applicant."""
    return mapped(value, lambda _, expression: _OF_MEMBER.sub(f'"{role}\\1.', expression))


def _free(title: str, taken: dict[str, Sql]) -> str:
    number, free = 1, title
    while free in taken:
        number += 1
        free = f"{title} ({number})"
    return free


def _listed(parts: Iterable[Sql]) -> Sql:
    return ",\n  ".join(parts)


def _indented(query: Sql) -> Sql:
    return "\n".join(f"  {line}" for line in query.split("\n"))
