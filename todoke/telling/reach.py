"""How far a program may reach (どこまで届けるか): pushed, laid on the shelf, or found by searching only."""

from dataclasses import dataclass
from enum import StrEnum

from todoke.rules.facts import Sensitivity


class Decision(StrEnum):
    """How far; stored under these words for ever."""

    PUSH = "push"
    SHELF = "shelf"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Path:
    """One way on which a fact reaches a program's answer, through conditions, derived facts, programs, overlays."""

    program_id: str
    fact: str
    via: tuple[str, ...]
    sensitivity: Sensitivity
