"""What a part says of a program once for all blocks it is alike in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount
from todoke.rules.texts import Text

PLANES: Final = 4
"""Possible, open, failed, not encoded."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a part says of a program once for all blocks it is alike in."""

    program_id: str
    unit: Any
    version: date | None
    outcome: Outcome | None
    message: str | None
    detailed: bool
    reasons: bool
    nobody: bool
    """Everybody was answered, and nobody may be eligible."""
    amounts: tuple[Amount, ...]
    amounts_key: str
    """The amounts as they are written: compared in their place, which takes no time."""
    amount_ids: tuple[str, ...]
    in_yen: tuple[bool, ...]
    """Which of the amounts are money."""

    @property
    def containers(self) -> int:
        """The number of containers the program has in a block."""
        if self.nobody or self.outcome is not None:
            return 0
        return PLANES + 2 * self.reasons + 3 * len(self.amounts)


def head_of(raw: Mapping[str, Any]) -> Head:
    """Return a head as a part's index tells it."""
    amounts = tuple(_amount(**one) for one in raw["amounts"])
    return Head(
        program_id=raw["program"],
        unit=raw["unit"],
        version=None if raw["version"] is None else date.fromisoformat(raw["version"]),
        outcome=None if raw["outcome"] is None else Outcome(raw["outcome"]),
        message=raw["message"],
        detailed=raw["detailed"],
        reasons=raw["reasons"],
        nobody=raw["nobody"],
        amounts=amounts,
        amounts_key=json.dumps(raw["amounts"]) if amounts else "",
        amount_ids=tuple(amount.id for amount in amounts),
        in_yen=tuple(amount.unit == "yen" for amount in amounts),
    )


@lru_cache(maxsize=4096)
def _amount(*, label: str, **said: Any) -> Amount:
    return Amount(label=Text(ja=label), **said)
