"""Towns whose residents change from one day to the next, and programs of every behaviour to answer for them."""

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.factories import rules as make
from tests.factories.residents import describe
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.port import ProgramAnswers
from todoke.residents.block import Block
from todoke.residents.building import build_snapshot
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook

CHIYODA, CHUO, MINATO = "131016", "131024", "131032"
YESTERDAY, TODAY = date(2026, 11, 21), date(2026, 11, 22)
DAY = timedelta(days=1)

DICTIONARY = """
facts:
  - {id: person.birth_date, label: x, type: {kind: date}}
  - {id: person.left_on, label: x, type: {kind: date}, nullable: true}
  - {id: person.sex, label: x, type: {kind: code, codes: {female: x, male: x}}}
  - {id: person.work, label: x, type: {kind: code, codes: {none: x, employed: x, own: x, school: x}}}
  - {id: person.salary, label: x, type: {kind: money, basis: gross}}
  - {id: person.hours, label: x, type: {kind: number, unit: hours}}
  - {id: person.dependants, label: x, type: {kind: number, unit: people, maximum: 20}}
  - {id: household.renting, label: x, type: {kind: boolean}}
  - {id: household.rent, label: x, type: {kind: money, basis: rent}}
  - {id: person.adult, label: x, type: {kind: boolean}, derive: {ge: [{age: {}}, 18]}}
  - {id: household.here, label: x, type: {kind: boolean}, derive: {eq: [{fact: household.municipality}, "131024"]}}
parameters:
  - {id: limit, label: x, basis: gross, values: [{from: 2020-01-01, value: 3000000}, {from: 2027-04-01, value: 1}]}
  - {id: later, label: x, basis: gross, values: [{from: 2030-01-01, value: 1}]}
tables:
  - id: steps
    label: x
    key_basis: years
    basis: yen
    versions:
      - {from: 2020-01-01, beyond: last, rows: [{from: 0, value: 100}, {from: 40, value: 70}, {from: 65, value: 20}]}
"""

YOUNG = "{exists: {who: children, where: {lt: [{age: {}}, 18]}}}"
EARNS_LITTLE = "{lt: [{fact: person.salary}, {parameter: limit}]}"

PROGRAMS = {
    "children": f"""
      versions:
      - conditions: {{c: {YOUNG}}}
        amounts:
        - {{id: monthly, label: x, value: {{multiply: [1000, {{count: {{who: children}}}}]}}}}
        - {{id: visit, label: x, kind: in_kind, period: once, when: {{fact: household.renting}}}}
        - {{id: share, label: x, kind: reduction, unit: percent, value: 50}}""",
    "little": f"""
      subject: person
      versions:
      - conditions: {{c: {EARNS_LITTLE}, d: {{fact: person.adult}}}}
        amounts: {{a: {{subtract: [3000000, {{fact: person.salary}}]}}, b: {{table: steps, key: {{age: {{}}}}}}}}""",
    "rent": """
      versions:
      - conditions: {c: {fact: household.renting}, d: {ge: [{fact: household.rent}, 50000]}}
        amounts:
        - {id: half, label: x, value: {round: {value: {divide: [{fact: household.rent}, 3]}, to: 100}}}
        - {id: more, label: x, when: {not: {fact: household.here}}, value: {fact: household.rent}}""",
    "old": "\n      subject: person\n      versions: [{conditions: {c: {ge: [{age: {}}, 65]}}, amounts: {a: 5000}}]",
    "hours": """
      subject: person
      versions:
      - conditions: {c: {eq: [{fact: person.work}, employed]}}
        amounts: {a: {multiply: [{fact: person.hours}, 1013]}}""",
    "asking": "\n      versions: [{conditions: {c: {eligible: children}, d: {not: {eligible: old}}}}]",
    "getting": "\n      versions: [{conditions: {c: {receives: children}}, amounts: {a: 7}}]",
    "office": "\n      versions: [{conditions: {c: {unreadable: 役所が認める}}}]",
    "everybody": "\n      subject: person\n      versions: [{conditions: {c: {ge: [1, 0]}}, amounts: {a: 1}}]",
    "nobody": "\n      subject: person\n      versions: [{conditions: {c: {ge: [{age: {}}, 119]}}, amounts: {a: 1}}]",
    "here": '\n      versions: [{conditions: {c: {eq: [{fact: household.municipality}, "131032"]}}, amounts: {a: 3}}]',
    "left": """
      subject: person
      versions:
      - conditions:
          c: {le: [{elapsed: {from: {fact: person.left_on}, to: {day: today}, unit: months}}, 2]}
        amounts: {a: 9}""",
    "yearly": """
      subject: person
      versions: [{conditions: {c: {lt: [{school_age: {}}, 6]}, d: {lt: [{age: {on: {day: month_start}}}, 6]}}}]""",
    "restless": """
      versions:
      - conditions: {c: {lt: [{shift: {date: {day: today}, days: -400}}, {shift: {date: {day: today}, years: -1}}]}}
        amounts: {a: {elapsed: {from: 2026-01-01, to: {day: today}}}}""",
    "local": """
      local: {limit: {label: x, type: {kind: money, basis: gross}}}
      versions: [{conditions: {c: {lt: [{fact: person.salary}, {local: limit}]}}, amounts: {a: 11}}]""",
    "some": "\n      offered_everywhere: false\n      versions: [{conditions: {c: {fact: household.renting}}}]",
    "failing": """
      subject: person
      versions: [{conditions: {c: {gt: [{divide: [6, {fact: person.dependants}]}, 2]}}, amounts: {a: 13}}]""",
    "unwritten": f"\n      versions: [{{conditions: {{c: {YOUNG}, d: {{lt: [{{parameter: later}}, 3]}}}}}}]",
    "coming": f"\n      versions: [{{effective: {{from: 2027-01-01}}, conditions: {{c: {YOUNG}}}}}]",
}
"""By name: families, incomes, rent, ages, days, what others decide, what fails, and what is not written down."""

