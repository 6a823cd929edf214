"""Coverage of facts (属性の網羅): which unknown fact, if asked, would settle most of what is undetermined tonight.

An estimate: of every program some undetermined rows are drawn, and the reference evaluator names what each still
needs. A fact counts as settling a row alone where it is the only one the row needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from todoke.analytics.lots import draw
from todoke.analytics.source import Residents
from todoke.nights.stored.store import Night
from todoke.residents.block import Block
from todoke.residents.households import household_at
from todoke.residents.taking import take
from todoke.rules.content import Content
from todoke.rules.evaluation.reading import LOCAL, TEXT
from todoke.rules.evaluation.run import Run
from todoke.rules.household import MEMBERS
from todoke.rules.rulebook import Rulebook

SAMPLE = 100
"""So many undetermined rows of every program are looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact and how many rows it would settle: estimates with their standard errors."""

    fact_id: str
    label: str
    alone: float
    alone_error: float
    needed: float
    needed_error: float
    programs: tuple[str, ...]
    """The programs it would settle most rows of, the most first."""

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of what the fact settles alone."""
        return max(0.0, self.alone - 1.96 * self.alone_error), self.alone + 1.96 * self.alone_error


@dataclass(slots=True)
class _Drawn:
    """What the sample of one program said."""

    rows: int
    asked: int = 0
    alone: dict[str, int] = field(default_factory=dict)
    needed: dict[str, int] = field(default_factory=dict)


def coverage(night: Night, *, snapshot: Residents, book: Rulebook, sample: int = SAMPLE) -> list[Wanted]:
    """Return the facts by how many undetermined rows each would settle alone, most first."""
    drawn: dict[str, _Drawn] = {}
    wanted = _ranks(night, sample, drawn)
    for code in night.municipalities:
        if code not in wanted or code not in snapshot.municipalities:
            continue
        offsets: dict[str, int] = {}
        for block, stored in zip(snapshot.blocks(code), night.blocks(code), strict=True):
            rows = _rows_in(stored, wanted[code], offsets)
            if rows:
                _ask(block, rows, night, book, drawn)
            stored.release()
    return _estimated(drawn, book.content)


def _ranks(night: Night, sample: int, drawn: dict[str, _Drawn]) -> dict[str, dict[str, list[int]]]:
    """Return, by municipality and program, which of its undetermined rows are drawn (counted from 0)."""
    found: dict[str, dict[str, list[int]]] = {}
    for program_id, said in night.record["programs"].items():
        by = {code: total["undetermined"] for code, total in sorted(said["by"].items())}
        rows = sum(by.values())
        if not rows:
            continue
        drawn[program_id] = _Drawn(rows)
        ranks = draw(f"{night.record['snapshot']} {night.on} {program_id}", rows, sample)
        first = 0
        for code, count in by.items():
            own = [rank - first for rank in ranks if first <= rank < first + count]
            if own:
                found.setdefault(code, {})[program_id] = own
            first += count
    return found


def _rows_in(stored: Any, wanted: dict[str, list[int]], offsets: dict[str, int]) -> dict[str, list[int]]:
    """Return the drawn rows that lie in a block, by program."""
    found = {}
    for program_id, ranks in wanted.items():
        if program_id not in stored.stored:
            continue
        open_rows = stored.stored[program_id].true_rows(1)
        first = offsets.get(program_id, 0)
        own = [int(open_rows[rank - first]) for rank in ranks if first <= rank < first + len(open_rows)]
        offsets[program_id] = first + len(open_rows)
        if own:
            found[program_id] = own
    return found


def _ask(
    block: Block, rows: dict[str, list[int]], night: Night, book: Rulebook, drawn: dict[str, _Drawn]
) -> None:
    """Let the reference evaluator say what each drawn row needs; a household is read once for all programs."""
    programs = book.content.programs
    of = block.household_of
    asked: dict[int, list[tuple[str, int | None]]] = {}
    for program_id, own in rows.items():
        is_person = programs[program_id].program.subject == "person"
        for row in own:
            asked.setdefault(int(of[row]) if is_person else row, []).append(
                (program_id, row if is_person else None)
            )
    chosen = sorted(asked)
    small = take(block, np.array(chosen, np.int64))
    for place, home in enumerate(chosen):
        run = Run(household_at(small, place, book.content), night.on, trace=False)
        for program_id, person in asked[home]:
            member = None if person is None else f"p{int(block.person_ids[person])}"
            _note(drawn[program_id], program_id, member, run, book)


def _note(one: _Drawn, program_id: str, member: str | None, run: Run, book: Rulebook) -> None:
    answer = book.answer(program_id, run)
    subject = next((found for found in answer.subjects if found.member_id == member), None)
    one.asked += 1
    if subject is None:
        return
    facts = {_kind(fact_id, entity) for fact_id, entity in subject.needs}
    for fact_id in facts:
        one.needed[fact_id] = one.needed.get(fact_id, 0) + 1
    if len(facts) == 1:
        (only,) = facts
        one.alone[only] = one.alone.get(only, 0) + 1


def _kind(fact_id: str, entity: str) -> str:
    return entity if entity in (LOCAL, TEXT) else fact_id


def _estimated(drawn: dict[str, _Drawn], content: Content) -> list[Wanted]:
    names = sorted({name for one in drawn.values() for name in one.needed})
    found = []
    for name in names:
        alone, alone_error = _sum((one, one.alone.get(name, 0)) for one in drawn.values())
        needed, needed_error = _sum((one, one.needed.get(name, 0)) for one in drawn.values())
        share = {
            program_id: one.rows * one.alone.get(name, 0) / one.asked
            for program_id, one in drawn.items()
            if one.asked and one.alone.get(name)
        }
        programs = tuple(sorted(share, key=lambda key: (-share[key], key)))
        found.append(Wanted(name, _label(name, content), alone, alone_error, needed, needed_error, programs))
    return sorted(found, key=lambda one: (-one.alone, -one.needed, one.fact_id))


def _sum(counts: Iterator[tuple[_Drawn, int]]) -> tuple[float, float]:
    """Return the estimated total over programs and its standard error (a stratified sample without replacement)."""
    total = variance = 0.0
    for one, hits in counts:
        if not one.asked:
            continue
        share = hits / one.asked
        total += one.rows * share
        if one.asked > 1:
            rest = 1 - one.asked / one.rows
            variance += one.rows**2 * share * (1 - share) / (one.asked - 1) * rest
    return total, math.sqrt(variance)


def _label(name: str, content: Content) -> str:
    if name in content.facts:
        return content.facts[name].label.ja
    if name.startswith("receives:"):
        program = content.programs.get(name.removeprefix("receives:"))
        return f"{program.program.name.ja if program else name}をいま受けているか"
    return _OTHER.get(name, name)


_OTHER: dict[str, str] = {
    MEMBERS: "世帯にほかにだれがいるか",
    LOCAL: "区市町村ごとの基準(まだ収録していない)",
    TEXT: "窓口や専門家が決めること(記録からは決まらない)",
}

__all__: Sequence[str] = ("SAMPLE", "Wanted", "coverage")
