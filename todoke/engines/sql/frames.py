"""Where an expression stands: which row is the member, and who is the subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from todoke.engines.sql.script import Level, Script
from todoke.engines.sql.values import Truth, Value
from todoke.rules import nodes as n
from todoke.rules.walking import walk


@dataclass(frozen=True, slots=True)
class Frame:
    """The row an expression is about, and its subject: nobody (the household), the member itself, or another."""

    level: Level
    subject: Literal["none", "self", "pair"] = "none"


OF_HOUSEHOLD = Frame("household")
OF_PERSON = Frame("person")
OF_SUBJECT = Frame("person", "self")
OF_PAIR = Frame("pair", "pair")


def depends_on_subject(expression: Any) -> bool:
    """Tell whether an expression speaks of the subject anywhere."""
    return any(isinstance(node, n.FactOf) and node.of == "subject" for node in walk(expression))


def frame_of(expression: Any, frame: Frame) -> Frame:
    """Return the plainest frame in which an expression means the same, so that it is worked out once."""
    if frame.subject == "none" or depends_on_subject(expression):
        return frame
    return OF_HOUSEHOLD if frame.level == "household" else OF_PERSON


class Translates(Protocol):
    """What facts and quantifiers need of whoever translates expressions."""

    script: Script
    on: date

    def translate(self, expression: Any, frame: Frame, local: Any = None) -> Value:
        """Return the value of an expression in a frame."""
        ...

    def truth(self, expression: Any, frame: Frame, local: Any = None) -> Truth:
        """Return an expression as a truth value; what does not apply is false."""
        ...

    def as_truth(self, value: Value) -> Truth:
        """Return a value as a truth value."""
        ...

    def given_column(self, fact_id: str) -> tuple[str | None, bool]:
        """Return the column of what was said of a fact, and whether it may be rough."""
        ...
