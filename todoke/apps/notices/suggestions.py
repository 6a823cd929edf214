"""What may be suggested to somebody who has decided nothing yet (提案): shown, never on."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field, TypeAdapter

from todoke.apps.people.models import Person
from todoke.rules import yamlfile
from todoke.rules.facts import Definition
from todoke.rules.programs import Topic


class AgeGroup(Definition):
    """What people of an age wished for in a survey: what there is of it here, and what is missing."""

    from_age: int = Field(alias="from")
    until_age: int = Field(alias="until")
    asked: int
    """How many of that age were asked."""
    topics: tuple[Topic, ...] = ()
    missing: tuple[str, ...] = ()


def suggestion_for(person: Person, *, on: date) -> AgeGroup | None:
    """Return what people of the same age wished for; None where the age is not surely within one group."""
    oldest, youngest = (_age(day, on) for day in (person.birth_low, person.birth_high))
    fitting = (
        one
        for one in suggestions()
        if one.from_age <= youngest <= one.until_age and one.from_age <= oldest <= one.until_age
    )
    return next(fitting, None)


def suggestions() -> tuple[AgeGroup, ...]:
    """Return all groups, youngest first."""
    return _read(Path(settings.DATA_DIR) / "notices" / "suggestions.yaml")


@lru_cache(maxsize=2)
def _read(path: Path) -> tuple[AgeGroup, ...]:
    return TypeAdapter(tuple[AgeGroup, ...]).validate_python(yamlfile.read(path))


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
