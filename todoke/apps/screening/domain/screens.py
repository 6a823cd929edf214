"""Screens: one question as a person sees it, with a control for each thing that is not known yet (画面)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from todoke.rules.bases import MONEY
from todoke.rules.facts import Boolean, Code, Date, Fact, Money, Number
from todoke.rules.household import HOUSEHOLD
from todoke.rules.texts import Text
from todoke.rules.values import Need
from todoke.rules.wording.figures import UNITS

Kind: TypeAlias = Literal["boolean", "code", "number", "money", "date"]
State: TypeAlias = Literal["known", "unknown", "declined"]
Layout: TypeAlias = Literal["topics", "municipality", "family", "fields"]

_KINDS: dict[type, Kind] = {Boolean: "boolean", Code: "code", Number: "number", Money: "money", Date: "date"}


_MEMBER_PLACE = re.compile(r"members\[(\d+)\]\.(\w+)")


@dataclass(frozen=True, slots=True)
class Option:
    """A code to choose and its words."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """A control: one fact of one member (or of the household), and what was said of it."""

    key: str
    fact_id: str
    entity: str
    who: Text | None
    kind: Kind
    options: tuple[Option, ...] = ()
    bands: tuple[tuple[int | None, int | None], ...] = ()
    unit: Text | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    latest: date | None = None
    nullable: bool = False
    value: Any = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One fact asked of one or several members."""

    fact_id: str
    label: Text
    help: Text | None
    kind: Kind
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One question."""

    question_id: str
    title: Text
    help: Text | None
    layout: Layout
    groups: tuple[Group, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return all controls of the screen."""
        return tuple(field for group in self.groups for field in group.fields)


def key_of(fact_id: str, entity: str) -> str:
    """Return the name of a control.

    >>> key_of("person.pregnant", "me")
    'person.pregnant@me'
    """
    return f"{fact_id}@{entity}"


def control_at(place: str, members: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the control that a place in a household file belongs to.

    >>> control_at("members[0].pregnant", [{"id": "me"}]), control_at("savings", [])
    ('person.pregnant@me', 'household.savings@household')
    """
    found = _MEMBER_PLACE.match(place)
    if found is None:
        return key_of(f"household.{place}", HOUSEHOLD)
    return key_of(f"person.{found[2]}", members[int(found[1])]["id"])


def need_of(key: str) -> Need:
    """Return the fact and the entity a control is about.

    >>> need_of("person.pregnant@me")
    ('person.pregnant', 'me')
    """
    fact_id, _, entity = key.rpartition("@")
    return fact_id, entity


def field_of(
    fact: Fact, entity: str, *, who: Text | None, told: Mapping[str, Any], asked: bool, on: date
) -> Field:
    """Return the control for a fact of an entity, filled with what was told of it."""
    kind = fact.type
    value = told.get(fact.name)
    declined = isinstance(value, dict) and value.get("declined") is True
    numeric = kind if isinstance(kind, Number | Money) else None
    state: State | None = (
        "declined" if declined else "known" if value is not None else "unknown" if asked else None
    )
    return Field(
        key=key_of(fact.id, entity),
        fact_id=fact.id,
        entity=entity,
        who=who,
        kind=_KINDS[type(kind)],
        options=tuple(Option(code, text) for code, text in kind.codes.items())
        if isinstance(kind, Code)
        else (),
        bands=_bands(fact.bands) if fact.bands else (),
        unit=_unit(kind),
        minimum=numeric.minimum if numeric else None,
        maximum=numeric.maximum if numeric else None,
        latest=on if isinstance(kind, Date) and kind.latest == "today" else None,
        nullable=fact.nullable,
        value=None if declined else value,
        state=state,
    )


def _unit(kind: object) -> Text | None:
    if isinstance(kind, Money):
        return UNITS["yen"] if kind.basis in MONEY else None
    return UNITS.get(kind.unit) if isinstance(kind, Number) else None


def _bands(borders: Iterable[Decimal]) -> tuple[tuple[int | None, int | None], ...]:
    """Return the bands between borders, both ends included: up to the first, …, over the last."""
    whole = [int(border) for border in borders]
    first: tuple[int | None, int | None] = (None, whole[0])
    between = [(low + 1, high) for low, high in pairwise(whole)]
    return (first, *between, (whole[-1] + 1, None))


def told_of(raw: Mapping[str, Any], entity: str) -> Mapping[str, Any]:
    """Return what was told of an entity: the household itself or the member with this id."""
    if entity == HOUSEHOLD:
        return raw
    return next((member for member in raw["members"] if member.get("id") == entity), {})
