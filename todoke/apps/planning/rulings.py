"""The rules of notices as they stand now: families opened and exceptions granted by two people, rules stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from django.conf import settings

from todoke.apps.planning.models import FamilyOpening, ReachLift
from todoke.rules import yamlfile
from todoke.rules.content import Content
from todoke.rules.household import receives
from todoke.telling.channels import bits_of
from todoke.telling.families import Families, load_families
from todoke.telling.planner import REACHES, RuleColumns
from todoke.telling.reach import Decision, Lift, Reached, decide
from todoke.telling.rules import NoticeRules, load_rules, topic_bits


@dataclass(frozen=True, slots=True)
class Rulings:
    """Everything a plan is made by."""

    content: Content
    rules: NoticeRules
    families: Families
    """As they ship: opened everywhere."""
    openings: Mapping[str, frozenset[str]]
    """By municipality ("" everywhere) the families two people opened."""
    lifts: Mapping[str, Lift]
    stopped: frozenset[tuple[str, str]]
    on: date
    _known: dict[tuple[str, str], Reached] = field(default_factory=dict, compare=False, repr=False)

    @property
    def programs(self) -> tuple[str, ...]:
        """Return the programs in the order of their places in columns."""
        return tuple(sorted(self.content.programs))

    @property
    def mark(self) -> str:
        """Return a SHA-256 of everything that decides, apart from people."""
        said = {
            "rules": self.rules.mark,
            "open": sorted(self.families.opened),
            "openings": {area: sorted(names) for area, names in sorted(self.openings.items())},
            "lifts": {name: [lift.to, str(lift.ends_on)] for name, lift in sorted(self.lifts.items())},
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def reached(self, program_id: str, area: str = "") -> Reached:
        """Return how far a program reaches in a municipality."""
        if (program_id, area) not in self._known:
            names = self.openings.get("", frozenset()) | self.openings.get(area, frozenset())
            families = self.families.opened_too(names)
            found = decide(self.content, program_id, on=self.on, families=families, lifts=self.lifts)
            self._known[program_id, area] = found
        return self._known[program_id, area]

    def items_of(self, program_id: str) -> tuple[str, ...]:
        """Return what a person must have agreed to before a program is told: the facts its answer rests on.

        Facts that are worked out stand for what they are worked out of.
        """
        facts = self.reached(program_id).facts
        return tuple(sorted(fact for fact in facts if self._is_item(fact)))

    def _is_item(self, fact_id: str) -> bool:
        if fact_id.startswith(("members:", receives(""), "event:")):
            return False
        fact = self.content.facts.get(fact_id)
        return fact is not None and (fact.derive is None or fact.assumed)

    def columns(self, programs: Collection[str]) -> tuple[RuleColumns, tuple[str, ...]]:
        """Return the rules in columns, and the items their masks are of, for some programs; others reach nobody."""
        areas = tuple(sorted(area for area in self.openings if area))
        items = tuple(sorted({item for one in programs for item in self.items_of(one)}))
        reach = np.full((len(areas) + 1, len(self.programs)), REACHES.index("search"), np.uint8)
        needed = np.zeros((len(self.programs), len(items)), np.bool_)
        topics = np.zeros(len(self.programs), np.int64)
        for place, program_id in enumerate(self.programs):
            topics[place] = topic_bits(self.content.programs[program_id].program)
            if program_id not in programs:
                continue
            for row, area in enumerate(("", *areas)):
                reach[row, place] = REACHES.index(self.reached(program_id, area).decision.value)
            needed[place] = np.isin(items, self.items_of(program_id))
        rules = tuple(self.rules)
        stopped = {
            (self.rules.place[rule], int(area or 0))
            for rule, area in self.stopped
            if rule in self.rules.place
        }
        return RuleColumns(
            reach=reach,
            areas=np.array([int(area) for area in areas], np.int32),
            items=needed,
            topics=topics,
            channels=np.array([bits_of(rule.channels) for rule in rules], np.uint8),
            outside=np.array([rule.outside_budget for rule in rules], np.bool_),
            stopped=frozenset(stopped),
        ), items


def rulings(
    content: Content, *, on: date, stopped: Collection[tuple[str, str]] = (), folder: Path | None = None
) -> Rulings:
    """Return the rules of notices as they stand on a day."""
    data = folder or Path(settings.DATA_DIR)
    return Rulings(
        content=content,
        rules=load_rules(data, content),
        families=load_families(data, content),
        openings=_openings(),
        lifts=lifts_on(on, folder=data),
        stopped=frozenset(stopped),
        on=on,
    )


def _openings() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    open_now = FamilyOpening.objects.filter(opened_at__isnull=False, closed_at__isnull=True)
    for area, family in open_now.values_list("area", "family"):
        found[area] = found.get(area, frozenset()) | {family}
    return found


def lifts_on(on: date, *, folder: Path | None = None) -> dict[str, Lift]:
    """Return the exceptions in force on a day, by program: those that ship, and those granted at the desk."""
    shipped = yamlfile.read((folder or Path(settings.DATA_DIR)) / "notices" / "lifts.yaml") or ()
    found = [
        Lift(
            raw["program_id"],
            Decision(raw["to"]),
            raw["reason"],
            raw["first"],
            raw["second"],
            date.fromisoformat(str(raw["ends_on"])),
        )
        for raw in shipped
    ]
    found += [_lift(row) for row in _granted()]
    return {lift.program_id: lift for lift in found if lift.holds(on)}


def _granted() -> Sequence[ReachLift]:
    rows = ReachLift.objects.filter(published_at__isnull=False, ended_at__isnull=True)
    return list(rows.select_related("first_by", "second_by").order_by("pk"))


def _lift(row: ReachLift) -> Lift:
    second = "" if row.second_by is None else f"account:{row.second_by.pk}"
    first = f"account:{row.first_by.pk}"
    return Lift(row.program_id, Decision(row.to), row.reason, first, second, row.ends_on)
