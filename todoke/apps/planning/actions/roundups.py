"""Roundups are made (まとめ便を作る): on the day somebody chose, one notice and one hint for what waited.

Made before the night's plan, so that the plan counts it in the budget. A roundup holds only what could be pushed by
itself at this moment: wishes, consents, silence, shields, stopped rules and reach are asked again for each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

import numpy as np
from django.db import transaction

from todoke.apps.audit.actions import note
from todoke.apps.belief.wordings import Published, find_published
from todoke.apps.channels.outbox import Outbox
from todoke.apps.notices.actions.notices import NewNotice, put_in_inbox
from todoke.apps.notices.models import Notice, Preference, Roundup
from todoke.apps.notices.queries.budget import hold_budgets
from todoke.apps.planning.actions.sending import WAITING, candidates_of, is_known, still_read
from todoke.apps.planning.handing import Hinted, parcels_of
from todoke.apps.planning.models import PlannedNotice
from todoke.apps.planning.ports import Ports
from todoke.apps.planning.queries.told import pushed_counts
from todoke.apps.planning.rulings import Rulings, rulings
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.content import Content
from todoke.telling.candidates import HeldFor, Placed, Placing
from todoke.telling.planner import place
from todoke.telling.quiet import TOKYO

RULE = WORDING = "roundup"
OFFICE = "todoke"
"""A roundup may hold notices of several offices: todoke itself is its sender."""

WEEK = timedelta(days=7)
KEPT = timedelta(days=35)
"""So long something waits for a roundup that the budget has no room for; then it stays on the shelf alone."""

_AT_ONCE = 500
_PUSH = list(Placing).index(Placing.PUSH)
_NO_LIMIT = 255


@dataclass(slots=True)
class Made:
    """What making roundups came to."""

    roundups: int = 0
    notices: int = 0
    """In all of them."""
    held: Counter[str] = field(default_factory=Counter)
    """Persons whose day it is and who got none, by reason: "nothing" waited, or no room in the "budget"."""
    left: Counter[str] = field(default_factory=Counter)
    """Notices that could not come in one any more, by reason (HeldFor)."""


def make_roundups(*, content: Content, ports: Ports, at: datetime) -> Made:
    """Make the roundups of those whose day it is, once; stopped half-way it goes on where it was.

    Raises UnsignedWordingError where the wording is not published: nothing is sent in words nobody signed.
    """
    made = Made()
    on = at.astimezone(TOKYO).date()
    with everywhere("notices-roundups"):
        people = _whose_day_it_is(on)
        if people:
            wording = find_published(WORDING)
            for first in range(0, len(people), _AT_ONCE):
                rules = rulings(content, on=on, stopped=ports.stopped())
                _make_some(people[first : first + _AT_ONCE], wording, rules, ports, at, made)
    return made


def _whose_day_it_is(on: date) -> list[int]:
    """Return who chose this day and had no roundup within a week, ascending."""
    had_one = Roundup.objects.filter(on__gt=on - WEEK).values("person_id")
    wishes = Preference.objects.filter(roundup_day=on.weekday(), none=False, channels__gt=0)
    return list(
        wishes.exclude(person_id__in=had_one).order_by("person_id").values_list("person_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """One notice that goes into a roundup, with the ways and the time a hint of it could leave now."""

    notice: Notice
    channels: int
    when_at: datetime


@transaction.atomic
def _make_some(
    people: list[int], wording: Published, rules: Rulings, ports: Ports, at: datetime, made: Made
) -> None:
    hold_budgets(people)
    ready = _ready(people, rules, ports, at, made)
    wishes = Preference.objects.filter(person_id__in=people)
    known = {
        person: (budget, area)
        for person, budget, area in wishes.values_list("person_id", "budget", "person__municipality_id")
    }
    used = pushed_counts(np.array(people, np.int64), at=at).tolist()
    lines: list[NewNotice] = []
    for person, count in zip(people, used, strict=True):
        budget, area = known.get(person, (0, ""))
        if not ready[person]:
            made.held["nothing"] += 1
        elif count >= budget:
            made.held[HeldFor.BUDGET.value] += 1
        else:
            lines.append(_notice(person, area, ready[person], wording, at))
    new = put_in_inbox(lines, at=at)
    for notice in new:
        inside = ready[notice.person_id]
        Roundup.objects.create(
            person_id=notice.person_id,
            municipality_id=notice.municipality_id,
            on=at.astimezone(TOKYO).date(),
            notices=[one.notice.pk for one in inside],
            sent_at=at,
        )
        made.notices += len(inside)
    made.roundups += len(new)
    Outbox.enqueue(parcels_of([_hinted(one, ready[one.person_id], wording) for one in new]), at=at)
    for area, count in sorted(Counter(one.municipality_id for one in new).items()):
        note(
            actor="system:notices",
            verb="roundup",
            thing="roundup",
            ref=at.astimezone(TOKYO).date().isoformat(),
            area=area,
            at=at,
            said={"count": count},
        )


def _ready(
    people: list[int], rules: Rulings, ports: Ports, at: datetime, made: Made
) -> dict[int, list[_Ready]]:
    """Return what of the shelf could be pushed to each now if the budget had no end, near deadlines first."""
    found: dict[int, list[_Ready]] = defaultdict(list)
    waiting = _waiting(people, rules, at)
    lines = [line for line, _ in waiting]
    if lines:
        placed = _placed(lines, rules, ports, at)
        still = still_read(lines, rules, ports)
        for row, (line, notice) in enumerate(waiting):
            if placed.decision[row] == _PUSH and still[row]:
                when = datetime.fromtimestamp(int(placed.when[row]), TOKYO)
                found[line.person_id].append(_Ready(notice, int(placed.channels[row]), when))
            else:
                made.left[tuple(HeldFor)[placed.held_for[row]].value if still[row] else "no_reader"] += 1
    for some in found.values():
        some.sort(key=lambda one: (one.notice.deadline or date.max, one.notice.pk))
    return found


def _waiting(people: list[int], rules: Rulings, at: datetime) -> list[tuple[PlannedNotice, Notice]]:
    """Return what was laid on the shelf to come in a roundup, was in none yet, and nobody opened or put away."""
    lines = PlannedNotice.objects.filter(
        person_id__in=people,
        sent_at__gt=at - KEPT,
        dropped_for="",
        decision=Placing.SHELF.value,
        held_for__in=[one.value for one in WAITING],
    )
    told = Roundup.objects.filter(person_id__in=people, on__gt=at.date() - 2 * KEPT)
    inside = {number for numbers in told.values_list("notices", flat=True) for number in numbers}
    notices = Notice.objects.filter(
        person_id__in=people,
        created_at__gt=at - KEPT,
        reach=Notice.Reach.SHELF,
        read_at__isnull=True,
        hidden_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    by_mark = {(one.person_id, one.dedupe): one for one in notices if one.pk not in inside}
    return [
        (line, by_mark[line.person_id, line.dedupe])
        for line in lines.order_by("pk")
        if (line.person_id, line.dedupe) in by_mark and is_known(line, rules)
    ]


def _placed(lines: Sequence[PlannedNotice], rules: Rulings, ports: Ports, at: datetime) -> Placed:
    """Return what would become of lines if there were no budget and no day to wait for."""
    them = candidates_of(lines, rules)
    columns, items = rules.columns({line.program_id for line in lines})
    ids = np.unique(them.person)
    who = ports.wishes(ids, items, at=at)
    free = replace(
        who,
        budget=np.full(len(ids), _NO_LIMIT, np.uint8),
        used=np.zeros(len(ids), np.uint8),
        roundup_day=np.full(len(ids), -1, np.int8),
    )
    return place(them, free, columns, now=at)


def _notice(person: int, area: str, inside: Sequence[_Ready], wording: Published, at: datetime) -> NewNotice:
    return NewNotice(
        person_id=person,
        municipality=area,
        office_name=OFFICE,
        rule=RULE,
        kind=wording.wording.kind,
        wording=WORDING,
        wording_version=wording.version,
        dedupe=f"roundup:{at.astimezone(TOKYO).date().isoformat()}",
        is_pushed=True,
        channels=_ways(inside),
        values={"count": str(len(inside))},
    )


def _hinted(notice: Notice, inside: Sequence[_Ready], wording: Published) -> Hinted:
    return Hinted(
        notice=notice,
        office="",
        office_name=OFFICE,
        published=wording,
        channels=_ways(inside),
        when_at=max(one.when_at for one in inside),
    )


def _ways(inside: Sequence[_Ready]) -> int:
    return reduce(or_, (one.channels for one in inside))
