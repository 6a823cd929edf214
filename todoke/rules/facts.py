"""The dictionary of facts: what may be known about a person or a household, and how it is asked (属性辞書)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from todoke.rules.citations import Citation
from todoke.rules.nodes import Constant, Expression
from todoke.rules.texts import Text

Identifier = Annotated[str, Field(pattern=r"^(person|household)\.[a-z][a-z0-9_]*$")]


class Sensitivity(StrEnum):
    """How far a fact may carry a message: what is sensitive never leads to a push (requirement C2)."""

    PLAIN = "plain"
    INCOME = "income"
    TAX = "tax"
    WELFARE = "welfare"
    DEBT = "debt"
    HEALTH = "health"
    DISABILITY = "disability"
    VIOLENCE = "violence"
    NATIONALITY = "nationality"
    BEREAVEMENT = "bereavement"


class Definition(BaseModel):
    """A frozen piece of content that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Boolean(Definition):
    """Yes or no."""

    kind: Literal["boolean"] = "boolean"


class Code(Definition):
    """One of a closed list of codes, each with its words."""

    kind: Literal["code"] = "code"
    codes: dict[str, Text] = Field(min_length=2)


class Number(Definition):
    """A number with its unit."""

    kind: Literal["number"] = "number"
    unit: Literal[
        "people",
        "years",
        "months",
        "weeks",
        "days",
        "hours",
        "rate",
        "points",
        "grade",
        "square_meters",
        "times",
    ]
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None


class Money(Definition):
    """Yen with their basis: 収入, 所得, 所得割額 … are never compared with one another."""

    kind: Literal["money"] = "money"
    basis: str
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None


class Date(Definition):
    """A day, perhaps known only by its month or year."""

    kind: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | Literal["today"] | None = None


FactType = Annotated[Boolean | Code | Number | Money | Date, Field(discriminator="kind")]


class Likely(Definition):
    """A typical answer and how common it is, for choosing the next question; never used as an answer."""

    value: Constant
    share: Annotated[Decimal, Field(gt=0, le=1)]


class Fact(Definition):
    """One fact of the dictionary.

    ``applies`` names when the fact can be asked at all; where it is false the fact is ``otherwise`` (or does
    not apply). A ``gate`` is a question asked before the facts whose ``applies`` rests on it: one "no" spares them
    all. Where ``assumed``, the derivation rests on assumptions that a paper may contradict; the paper then wins.
    ``derive`` works the fact out of others; a fact that is given directly wins over it.
    """

    id: Identifier
    label: Text
    question: Text | None = None
    help: Text | None = None
    type: FactType
    nullable: bool = False
    applies: Expression | None = None
    otherwise: Constant | None = None
    derive: Expression | None = None
    assumed: bool = False
    askable: bool = True
    gate: bool = False
    sensitivity: Sensitivity = Sensitivity.PLAIN
    burden: Annotated[int, Field(ge=1, le=5)] = 1
    known_by: tuple[
        Literal["person", "municipality", "employer", "school", "doctor", "insurer", "tax_office"], ...
    ] = ("person",)
    valid_for_months: int | None = None
    likely: tuple[Likely, ...] = ()
    bands: tuple[Decimal, ...] = ()
    cite: Citation | None = None
    note: str | None = None

    @property
    def entity(self) -> str:
        """The kind of thing the fact belongs to: ``person`` or ``household``."""
        return self.id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The fact's key in a household file, where the entity is plain from the place."""
        return self.id.split(".", 1)[1]
