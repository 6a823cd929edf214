"""Plans are written down: a head, reasons and lines, whatever the number, in columns (予定を書く)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.planning.gathering import Gathered
from todoke.apps.planning.models import NoticePlan, PlannedNotice, PlanReason
from todoke.apps.planning.queries.told import dedupe_texts
from todoke.apps.planning.rulings import Rulings
from todoke.apps.tenancy.columns import Coded, Column, alike, write_columns
from todoke.residents.block import Array
from todoke.telling.candidates import Candidates, HeldFor, Placed, Placing
from todoke.telling.quiet import TOKYO

_DECISIONS, _HELD = tuple(one.value for one in Placing), tuple(one.value for one in HeldFor)
_WRITTEN = [list(Placing).index(one) for one in (Placing.PUSH, Placing.SHELF)]
"""Only what will be told is written down; of everything held back there are counts alone."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every plan of a night."""

    on: date
    kind: str
    before: str
    after: str
    stamp: str
    """SHA-256 of everything the night's plans are made from."""
    by: Actor | str
    at: datetime


@transaction.atomic
def write_plans(gathered: Gathered, placed: Placed, rules: Rulings, head: Head) -> list[NoticePlan]:
    """Write a plan for each municipality that has candidates, in one transaction.

    Call it in a scope over everything.
    """
    them = gathered.candidates
    areas, of_area = np.unique(them.municipality, return_inverse=True)
    counts = _counts(them, placed, of_area, len(areas), rules)
    plans = [
        _write_head(f"{area:06d}", here, rules, head)
        for area, here in zip(areas.tolist(), counts, strict=True)
    ]
    chosen = np.flatnonzero(np.isin(placed.decision, _WRITTEN))
    chosen = chosen[np.lexsort((them.person[chosen], of_area[chosen]))]
    plan_of = of_area[chosen]
    write_columns(PlanReason, _reasons(plans, plan_of, them.reason[chosen], gathered))
    write_columns(PlannedNotice, _lines(plans, plan_of, chosen, them, placed, gathered, rules))
    for plan in plans:
        note(
            actor=head.by,
            verb=Verb.PLAN,
            thing="plan",
            ref=plan.pk,
            area=plan.municipality_id,
            at=head.at,
            said={"lines": sum(row["count"] for row in plan.counts["lines"])},
        )
    return plans


def _write_head(code: str, counts: list[dict[str, Any]], rules: Rulings, head: Head) -> NoticePlan:
    return NoticePlan.objects.create(
        municipality_id=code,
        on=head.on,
        kind=head.kind,
        before_night=head.before[:40],
        after_night=head.after[:40],
        rules_mark=rules.mark,
        stamp=head.stamp[:48] + hashlib.sha256(code.encode()).hexdigest()[:16],
        made_at=head.at,
        counts={"lines": counts},
    )


def _counts(
    them: Candidates, placed: Placed, of_area: Array, areas: int, rules: Rulings
) -> list[list[dict[str, Any]]]:
    """Return for each area how many there are of each rule, program, decision and reason to hold back."""
    keys = np.stack((of_area, them.rule, them.program, placed.decision, placed.held_for), axis=1).astype(
        np.int64
    )
    sizes = keys.max(axis=0, initial=0) + 1
    found, numbers = np.unique(np.ravel_multi_index(keys.T, sizes), return_counts=True)
    counts: list[list[dict[str, Any]]] = [[] for _ in range(areas)]
    rows = zip(*(one.tolist() for one in np.unravel_index(found, sizes)), numbers.tolist(), strict=True)
    for area, rule, program, decision, why, count in rows:
        counts[area].append(
            {
                "rule": rules.rules.rules[rule].id,
                "program": rules.programs[program],
                "decision": _DECISIONS[decision],
                "held_for": _HELD[why],
                "count": count,
            }
        )
    return counts


def _reasons(
    plans: Sequence[NoticePlan], plan_of: Array, reason: Array, gathered: Gathered
) -> dict[str, Column]:
    """Return each reason once for every plan that has lines with it."""
    used = np.unique(np.stack((plan_of, reason), axis=1), axis=0)
    return {
        "plan_id": Coded([plan.pk for plan in plans], used[:, 0]),
        "number": used[:, 1],
        "reason": [gathered.reasons[number] for number in used[:, 1].tolist()],
    }


def _lines(
    plans: Sequence[NoticePlan],
    plan_of: Array,
    rows: Array,
    them: Candidates,
    placed: Placed,
    gathered: Gathered,
    rules: Rulings,
) -> dict[str, Column]:
    count = len(rows)
    return {
        "plan_id": Coded([plan.pk for plan in plans], plan_of),
        "municipality_id": Coded([plan.municipality_id for plan in plans], plan_of),
        "person_id": them.person[rows],
        "about_id": them.about[rows],
        "rule": Coded([rule.id for rule in rules.rules], them.rule[rows]),
        "program_id": Coded(rules.programs, them.program[rows]),
        "occasion": Coded([one["occasion"] for one in gathered.reasons], them.reason[rows]),
        "decision": Coded(_DECISIONS, placed.decision[rows]),
        "held_for": Coded(_HELD, placed.held_for[rows]),
        "channels": placed.channels[rows],
        "when_at": _days(placed.when[rows], lambda second: datetime.fromtimestamp(second, TOKYO)),
        "deadline": _days(them.deadline[rows], date.fromordinal),
        "reason_number": them.reason[rows],
        "dedupe": dedupe_texts(them.dedupe[rows]),
        "sent_at": alike(None, count),
        "dropped_for": alike("", count),
    }


def _days(numbers: Array, read: Any) -> Coded:
    """Return a column of times or days, each worked out once; 0 is none."""
    known, of = np.unique(numbers, return_inverse=True)
    return Coded([read(number) if number else None for number in known.tolist()], of)
