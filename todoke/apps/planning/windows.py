"""Whose day it is to be told what comes up for many at once (知らせる日), and how far a night must look for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from todoke.apps.planning.queries.reception import Milestone, Reception
from todoke.apps.planning.rulings import Rulings
from todoke.nights.ahead.approaching import Ahead
from todoke.nights.ahead.soon import Soon
from todoke.nights.stored.entitled import Entitled
from todoke.residents.block import Array
from todoke.telling.rules import NoticeRule
from todoke.telling.spreading import looked_ahead, told_on

AHEAD_DAYS = 35
"""So far ahead deadlines and days of the registry are looked for."""

_CAUGHT_UP = 14
"""Days without a night after which what they would have told is made up for; older is left out."""


@dataclass(frozen=True, slots=True)
class PlanDays:
    """The days a plan is for: after the one planned for before, up to its own."""

    last: date
    on: date

    def chosen(self, soon: Soon, rule: NoticeRule) -> tuple[Array, Array]:
        """Return the ids of whose day it is, and the days (ordinals) on which it begins, or lasts to."""
        if soon.days is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        days = told_on(
            f"{soon.coming}:{soon.program_id}",
            soon.ids,
            soon.days,
            lead_days=rule.lead_days,
            spread_days=rule.spread_days,
        )
        chosen = (days > self.last.toordinal()) & (days <= self.on.toordinal())
        return soon.ids[chosen], soon.days[chosen]

    def come(self, reception: Reception, one: Entitled, rule: NoticeRule) -> Array:
        """Return the ids of those whose day has come to be told a day of the registry; told before is told once.

        What its office wrote anew is told to everybody at once, and what is paid by the day it can be refused.
        """
        if reception.milestone in (Milestone.CHANGED, Milestone.PAID):
            return one.ids
        days = told_on(
            f"registry:{reception.milestone}:{one.program_id}",
            one.ids,
            np.full(len(one.ids), reception.day.toordinal(), np.int64),
            lead_days=rule.lead_days,
            spread_days=rule.spread_days,
        )
        return one.ids[days <= self.on.toordinal()]


def ahead_of(rules: Rulings, window: PlanDays) -> Ahead:
    """Return how far a night must look, so that everybody's day between two plans is seen."""
    programs = (loaded.program for loaded in rules.content.programs.values())
    least, most, told = looked_ahead(rules.rules, programs)
    missed = min((window.on - window.last).days - 1, _CAUGHT_UP)
    return Ahead(AHEAD_DAYS, max(least - missed, 1), most + 1, told)
