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
    """Return a head as a part's index tells it; the same for parts that tell the same."""
    amounts = json.dumps(raw["amounts"]) if raw["amounts"] else ""
    return _head(*(raw[name] for name in _TOLD), amounts)


_TOLD: Final = ("program", "unit", "version", "outcome", "message", "detailed", "reasons", "nobody")


@lru_cache(maxsize=16384)
def _head(
    program_id: str,
    unit: str,
    version: str | None,
    outcome: str | None,
    message: str | None,
    detailed: bool,
    reasons: bool,
    nobody: bool,
    amounts: str,
) -> Head:
    of = tuple(_amount(**one) for one in json.loads(amounts)) if amounts else ()
    return Head(
        program_id=program_id,
        unit=unit,
        version=None if version is None else date.fromisoformat(version),
        outcome=None if outcome is None else Outcome(outcome),
        message=message,
        detailed=detailed,
        reasons=reasons,
        nobody=nobody,
        amounts=of,
        amounts_key=amounts,
        amount_ids=tuple(one.id for one in of),
        in_yen=tuple(one.unit == "yen" for one in of),
    )


@lru_cache(maxsize=4096)
def _amount(*, label: str, **said: Any) -> Amount:
    return Amount(label=Text(ja=label), **said)
