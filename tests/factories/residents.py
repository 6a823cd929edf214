"""Small population folders of synthetic households, as Parquet."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.factories.content import content
from tests.factories.households import blurred_household, known_household
from todoke.residents.households import kind_of, scale_of
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, FactType
from todoke.rules.household import ALL_RELATIONS, MUNICIPALITY, RELATIONS, Household
from todoke.rules.values import Choices, Interval, Value, interval

ON = date(2026, 1, 1)
MUNICIPALITIES = ("131016", "132080", "133639")
Rows = list[dict[str, Any]]


def households(count: int, *, seed: int = 1, on: date = ON) -> list[Household]:
    """Return synthetic households, every other one known less well."""
    found = []
    for number in range(count):
        household = known_household(seed * 1_000_003 + number, content(), on)
        if number % 2:
            household = blurred_household(number, household, content(), on)
        found.append(_within_limits(household))
    return found


def _within_limits(household: Household) -> Household:
    """Return the household with no bound beyond what the dictionary allows."""

    def closed(facts: Mapping[str, Value]) -> dict[str, Value]:
        return {name: _closed(value, name) for name, value in facts.items()}

    members = tuple(replace(member, facts=closed(member.facts)) for member in household.members)
    return replace(household, members=members, facts=closed(household.facts))


def _closed(value: Value, name: str) -> Value:
    kind = kind_of(name, content())
    highest = getattr(kind, "maximum", None)
    if isinstance(value, Interval) and highest is not None and value.high > highest:
        return interval(value.low, int(highest), value.needs)
    return value


def write_population(
    folder: Path, households: Mapping[str, Sequence[Household]], *, on: date = ON, first: int = 1
) -> Path:
    """Write the households of each municipality; ids count from ``first`` through all of them."""
    tables = {}
    person = household = first
    for code, some in households.items():
        rows_of_households, rows_of_persons = [], []
        for one in some:
            rows_of_households.append(
                {"household": household, "complete": _complete(one)} | _row(one.facts, content())
            )
            ids = {member.id: person + place for place, member in enumerate(one.members)}
            for member in one.members:
                named = None if member.parents is None else [ids[parent] for parent in member.parents]
                row = {"person": ids[member.id], "household": household, "relation": member.relation}
                rows_of_persons.append(row | {"parents": named} | _row(member.facts, content()))
            person += len(ids)
            household += 1
        tables[code] = rows_of_households, rows_of_persons
    return write_tables(folder, tables, on=on)


def random_population(folder: Path, households_each: int = 40, *, seed: int = 1, on: date = ON) -> Path:
    """Write a small random population of three municipalities."""
    return write_population(
        folder,
        {
            code: households(households_each, seed=seed + place, on=on)
            for place, code in enumerate(MUNICIPALITIES)
        },
        on=on,
    )


def write_tables(folder: Path, tables: Mapping[str, tuple[Rows, Rows]], *, on: date = ON) -> Path:
    """Write rows of households and persons as they are, right or wrong, and the description beside them."""
    parts = {}
    for code, (of_households, of_persons) in tables.items():
        place = folder / f"municipality={code}"
        place.mkdir(parents=True, exist_ok=True)
        part: dict[str, Any] = {"persons": len(of_persons), "households": len(of_households)}
        for kind, rows in (("households", of_households), ("persons", of_persons)):
            path = place / f"{kind}.parquet"
            pq.write_table(table_of(rows), path, compression="zstd")
            part[f"{kind}_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        parts[code] = part
    return describe(folder, parts, on=on)


def describe(folder: Path, parts: Mapping[str, Any], *, on: date = ON) -> Path:
    """Write population.json."""
    told = {
        "format": 1,
        "name": folder.name,
        "seed": 1,
        "residents": sum(part["persons"] for part in parts.values()),
        "households": sum(part["households"] for part in parts.values()),
        "on": on.isoformat(),
        "parts": dict(parts),
    }
    (folder / "population.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def table_of(rows: Rows) -> pa.Table:
    """Return rows as an Arrow table, every column of the type its fact has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], _type_of(name)) for name in names})


def _type_of(name: str) -> pa.DataType:
    plain = {"person": pa.int64(), "household": pa.int64(), "relation": pa.string(), "complete": pa.string()}
    if name in plain:
        return plain[name]
    if name == "parents":
        return pa.list_(pa.int64())
    base, _, suffix = name.partition("~")
    if suffix == "choices":
        return pa.string()
    if not base.startswith("receives:") and base not in content().facts:
        return pa.string()
    match kind_of(base, content()):
        case Boolean():
            return pa.bool_()
        case Code():
            return pa.dictionary(pa.int32(), pa.string())
        case Date():
            return pa.date32()
        case kind:
            return pa.int64() if scale_of(kind) == 1 else pa.decimal128(18, 3)


def _complete(household: Household) -> str:
    if household.complete == ALL_RELATIONS:
        return "all"
    return ",".join(relation for relation in RELATIONS if relation in household.complete)


def _row(facts: Mapping[str, Value], content: Content) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in facts.items():
        if name != MUNICIPALITY:
            row |= _cells(name, value, kind_of(name, content))
    return row


def _cells(name: str, value: Value, kind: FactType) -> dict[str, Any]:
    if isinstance(value, Choices):
        return {f"{name}~choices": "|".join(sorted(value.codes))}
    if isinstance(value, Interval):
        high = None if value.high == getattr(kind, "maximum", None) else value.high  # no bound
        return {f"{name}~low": _cell(value.low, kind), f"{name}~high": _cell(high, kind)}
    return {name: _cell(value, kind)}


def _cell(value: Any, kind: FactType) -> Any:
    if value is None or isinstance(value, float):
        return None
    if isinstance(value, int | Fraction) and not isinstance(value, bool) and scale_of(kind) != 1:
        return Decimal(round(Fraction(value) * 1000)).scaleb(-3)
    return value
