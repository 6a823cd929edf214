"""The few words synthetic programs are written with: rule nodes as a YAML file would hold them, and a sketch."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

Tree: TypeAlias = dict[str, Any]
Choice = TypeVar("Choice")

AGE: Tree = {"age": {}}
MONTHS: Tree = {"age": {"unit": "months"}}
SCHOOL: Tree = {"school_age": {}}
EXEMPT: Tree = {"fact": "household.residence_tax_exempt"}
WELFARE: Tree = {"fact": "household.receives_welfare"}
REGISTERED: Tree = {"fact": "person.resident_registered"}
ONE_YEAR: Tree = {"fact": "household.tokyo_one_year"}
AT_HOME: Tree = {"not": {"fact": "person.in_institution"}}
ELEMENTARY = ["elementary_public", "elementary_private"]
JUNIOR = ["junior_public", "junior_private"]
HIGH = ["high_public", "high_private", "high_public_correspondence", "high_private_correspondence"]
CARE = ["care1", "care2", "care3", "care4", "care5"]
HEAVY_CARE = ["care3", "care4", "care5"]
TOGETHER: Tree = {
    "any": [{"eq": [{"fact": "person.relation"}, "self"]}, {"fact": "person.lives_together"}],
}

Part: TypeAlias = tuple[str, Tree]
"""The words of a condition and its tree."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A program as one municipality made it up: the rest of its file is the same for all."""

    name: str
    subject: str
    topic: str
    parts: tuple[Part, ...]
    amounts: tuple[Tree, ...] = ()
    among: Tree | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What one municipality decides for itself, from a chance of its own."""

    chance: random.Random

    def pick(self, options: Sequence[Choice]) -> Choice:
        """Return one of the options."""
        return self.chance.choice(options)

    def says(self, share: float) -> bool:
        """Tell whether the municipality belongs to such a share of them."""
        return self.chance.random() < share


Maker: TypeAlias = Callable[[Draw], Sketch]


def fact(name: str) -> Tree:
    return {"fact": name}


def eq(left: Any, right: Any) -> Tree:
    return {"eq": [left, right]}


def ge(left: Any, right: Any) -> Tree:
    return {"ge": [left, right]}


def le(left: Any, right: Any) -> Tree:
    return {"le": [left, right]}


def lt(left: Any, right: Any) -> Tree:
    return {"lt": [left, right]}


def among(name: str, codes: Sequence[str]) -> Tree:
    return {"in": [fact(name), list(codes)]}


def between(value: Tree, low: Any, high: Any) -> Tree:
    return {"between": {"value": value, "from": low, "to": high}}


def some(who: str, where: Tree) -> Tree:
    return {"exists": {"who": who, "where": where}}


def number_of(who: str, where: Tree) -> Tree:
    return {"count": {"who": who, "where": where}}


def each(who: str, value: Tree) -> Tree:
    return {"every": {"who": who, "value": value}}


def summed(who: str, value: Tree, where: Tree | None = None) -> Tree:
    return {"total": {"who": who, "value": value} | ({} if where is None else {"where": where})}


def rank_under(age: int) -> Tree:
    """The place among brothers and sisters who are not above a school-year age."""
    return {"rank": {"who": "siblings_and_self", "where": le(SCHOOL, age)}}


def cases(*branches: tuple[Tree, Any], otherwise: Any) -> Tree:
    """The value of the first branch that holds."""
    return {"case": [{"when": when, "then": then} for when, then in branches] + [{"then": otherwise}]}


def table(name: str, key: Any) -> Tree:
    return {"table": name, "key": key}


def capped(value: Tree, rate: str, cap: int) -> Tree:
    """A share of a cost, under 1,000 yen cut off, up to a cap."""
    share = {"multiply": [value, float(rate)]}
    return {"min": [{"round": {"value": share, "to": 1000, "mode": "down"}}, cap]}


def household_income() -> Tree:
    """The total income of all who live together."""
    return summed("everyone", fact("person.total_income"), TOGETHER)


def pay(value: Any, period: str = "once", **more: Any) -> Tree:
    """An amount in yen; ``more`` sets another kind or unit."""
    return {"label": {"ja": "金額"}, "period": period, "value": value} | more
