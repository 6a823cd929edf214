"""Questions as people see them: one screen that settles one or several facts (質問)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from todoke.rules.facts import Definition, Identifier
from todoke.rules.nodes import Expression, Who
from todoke.rules.texts import Text


class Question(Definition):
    """One screen: the facts it settles and, for facts of persons, which members it asks about.

    With ``together`` all its facts are asked at once as soon as one is needed, if any open program rests on them.
    ``who`` is seen from the applicant; ``where`` leaves out members it is certainly not about.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    facts: tuple[Identifier, ...] = Field(min_length=1)
    who: Who = "everyone"
    where: Expression | None = None
    title: Text
    help: Text | None = None
    together: bool = False
    burden: Annotated[int, Field(ge=1, le=5)] = 1
