"""Undetermined with one cheap question left: whom a single answer would tell what they can receive (あと一つの質問)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
from todoke.residents.block import Array, Block
from todoke.residents.households import household_at
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import Need

CHEAP: Final = 2
"""A question is cheap up to this burden."""

_REPRESENTATIVES: Final = 5
"""How many are asked about, of those whose conditions stand alike; all must need the same fact."""

OPEN: Final = "?"


@dataclass(slots=True)
class OneQuestion:
    """Those for whom one fact settles one program."""

    program_id: str
    unit: Literal["person", "household"]
    fact_id: str
    pattern: str
    """The conditions as they stand: exactly one of them is open."""
    by: dict[str, list[tuple[int, Array]]] = field(default_factory=dict)
    """By municipality, the block and the rows of each."""

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(len(rows) for places in self.by.values() for _, rows in places)

    def ids(self, night: Night) -> Iterator[tuple[str, Array]]:
        """Yield the ids of the persons or households, municipality by municipality."""
        for code, places in self.by.items():
            blocks = night.blocks(code)
            for place, rows in places:
                block = blocks[place]
                yield code, (block.person_ids if self.unit == "person" else block.household_ids)[rows]


def one_question_left(
    night: Night,
    book: Rulebook,
    *,
    programs: Sequence[str] | None = None,
    municipalities: Sequence[str] | None = None,
) -> list[OneQuestion]:
    """Return who is one cheap answer away from a yes or a no, the most numerous first.

    Rows are told by the pattern of their conditions: exactly one is open. Some of each pattern are asked about in
    the reference evaluator; where all of these need one and the same fact, which a person can be asked and which
    is no burden, the pattern counts. Raises NightError where the residents were not kept.
    """
    folder = night.snapshot_folder
    if folder is None:
        raise NightError(
            f"{night.on} の住民の写しが残っていないので、質問を決められません。"
            "todoke match でその日を判定し直してください"
        )
    snapshot = Snapshot.open(folder)
    found: dict[tuple[str, str], OneQuestion] = {}
    samples: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for code in night.municipalities:
        if municipalities is not None and code not in municipalities:
            continue
        for place, block in enumerate(night.blocks(code)):
            for program_id, program in block.stored.items():
                if programs is not None and program_id not in programs:
                    continue
                reasons = program.reasons() if program.head.outcome is None else None
                if reasons is None:
                    continue
                rows = program.true_rows(1)
                for number, pattern in enumerate(reasons.patterns):
                    if pattern.count(OPEN) != 1:
                        continue
                    key = program_id, pattern
                    chosen = rows[reasons.codes == number]
                    one = found.setdefault(key, OneQuestion(program_id, program.head.unit, "", pattern))
                    one.by.setdefault(code, []).append((place, chosen))
                    if len(samples[key]) < _REPRESENTATIVES:
                        samples[key].append((code, place, int(chosen[0])))
            block.release()
    cheap = []
    for key, one in found.items():
        needs = {_need(one, snapshot, book, night, sample) for sample in samples[key]}
        if len(needs) == 1 and (fact_id := needs.pop()) is not None:
            one.fact_id = fact_id
            cheap.append(one)
    return sorted(cheap, key=lambda one: (-one.count, one.program_id, one.pattern))


def _need(
    one: OneQuestion, snapshot: Snapshot, book: Rulebook, night: Night, sample: tuple[str, int, int]
) -> str | None:
    """Return the one fact that would settle the program for a sampled row, where it is cheap to ask."""
    code, place, row = sample
    block = snapshot.blocks(code)[place]
    household = row if one.unit == "household" else int(np.searchsorted(block.first, row, side="right") - 1)
    needs = _needs(one, block, household, row, book, night)
    facts = {fact_id for fact_id, _ in needs}
    if len(needs) != 1:
        return None
    fact_id = facts.pop()
    return fact_id if is_cheap(fact_id, book.content) else None


def _needs(
    one: OneQuestion, block: Block, household: int, row: int, book: Rulebook, night: Night
) -> frozenset[Need]:
    asked = household_at(block, household, book.content)
    (answer,) = book.check(asked, on=night.on, programs=[one.program_id], trace=False)
    member = f"p{int(block.person_ids[row])}" if one.unit == "person" else None
    return next((subject.needs for subject in answer.subjects if subject.member_id == member), frozenset())


def is_cheap(fact_id: str, content: Content) -> bool:
    """Tell whether a person can be asked a fact, and answers it without much trouble.

    Whether another program is received already is always cheap to say.
    """
    if fact_id.startswith("receives:"):
        return True
    fact = content.facts.get(fact_id)
    return fact is not None and fact.askable and fact.question is not None and fact.burden <= CHEAP


def by_fact(found: Sequence[OneQuestion]) -> Counter[str]:
    """Return how many answers each fact would settle."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.fact_id] += one.count
    return counts
