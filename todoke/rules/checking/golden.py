"""Golden households: worked cases whose answer the law gives, compared with what the rules answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, ValidationError

from todoke.rules.answers import Answer, Outcome
from todoke.rules.evaluation.run import exact
from todoke.rules.facts import Definition
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import SituationError, read_household

Bound = Decimal | None


class Expected(Definition):
    """What the law answers for a golden household."""

    outcome: Outcome
    amounts: dict[str, Decimal | tuple[Bound, Bound]] = Field(default_factory=dict)
    deciding: str | None = None
    needs: tuple[str, ...] = ()
    subjects: tuple[str, ...] | None = None


class Golden(Definition):
    """A golden household; ``kind`` may say which side of the law it shows."""

    name: str
    on: date
    household: dict[str, Any]
    expect: Expected
    kind: Literal["yes", "no", "boundary", "unknown"] | None = None
    cite: Any = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A golden household whose answer is not the expected one."""

    program_id: str
    name: str
    message: str

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.program_id}: 「{self.name}」 {self.message}"


def check_golden(rulebook: Rulebook, program_id: str) -> Iterator[Failure]:
    """Yield what is wrong with the golden households of a program."""
    loaded = rulebook.content.programs.get(program_id)
    if loaded is None:
        return
    if len(loaded.golden) < FEWEST:
        yield Failure(
            program_id, "golden.yaml", f"模範世帯が{len(loaded.golden)}件です。{FEWEST}件以上書いてください"
        )
    for raw in loaded.golden:
        name = str(raw.get("name", "?")) if isinstance(raw, dict) else "?"
        try:
            golden = Golden.model_validate(raw)
            household = read_household(golden.household, rulebook.content, on=golden.on)
        except (ValidationError, SituationError) as error:
            yield Failure(program_id, name, f"読めません: {error}")
            continue
        answer = rulebook.check(household, on=golden.on, programs=[program_id])[0]
        for message in _differences(golden.expect, answer):
            yield Failure(program_id, name, message)


FEWEST = 4


def _differences(expected: Expected, answer: Answer) -> Iterator[str]:
    if answer.outcome is not expected.outcome:
        told = answer.message or f"足りない属性: {sorted(need for need, _ in answer.needs)}"
        yield f"{expected.outcome} のはずが {answer.outcome}({told})"
        return
    found = {one.amount.id: (one.low, one.high) for one in answer.amounts}
    for amount_id, wanted in expected.amounts.items():
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        bounds = (None if low is None else exact(low), None if high is None else exact(high))
        if found.get(amount_id) != bounds:
            yield f"金額 {amount_id} は {_bounds(bounds)} のはずが {_bounds(found.get(amount_id))}"
    if expected.deciding is not None:
        deciding = {condition.id for subject in answer.subjects for condition in subject.deciding}
        if expected.deciding not in deciding:
            yield f"決め手は {expected.deciding} のはずが {sorted(deciding)}"
    missing = set(expected.needs) - {need for need, _ in answer.needs}
    if missing:
        yield f"{sorted(missing)} を尋ねるはずが、尋ねるのは {sorted({need for need, _ in answer.needs})}"
    if expected.subjects is not None:
        who = {str(one.member_id) for one in answer.subjects if one.outcome is Outcome.ELIGIBLE}
        if who != set(expected.subjects):
            yield f"対象は {sorted(expected.subjects)} のはずが {sorted(who)}"


def _bounds(bounds: tuple[Any, Any] | None) -> str:
    if bounds is None:
        return "なし"
    low, high = bounds
    return f"{low}" if low == high else f"{low}〜{high}"
