"""Programs (制度): what a person can receive, with dated versions of the rule, and municipal overlays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from todoke.rules.citations import Citation, Standing
from todoke.rules.facts import Boolean, Code, Definition, Money, Number
from todoke.rules.nodes import Expression
from todoke.rules.parameters import Dated
from todoke.rules.texts import Text

ProgramId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Reach(StrEnum):
    """Sensitivity class of a program (requirement C2): how it may come to a person's eyes."""

    PUSH = "push"
    """May be told first, from facts such as a child's age."""
    SHELF = "shelf"
    """Stands quietly on the person's own shelf; never sent."""
    SEARCH = "search"
    """Appears only when the person, or a supporter, looks for it."""


class Topic(StrEnum):
    """The topic a program belongs to (分野)."""

    CHILDREN = "children"
    CHILDCARE = "childcare"
    MATERNITY = "maternity"
    EDUCATION = "education"
    IMMUNIZATION = "immunization"
    HEALTH = "health"
    DISABILITY = "disability"
    WORK = "work"
    LIVELIHOOD = "livelihood"
    HOUSING = "housing"
    PENSION = "pension"
    ELDERLY = "elderly"
    DEATH = "death"
    DISASTER = "disaster"


class LifeEvent(StrEnum):
    """A life event (ライフイベント) a program belongs to."""

    PREGNANCY = "pregnancy"
    BIRTH = "birth"
    CHILD_REARING = "child_rearing"
    SCHOOL = "school"
    MOVING = "moving"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    ILLNESS = "illness"
    DISABILITY = "disability"
    JOB_LOSS = "job_loss"
    RETIREMENT = "retirement"
    CARE = "care"
    DEATH = "death"
    DISASTER = "disaster"


class Condition(Definition):
    """One condition of a rule with its words, its source and how it stands in that source."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: Text
    when: Expression
    cite: Citation
    status: Standing = Standing.STATED
    note: str | None = None


class Amount(Definition):
    """What is paid, reduced, lent or given, as a number expression; ``value`` is left out where none is promised."""

    id: str = Field(default="amount", pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: Text
    kind: Literal["cash", "reduction", "in_kind", "loan"] = "cash"
    unit: Literal["yen", "percent", "hours", "days", "times"] = "yen"
    period: Literal["month", "year", "once", "day", "hour", "school_year"] = "month"
    months: int | None = Field(default=None, ge=1, le=11)
    """For a monthly amount that ends within a year: for how many months it is paid as a rule."""
    when: Expression | None = None
    value: Expression | None = None
    cite: Citation | None = None
    note: str | None = None


class Deadline(Definition):
    """By when one must apply: a number of days or months from an event, or a date in words."""

    text: Text
    event: str | None = None
    days: int | None = None
    months: int | None = None
    years: int | None = None
    first_day_counts: bool = False
    rolls_to_working_day: bool | None = None
    cite: Citation | None = None


class Apply(Definition):
    """Where and how to apply."""

    where: Text
    how: Text | None = None
    channels: tuple[
        Literal["counter", "post", "online", "phone", "employer", "school", "hospital", "automatic", "none"],
        ...,
    ] = ("counter",)
    url: str | None = None


class LocalParameter(Definition):
    """A value each municipality sets for itself."""

    label: Text
    type: Annotated[Boolean | Code | Number | Money, Field(discriminator="kind")]


class Program(Definition):
    """The envelope of a program: everything but its dated rule."""

    id: ProgramId
    name: Text
    title: Text
    summary: Text
    keywords: tuple[str, ...] = ()
    level: Literal["nation", "metropolis", "municipality", "other"]
    topics: tuple[Topic, ...] = Field(min_length=1)
    life_events: tuple[LifeEvent, ...] = ()
    in_charge: Text
    subject: Literal["household", "person"]
    reach: Reach
    reach_reason: str | None = None
    documents: tuple[Text, ...] = ()
    apply: Apply
    deadline: Deadline | None = None
    url: str
    review_on: date
    area: tuple[str, ...] = ()
    began: date | None = None
    offered_everywhere: bool = True
    local: dict[str, LocalParameter] = Field(default_factory=dict)
    excludes: tuple[ProgramId, ...] = ()
    sources: tuple[Citation, ...] = ()
    note: Text | None = None


class Effective(Definition):
    """The days a version is in force, both included."""

    from_: date = Field(alias="from")
    to: date | None = None


class Version(Definition):
    """The rule of a program for a period.

    ``among`` cuts the members a person program could be about at all (it is no condition and is not shown);
    every condition must hold.
    """

    effective: Effective
    among: Expression | None = None
    conditions: tuple[Condition, ...] = Field(min_length=1)
    amounts: tuple[Amount, ...] = ()
    note: Text | None = None

    def expressions(self) -> Iterator[tuple[str, Any, bool]]:
        """Yield each expression with what it is called and whether it must be a condition."""
        if self.among is not None:
            yield "among", self.among, True
        for condition in self.conditions:
            yield f"条件 {condition.id}", condition.when, True
        for amount in self.amounts:
            if amount.when is not None:
                yield f"金額 {amount.id} の when", amount.when, True
            if amount.value is not None:
                yield f"金額 {amount.id}", amount.value, False

    @model_validator(mode="after")
    def _check_ids(self) -> Version:
        for named in (self.conditions, self.amounts):
            ids = [item.id for item in named]
            if len(set(ids)) != len(ids):
                raise ValueError(
                    f"id が重なっています: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}"
                )
        return self


class ProgramOverlay(Definition):
    """What one municipality changes in a template: words, local values, added conditions (制度変更区分 0, 1, 2)."""

    change: Literal[0, 1, 2] = 0
    offered: bool | None = None
    name: Text | None = None
    in_charge: Text | None = None
    apply: Apply | None = None
    url: str | None = None
    local: dict[str, tuple[Dated, ...]] = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    cite: Citation | None = None
    note: Text | None = None


class Overlay(Definition):
    """Everything one municipality says about its programs."""

    municipality: str = Field(pattern=r"^\d{6}$")
    url: str | None = None
    programs: dict[str, ProgramOverlay] = Field(default_factory=dict)
