"""Residents in memory and programs of a few lines, for runs and comparisons of nights."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.smallbook import PROGRAMS, write_small_data
from todoke.engines.port import ProgramAnswers
from todoke.engines.reference import ReferenceEngine
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.content import Content
from todoke.rules.household import ALL_RELATIONS, Household, Member
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import Value

CHIYODA, CHUO, MINATO = "131016", "131024", "131032"
ON = date(2026, 11, 22)


@dataclass(slots=True)
class Residents:
    """Residents kept in memory."""

    of: Mapping[str, Sequence[Block]]
    on: date = ON
    broken: frozenset[str] = frozenset()
    """Municipalities whose blocks cannot be read."""
    opened: list[str] = field(default_factory=list)

    @property
    def identity(self) -> str:
        digest = hashlib.sha256()
        for code, blocks in sorted(self.of.items()):
            digest.update(code.encode())
            for block in blocks:
                digest.update(block.person_ids.tobytes() + block.household_ids.tobytes())
                for name, column in sorted(block.columns.items()):
                    said = column.said if isinstance(column.said, bool) else column.said.tobytes()
                    digest.update(repr((name, column.entries, said)).encode())
                    digest.update(column.low.tobytes() + column.high.tobytes())
        return digest.hexdigest()

    @property
    def municipalities(self) -> Sequence[str]:
        return tuple(self.of)

    @property
    def persons(self) -> int:
        return sum(block.persons for blocks in self.of.values() for block in blocks)

    @property
    def households(self) -> int:
        return sum(block.households for blocks in self.of.values() for block in blocks)

    def persons_of(self, municipality: str) -> int:
        return sum(block.persons for block in self.of[municipality])

    def blocks(self, municipality: str) -> Sequence[Block]:
        self.opened.append(municipality)
        if municipality in self.broken:
            from todoke.residents.problems import SnapshotError

            raise SnapshotError(f"{municipality}.columns が壊れています")
        return self.of[municipality]


def family(*members: tuple[str, Mapping[str, Value]], **facts: Value) -> Household:
    """Return a household: relation and facts of each member (``age`` stands for a birth on the day's date)."""
    return Household(
        tuple(
            Member(f"m{place}", relation, {f"person.{name}": value for name, value in said.items()})
            for place, (relation, said) in enumerate(members)
        ),
        {f"household.{name}": value for name, value in facts.items()},
        ALL_RELATIONS,
    )


def parent_and_child(born: date, **said: Value) -> Household:
    """Return somebody with a child born on a day; ``said`` is known of the parent."""
    return family(("self", {"birth_date": date(1990, 5, 5), **said}), ("child", {"birth_date": born}))


def blocks_of(
    content: Content, municipality: str, *groups: Sequence[Household], first: int = 1
) -> list[Block]:
    """Return a block for each group, with ids of persons and households counted on."""
    found = []
    household, person = first, 10 * first
    for group in groups:
        block = block_of(group, municipality, content, first_person=person)
        block.household_ids = block.household_ids + (household - 1)
        household += block.households
        person += block.persons
        found.append(block)
    return found


def small_book(folder: Path, *, deadline: Mapping[str, Any] | None = None, **changed: Any) -> Rulebook:
    """Return a rulebook of invented programs.

    ``changed`` replaces the ``when`` of a program's condition; ``deadline`` is that of the program "kodomo".
    """
    write_small_data(folder, broken="kowareta" in changed)
    changed.pop("kowareta", None)
    if deadline is not None:
        path = folder / "programs" / "kodomo" / "program.yaml"
        envelope = {**PROGRAMS["kodomo"][0], "deadline": {"text": "期限", **deadline}}
        path.write_text(yaml.safe_dump(envelope, allow_unicode=True), encoding="utf-8")
    for program_id, when in changed.items():
        _, version = PROGRAMS[program_id]
        version = {**version, "conditions": [{**version["conditions"][0], "when": when}]}
        path = folder / "programs" / program_id / "2023-04-01.yaml"
        path.write_text(yaml.safe_dump(version, allow_unicode=True), encoding="utf-8")
    return rulebook_of(folder)


class FussyEngine(ReferenceEngine):
    """Breaks on one program, as an engine does on a rule it cannot compile."""

    name = "fussy"

    def __init__(self, refuses: str) -> None:
        self._refuses = refuses

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        for answers in super().answers(block, book, on=on, programs=programs, details=details):
            if answers.program_id == self._refuses:
                raise RuntimeError("not compiled")
            yield answers
