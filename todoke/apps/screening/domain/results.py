"""The result page's content: each program with its reasons, amounts and what would settle it (判定結果の表示)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.rules.answers import AmountAnswer, Answer
from todoke.rules.citations import Citation, Standing
from todoke.rules.programs import Apply, Program
from todoke.rules.texts import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition and whether it holds, in words, with the facts it was read from and its law."""

    text: Text
    truth: bool | None
    who: Text | None
    detail: Text
    used: tuple[tuple[Text, Text], ...]
    citation: Citation
    status: Standing


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """Something that would settle a program; ``question_id`` is None where no question to the person can."""

    question_id: str | None
    words: Text


@dataclass(frozen=True, slots=True)
class Result:
    """A program's answer as it is shown."""

    program: Program
    answer: Answer
    name: Text
    in_charge: Text
    apply: Apply
    url: str
    amounts: tuple[AmountAnswer, ...]
    deciding: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    open_needs: tuple[OpenNeed, ...]
    subjects: tuple[Text, ...]
    citations: tuple[Citation, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class ConditionPage:
    """A condition as a program page shows it."""

    label: Text
    detail: Text
    citation: Citation
    status: Standing
    note: str | None


@dataclass(frozen=True, slots=True)
class AmountPage:
    """An amount as a program page shows it."""

    label: Text
    sentence: Text
    kind: str
    period: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version of a rule as a program page shows it."""

    begins: date
    ends: date | None
    is_current: bool
    conditions: tuple[ConditionPage, ...]
    amounts: tuple[AmountPage, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """A program page; ``checks`` counts how far its sources were checked."""

    program: Program
    name: Text
    in_charge: Text
    apply: Apply
    url: str
    versions: tuple[VersionPage, ...]
    citations: tuple[Citation, ...]
    checks: dict[str, int]
    note: Text | None
