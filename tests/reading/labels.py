"""The labeled phrases, and how the reader's answers are counted against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from todoke.reading.proposals import Reading
from todoke.reading.reader import read

PHRASES = Path(__file__).parent / "phrases"
DEVELOPMENT = (
    "development",
    "development-traps",
    "development-texts",
    "development-texts-2",
    "development-texts-3",
    "development-blind",
    "development-blind-2",
)
BLIND = ("blind",)
"""Written by a hand that had not seen the reader, and scored once: what new wording is read like."""
HELD_OUT = ("held-out", "held-out-traps", "held-out-texts")


@dataclass(frozen=True)
class Phrase:
    """A phrase with the conditions it states, in written form."""

    text: str
    expected: frozenset[str]
    field: str = "conditions"

    def read(self) -> Reading:
        return read({self.field: self.text})


@dataclass
class Score:
    """How many conditions were found rightly, wrongly, and missed, per kind."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def kinds(self) -> list[str]:
        return sorted(self.right | self.wrong | self.missed)

    def precision(self, *kinds: str) -> float:
        chosen = kinds or tuple(self.kinds)
        right, wrong = sum(self.right[k] for k in chosen), sum(self.wrong[k] for k in chosen)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, *kinds: str) -> float:
        chosen = kinds or tuple(self.kinds)
        right, missed = sum(self.right[k] for k in chosen), sum(self.missed[k] for k in chosen)
        return right / (right + missed) if right + missed else 1.0


def phrases(*names: str) -> list[Phrase]:
    """Return the phrases of these files."""
    found = []
    for name in names:
        for row in yaml.safe_load((PHRASES / f"{name}.yaml").read_text(encoding="utf-8")):
            text, expected, *where = row
            codes = frozenset(plain(code.strip()) for code in expected.split(";") if code.strip())
            found.append(Phrase(text, codes, *where))
    return found


def plain(code: str) -> str:
    """Return a written form without ends that restrict nobody: 「0歳から」 says nothing of a lower end."""
    return code.replace("[0,", "[,").replace("m[,) & ", "")


def kind_of(code: str) -> str:
    return code.removeprefix("-").split(" ", 1)[0]


def score(labeled: Iterable[Phrase]) -> Score:
    """Return how the reader does; an exclusion read as a requirement counts as wrong and as missed."""
    total = Score()
    for phrase in labeled:
        found = {plain(one.code) for one in phrase.read().proposals}
        total.right.update(kind_of(code) for code in found & phrase.expected)
        total.wrong.update(kind_of(code) for code in found - phrase.expected)
        total.missed.update(kind_of(code) for code in phrase.expected - found)
    return total