OVERLAYS = {
    CHIYODA: """
      local: {change: 1, local: {limit: [{from: 2020-01-01, value: 2000000}]}}
      some: {change: 1, offered: true}""",
    CHUO: """
      local: {change: 1, local: {limit: [{from: 2020-01-01, value: 4000000}]}}
      some: {change: 1, offered: false}
      rent:
        change: 1
        conditions: [{id: own, label: x, when: {ge: [{fact: household.rent}, 60000]}, cite: {law: x}}]""",
}


def book_of(
    *, dictionary: str = DICTIONARY, overlays: dict[str, str] | None = None, **changed: str | None
) -> Rulebook:
    """Return the programs; ``changed`` replaces some, or leaves them out (None), or adds others."""
    programs = {name: text for name, text in (PROGRAMS | changed).items() if text is not None}
    text = dictionary + "programs:\n" + "".join(f"  {name}: {text}\n" for name, text in programs.items())
    said = OVERLAYS if overlays is None else overlays
    text += "overlays:\n" + "".join(f'  "{code}": {words}\n' for code, words in said.items() if words)
    return Rulebook(make.content(text))


@dataclass
class House:
    """A household: its number, what is said of it, and its members as rows."""

    number: int
    facts: dict[str, Any]
    members: list[dict[str, Any]]

    @property
    def first(self) -> dict[str, Any]:
        """The one who asks."""
        return self.members[0]

    def add(self, relation: str, **facts: Any) -> None:
        """Let somebody else join the household."""
        most = max(member["person"] for member in self.members)
        self.members.append({"person": most + 1, "relation": relation, **_of("person", facts)})


