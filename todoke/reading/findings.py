"""What a finder finds in one sentence, before the sentence has said what it does with it (見つけた語句)."""

from __future__ import annotations

from dataclasses import dataclass

from todoke.reading.proposals import Kind
from todoke.reading.values import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a sentence that name a condition; ``negated`` when they say that it must not hold.

    A ``generic`` finding (乳幼児 beside 「3歳未満の」) counts only where nothing more exact of its kind does.
    """

    kind: Kind
    value: Value
    start: int
    end: int
    negated: bool = False
    generic: bool = False
    note: str | None = None
