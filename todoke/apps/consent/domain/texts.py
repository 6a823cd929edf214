"""The words shown when items are asked for (同意の文), by purpose and version, from data/items/texts.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from todoke.apps.consent.domain.purposes import Purpose
from todoke.rules.texts import Text

_FILE = Path(__file__).resolve().parents[4] / "data" / "items" / "texts.yaml"
LONGEST_LINE = 80
LONGEST_DAYS = 730
"""Two years: nothing that was agreed to holds longer without being asked again."""
_SIGNS_A_MINUTE = 400
"""How fast Japanese is read on a screen, for the time that is shown; an estimate of ours, on the slow side."""


@dataclass(frozen=True, slots=True)
class Told:
    """One version of the words of one purpose."""

    purpose: Purpose
    version: int
    days: int
    line: Text
    long: Text

    def until(self, on: date) -> date:
        """Return the last day of a consent given on this day."""
        return on + timedelta(days=self.days)

    @property
    def seconds(self) -> int:
        """Return about how long it takes to read both, in seconds, in steps of ten."""
        signs = len(self.line.ja) + len(self.long.ja)
        return max(10, -(-signs * 60 // (_SIGNS_A_MINUTE * 10)) * 10)


@cache
def texts() -> tuple[Told, ...]:
    """Return every version, oldest first; raises ValueError for a line that is too long or a wrong version."""
    found: list[Told] = []
    for one in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        told = Told(
            Purpose(one["purpose"]), one["version"], one["days"], Text(**one["line"]), Text(**one["long"])
        )
        if not 0 < told.days <= LONGEST_DAYS:
            raise ValueError(f"{_FILE.name}: {told.purpose} は長くても{LONGEST_DAYS}日までです")
        if len(told.line.ja) > LONGEST_LINE or len(told.line.in_language("en")) > LONGEST_LINE:
            raise ValueError(f"{_FILE.name}: {told.purpose} の短い文は{LONGEST_LINE}文字までです")
        if told.version != 1 + sum(other.purpose is told.purpose for other in found):
            raise ValueError(f"{_FILE.name}: {told.purpose} の版は1から順に書いてください")
        found.append(told)
    return tuple(found)


def text_of(purpose: Purpose, version: int | None = None) -> Told:
    """Return the words of a purpose, the latest ones without a version; raises LookupError."""
    fitting = [one for one in texts() if one.purpose is purpose and version in (None, one.version)]
    if not fitting:
        raise LookupError("no such words of consent")
    return fitting[-1]
