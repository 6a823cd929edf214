"""How well records are kept (登録の質): a score from 0 to 100 that rises when they are repaired.

The measures and their weights are data (data/registry/quality.yaml). Each asks of one record whether something is
as it should be; the score of a body is the weighted mean of the shares of its records that are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from todoke.base.periods import end_of_months
from todoke.rules import yamlfile
from todoke.rules.facts import Definition
from todoke.rules.texts import Text

Plain = Mapping[str, Any]


class Measure(Definition):
    """One thing that is measured."""

    key: str
    weight: int = Field(ge=1)
    applies: Literal["any", "program", "procedure"] = "any"
    label: Text
    why: str


class Quality(Definition):
    """What is measured, and how much each part counts."""

    stale_after_months: int = Field(ge=1)
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_keys(self) -> Quality:
        if unknown := {each.key for each in self.measures} - JUDGES.keys():
            raise ValueError(f"知らない測り方です: {'、'.join(sorted(unknown))}")
        return self


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a record beside its content."""

    on: date
    dead: Collection[str] = ()
    """Addresses known to be dead."""
    stale_after_months: int = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the records a measure is asked of meet it."""

    measure: Measure
    met: int
    asked: int

    @property
    def share(self) -> Fraction | None:
        """The share, None where it is asked of none."""
        return Fraction(self.met, self.asked) if self.asked else None

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded down: 100 only when all are as they should be."""
        return None if self.share is None else int(self.share * 100)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a set of records with what it is made of."""

    records: int
    rates: tuple[Rate, ...]

    @property
    def points(self) -> int | None:
        """The score from 0 to 100, rounded down; None without records."""
        told = [(rate.measure.weight, rate.share) for rate in self.rates if rate.share is not None]
        whole = sum(weight for weight, _ in told)
        return int(sum(weight * share for weight, share in told) * 100 / whole) if whole else None


def score(contents: Iterable[tuple[Plain, Seen]], quality: Quality) -> Score:
    """Return the score of records given as plain content (``as_json``)."""
    asked = dict.fromkeys((each.key for each in quality.measures), 0)
    met = dict(asked)
    count = 0
    for plain, seen in contents:
        count += 1
        for measure in quality.measures:
            if measure.applies not in ("any", plain["kind"]):
                continue
            asked[measure.key] += 1
            met[measure.key] += JUDGES[measure.key](plain, seen)
    return Score(count, tuple(Rate(each, met[each.key], asked[each.key]) for each in quality.measures))


def unmet(plain: Plain, seen: Seen, quality: Quality) -> list[Measure]:
    """Return the measures one record does not meet: what repairing it would gain."""
    return [
        each
        for each in quality.measures
        if each.applies in ("any", plain["kind"]) and not JUDGES[each.key](plain, seen)
    ]


def load_quality(path: Path) -> Quality:
    """Read the measures. Raises pydantic's ValidationError or YamlError."""
    return Quality.model_validate(yamlfile.read(path))


def _links(plain: Plain, seen: Seen) -> bool:
    urls = [link["url"] for link in plain.get("links", ())]
    return bool(urls) and not any(url in seen.dead for url in urls)


def _checked(plain: Plain, seen: Seen) -> bool:
    checked_on = plain.get("checked_on")
    if checked_on is None:
        return False
    return seen.on <= end_of_months(seen.stale_after_months, counted_from=date.fromisoformat(checked_on))


def _periods_hold(plain: Plain, seen: Seen) -> bool:
    return not any(is_over(period, seen.on) for period in plain.get("periods", ()))


def is_over(period: Mapping[str, Any], on: date) -> bool:
    """Tell whether a plain period has ended for good; the yearly ones come again."""
    last = period.get("to") if period.get("kind") == "range" else period.get("latest")
    return period.get("kind") in ("range", "budget") and last is not None and date.fromisoformat(last) < on


def _ages(plain: Plain, _: Seen) -> bool:
    # A band without ends says "all ages"; words alone say nothing to a machine.
    return bool(plain.get("rules")) or bool(plain.get("target", {}).get("ages"))


def _conditions(plain: Plain, _: Seen) -> bool:
    target = plain.get("target", {})
    return bool(plain.get("rules")) or not target.get("conditions")


def _amount(plain: Plain, _: Seen) -> bool:
    amounts = plain.get("support", {}).get("amounts", ())
    return any(one.get("yen") is not None or one.get("text") for one in amounts)


def _documents(plain: Plain, _: Seen) -> bool:
    return bool(plain.get("documents"))


def _online(plain: Plain, _: Seen) -> bool:
    digital = plain.get("digital", {})
    if digital.get("url") or digital.get("reason_kind") or digital.get("state") == "exempt":
        return True
    return any(one["kind"] == "online" and one.get("url") for one in plain.get("channels", ()))


def _contact(plain: Plain, _: Seen) -> bool:
    return any(
        one.get("phone") or one.get("email") or one.get("url") or one.get("address")
        for one in plain.get("contacts", ())
    )


def _period(plain: Plain, _: Seen) -> bool:
    return any(
        one.get("purpose", "apply") == "apply" and one["kind"] != "unreadable"
        for one in plain.get("periods", ())
    )


JUDGES: dict[str, Callable[[Plain, Seen], bool]] = {
    "links": _links,
    "checked": _checked,
    "periods_hold": _periods_hold,
    "ages": _ages,
    "conditions": _conditions,
    "amount": _amount,
    "documents": _documents,
    "online": _online,
    "contact": _contact,
    "period": _period,
}
"""What each measure asks of one record."""
