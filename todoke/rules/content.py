"""The content of a rulebook: everything under ``data/``, read, validated and kept apart from what is broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from todoke.base.municipalities import Municipality
from todoke.rules.facts import Code, Fact
from todoke.rules.household import MUNICIPALITY
from todoke.rules.nodes import Unreadable
from todoke.rules.parameters import NotEncodedError, ParameterSeries, TableSeries
from todoke.rules.programs import Overlay, Program, Version
from todoke.rules.questionnaire import Question
from todoke.rules.texts import Text
from todoke.rules.walking import walk


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of content, where, and how to mend it."""

    file: str
    line: int
    message: str
    program_id: str | None = None

    def __str__(self) -> str:
        """Return one line for a person: place and cure."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class LoadedProgram:
    """A program with its versions, oldest first, and its golden households as they were written."""

    program: Program
    versions: tuple[Version, ...]
    golden: tuple[Any, ...] = ()

    def version_on(self, day: date) -> Version | None:
        """Return the version in force on ``day``, or None when the program has ended.

        Raises NotEncodedError before the first version and in a gap between versions.
        """
        in_force = [version for version in self.versions if version.effective.from_ <= day]
        if not in_force:
            first = self.versions[0].effective.from_
            raise NotEncodedError(f"{first} より前の規則は未収録です")
        newest = in_force[-1]
        if newest.effective.to is None or day <= newest.effective.to:
            return newest
        if newest is self.versions[-1]:
            return None
        raise NotEncodedError(f"{newest.effective.to} の翌日からの規則は未収録です")


@dataclass(slots=True)
class Content:
    """All content that could be read, and the problems of the rest."""

    facts: dict[str, Fact] = field(default_factory=dict)
    parameters: dict[str, ParameterSeries] = field(default_factory=dict)
    tables: dict[str, TableSeries] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    overlays: dict[str, Overlay] = field(default_factory=dict)
    programs: dict[str, LoadedProgram] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken_programs: dict[str, list[Problem]] = field(default_factory=dict)
    _unreadable: dict[str, Text] = field(default_factory=dict, repr=False)

    def unreadable(self, ja: str) -> Text:
        """Return the text of an unreadable condition in every language, found by its Japanese words."""
        if not self._unreadable:
            for loaded in self.programs.values():
                for node in walk(loaded.versions):
                    if isinstance(node, Unreadable):
                        self._unreadable[node.unreadable.ja] = node.unreadable
        return self._unreadable.get(ja, Text(ja=ja))

    def report(self, problem: Problem) -> None:
        """Keep a problem; one that belongs to a program takes that program alone out of service."""
        self.problems.append(problem)
        if problem.program_id is not None:
            self.broken_programs.setdefault(problem.program_id, []).append(problem)


def municipality_fact(municipalities: dict[str, Municipality]) -> Fact:
    """Return the built-in fact "where the household lives", with the municipalities as codes."""
    codes = {
        m.code: Text(ja=m.name, easy=f"{{{m.name}|{m.kana}}}", en=m.romaji) for m in municipalities.values()
    }
    return Fact(
        id=MUNICIPALITY,
        label=Text(ja="お住まいの区市町村", easy="{住|す}んでいる {町|まち}", en="your municipality"),
        question=Text(
            ja="どの区市町村にお住まいですか",
            easy="どこに {住|す}んでいますか",
            en="Which municipality do you live in?",
        ),
        type=Code(codes=codes),
    )
