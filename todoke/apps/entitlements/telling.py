"""Who is entitled is told (申請のいらない支給を知らせる): planned, approved and sent as every notice is (C12)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.notices.models import Notice
from todoke.apps.planning.actions.plans import TwoNights, make_plan
from todoke.apps.planning.models import NoticePlan
from todoke.apps.planning.ports import Ports, Tell, Telling
from todoke.apps.planning.queries.reception import Milestone, Reception
from todoke.apps.tenancy.scope import everywhere
from todoke.nights.stored.entitled import Entitled
from todoke.rules.rulebook import Rulebook
from todoke.telling.occasions import Occasion


def plan_listed(
    program: PaidProgram, *, on: date, book: Rulebook, ports: Ports, at: datetime
) -> list[NoticePlan]:
    """Return plans, one for each municipality, in which everybody listed is told; none where nobody waits.

    They are approved at the desk like any other. Planned again on the same day from the same, it is the same plan.
    """
    by_area: dict[str, list[int]] = defaultdict(list)
    with everywhere("entitlements"):
        rows = Entitlement.objects.filter(program_id=program.program_id, state=Entitlement.State.LISTED)
        for area, person in rows.order_by("person_id").values_list("municipality_id", "person_id"):
            by_area[area].append(person)
    if not by_area:
        return []
    refuse_by = on + timedelta(days=program.refuse_days)
    received = [
        (
            Reception(
                program.program_id,
                Milestone.PAID,
                refuse_by,
                frozenset({area}),
                paid_about(program, refuse_by),
            ),
            Entitled(area, program.program_id, "person", np.array(people, np.int64)),
        )
        for area, people in sorted(by_area.items())
    ]
    whole = hash_of(received)
    nights = TwoNights(before="", after="", changes=[], coming=[], mark=whole, received=received)
    return make_plan(
        on=on,
        nights=nights,
        book=book,
        ports=ports,
        kind=NoticePlan.Kind.ENTITLEMENT,
        by="system:entitlements",
        at=at,
    )


def paid_about(program: PaidProgram, after: date) -> date:
    """Return the first day of the first of the program's months that begins after a day.

    >>> paid_about(PaidProgram(program_id="x-y", refuse_days=30, month=1), date(2026, 12, 22))
    datetime.date(2027, 1, 1)
    """
    year = after.year if (after.year, program.month) > (after.year, after.month) else after.year + 1
    return date(year, program.month, 1)


def hash_of(received: Sequence[tuple[Reception, Entitled]]) -> str:
    """Return a mark that differs where somebody else is to be told."""
    digest = hashlib.sha256()
    for reception, one in received:
        digest.update(f"{reception.program_id}:{one.municipality}:{reception.day}:".encode())
        digest.update(one.ids.tobytes())
    return digest.hexdigest()[:16]


def telling_entitled(tell: Tell) -> Tell:
    """Return a way to tell that also writes down, in the same transaction, who was told what they will be paid."""

    def told(tellings: Sequence[Telling], *, at: datetime) -> int:
        count = tell(tellings, at=at)
        for one in tellings:
            if one.occasion == Occasion.PAID:
                _mark(one, at)
        return count

    return told


def _mark(one: Telling, at: datetime) -> None:
    notice = (
        Notice.objects.filter(person_id=one.person_id, dedupe=one.dedupe).values_list("pk", flat=True).first()
    )
    Entitlement.objects.filter(
        program_id=one.program_id, person_id=one.about_id or 0, state=Entitlement.State.LISTED
    ).update(state=Entitlement.State.TOLD, told_at=at, refuse_until=one.deadline, notice_id=notice)