@dataclass
class Towns:
    """Municipalities with their households."""

    of: dict[str, list[House]] = field(default_factory=dict)

    def copy(self) -> "Towns":
        """Return the same towns, to be changed."""
        return deepcopy(self)

    @property
    def persons(self) -> int:
        return sum(len(house.members) for houses in self.of.values() for house in houses)

    @property
    def houses(self) -> list[House]:
        return [house for houses in self.of.values() for house in houses]

    def write(self, folder: Path, on: date) -> Path:
        """Write a population folder."""
        parts = {}
        for code, houses in self.of.items():
            place = folder / f"municipality={code}"
            place.mkdir(parents=True, exist_ok=True)
            households = [{"household": one.number, "complete": "all", **one.facts} for one in houses]
            persons = [{"household": one.number, **member} for one in houses for member in one.members]
            part: dict[str, Any] = {"persons": len(persons), "households": len(households)}
            for kind, rows in (("households", households), ("persons", persons)):
                path = place / f"{kind}.parquet"
                pq.write_table(_table(rows, kind), path)
                part[f"{kind}_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            parts[code] = part
        return describe(folder, parts, on=on)


def some_towns(each: int = 60, *, seed: int = 1, codes: Sequence[str] = (CHIYODA, CHUO, MINATO)) -> Towns:
    """Return towns of a few households; numbers leave room for others in between."""
    chance = random.Random(seed)
    found = Towns()
    number = 10
    for code in codes:
        houses = found.of[code] = []
        for _ in range(each):
            houses.append(house(number, chance))
            number += 10
    return found


def house(number: int, chance: random.Random) -> House:
    """Return a household drawn at random; a tenth of nearly everything is unknown, some known roughly."""
    facts: dict[str, Any] = _of("household", {"renting": chance.random() < 0.4})
    if chance.random() < 0.9:
        facts["household.rent"] = chance.choice((40_000, 50_000, 70_000, 85_000, 120_000))
    members = [_member(10 * number, "self", chance.randint(20, 90), chance)]
    if chance.random() < 0.4:
        members.append(_member(10 * number + 1, "spouse", chance.randint(20, 90), chance))
    for child in range(chance.choice((0, 0, 0, 1, 2))):
        members.append(_member(10 * number + 2 + child, "child", chance.randint(0, 19), chance))
    for one in (facts, *members):
        for name in [name for name in one if "." in name]:
            if chance.random() < (0.02 if name == "person.birth_date" else 0.1):
                del one[name]
    return House(number, facts, members)


def _member(number: int, relation: str, age: int, chance: random.Random) -> dict[str, Any]:
    born = date(2026 - age, 1, 1) - chance.randint(60, 290) * DAY
    facts: dict[str, Any] = {
        "birth_date": born,
        "sex": chance.choice(("female", "male")),
        "work": chance.choice(("none", "employed", "employed", "own", "school")),
        "dependants": chance.choice((0, 1, 2, 3, 3)),
        "hours": Decimal(chance.randint(0, 400)) / 10,
    }
    if chance.random() < 0.2:
        low = chance.randrange(0, 6_000_000, 10_000)
        facts |= {"salary~low": low, "salary~high": low + 500_000}
    else:
        facts["salary"] = chance.choice((0, 1_000_000, 2_500_000, 3_000_000, 5_000_000))
    if chance.random() < 0.2:
        facts["left_on"] = YESTERDAY - chance.randint(0, 150) * DAY
    found = _of("person", facts)
    if chance.random() < 0.9:
        found["receives:children"] = chance.random() < 0.3
    return {"person": number, "relation": relation, **found}


def _of(entity: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {f"{entity}.{name}": value for name, value in facts.items()}


def _table(rows: list[dict[str, Any]], kind: str) -> pa.Table:
    needed = {"households": ("household", "complete"), "persons": ("person", "household", "relation")}[kind]
    names = list(dict.fromkeys((*needed, *(name for row in rows for name in row))))
    return pa.table({name: pa.array([row.get(name) for row in rows], _type_of(name)) for name in names})


def _type_of(name: str) -> pa.DataType:
    base = name.partition("~")[0]
    if base in ("person", "household", "person.dependants", "person.salary", "household.rent"):
        return pa.int64()
    if base in ("person.birth_date", "person.left_on"):
        return pa.date32()
    if base == "household.renting" or base.startswith("receives:"):
        return pa.bool_()
    return pa.decimal128(18, 3) if base == "person.hours" else pa.string()


def snapshot_of(
    towns: Towns, folder: Path, book: Rulebook, on: date, *, like: Snapshot | None = None
) -> Snapshot:
    """Return the snapshot of the towns on a day, in the order of another one."""
    return build_snapshot(
        towns.write(folder / "people", on),
        folder / "snapshot",
        book.content,
        like=None if like is None else like.folder,
        workers=1,
    )


class CountingEngine(ColumnarEngine):
    """Notes in a file whom it is asked about, in whatever process; breaks on one program where told to."""

    def __init__(self, log: Path, refuses: str | None = None) -> None:
        super().__init__()
        self._log, self._refuses = log, refuses
        self._is_noted = False

    def __reduce__(self) -> Any:
        return CountingEngine, (self._log, self._refuses)

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        chosen = tuple(book.content.programs) if programs is None else programs
        if not self._is_noted:
            self._note(block, chosen)
        for one in super().answers(block, book, on=on, programs=chosen, details=details):
            self._check(one.program_id)
            yield one

    def answers_together(
        self,
        parts: Sequence[tuple[Block, tuple[str, ...]]],
        book: Rulebook,
        *,
        on: date,
        details: bool = True,
    ) -> list[list[ProgramAnswers]]:
        for block, programs in parts:
            self._note(block, programs)
            for name in programs:
                self._check(name)
        self._is_noted = True
        try:
            return super().answers_together(parts, book, on=on, details=details)
        finally:
            self._is_noted = False

    def _check(self, program_id: str) -> None:
        if program_id == self._refuses:
            raise RuntimeError("not compiled")

    def _note(self, block: Block, programs: tuple[str, ...]) -> None:
        line = json.dumps([block.municipality, block.persons, block.household_ids.tolist(), programs])
        file = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, line.encode() + b"\n")
        os.close(file)


@dataclass(frozen=True)
class Asked:
    """Whom an engine was asked about: municipality, persons, households and programs of each question."""

    questions: list[tuple[str, int, list[int], list[str]]]

    @classmethod
    def of(cls, log: Path) -> "Asked":
        if not log.exists():
            return cls([])
        return cls([tuple(json.loads(line)) for line in log.read_text().splitlines()])

    def persons(self, municipality: str | None = None) -> Counter[str]:
        """Return about how many persons each program was asked."""
        found: Counter[str] = Counter()
        for code, persons, _, programs in self.questions:
            if municipality in (None, code):
                found.update(dict.fromkeys(programs, persons))
        return found

    def households(self, program: str) -> set[int]:
        """Return the households a program was asked about."""
        return {
            one for _, _, households, programs in self.questions if program in programs for one in households
        }
