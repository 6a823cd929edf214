"""Plans are made, approved and dropped; nothing is told by making one (C1: a dry run that can be reviewed)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.people.queries.apart import divided_anew
from todoke.apps.planning.gathering import gather
from todoke.apps.planning.models import NoticePlan
from todoke.apps.planning.parting import without_parting
from todoke.apps.planning.ports import Ports
from todoke.apps.planning.queries.listeners import began_to_listen, last_planned_at
from todoke.apps.planning.queries.reception import Reception, Receptions, receptions
from todoke.apps.planning.queries.told import told_before
from todoke.apps.planning.rulings import Rulings, rulings
from todoke.apps.planning.windows import AHEAD_DAYS, PlanDays, ahead_of
from todoke.apps.planning.writing import Head, write_plans
from todoke.apps.tenancy.scope import everywhere
from todoke.nights.ahead.approaching import approaching
from todoke.nights.ahead.soon import Soon
from todoke.nights.aligned.changes import Changes
from todoke.nights.compared.diff import compare
from todoke.nights.stored.entitled import Entitled, entitled, entitled_to
from todoke.nights.stored.store import Night
from todoke.rules.rulebook import Rulebook
from todoke.telling.candidates import Candidates, HeldFor, Placed, Placing
from todoke.telling.freshness import FRESH_DAYS, is_stale
from todoke.telling.planner import place
from todoke.telling.quiet import TOKYO

Nights: TypeAlias = tuple[Night | None, Night]
"""The night before, where there is one, and the night."""


class PlanError(Exception):
    """Something cannot be done with a plan; the message says to staff what to do."""


@dataclass(frozen=True, slots=True)
class TwoNights:
    """What two nights came to: what changed, and what comes up; from real nights or made by hand."""

    before: str
    after: str
    changes: Sequence[Changes]
    coming: Sequence[Soon]
    mark: str = ""
    already: Sequence[Entitled] = ()
    """What those can receive who began to listen since the plan before."""
    received: Sequence[tuple[Reception, Entitled]] = ()
    """What the registry itself says of the days ahead, with those it matters to (B6)."""
    last: date | None = None
    """The day of the night before; None: nothing was planned for before."""

    @classmethod
    def of(cls, nights: Nights, book: Rulebook) -> TwoNights:
        """Compare two nights and look ahead of the second; of a first night there is nothing to compare with."""
        before, after = nights
        changes: Sequence[Changes] = []
        if before is not None:
            anew = divided_anew(before=before.on, on=after.on)
            changes = without_parting(compare(before, after, book=book).changes, anew)
        since = last_planned_at()
        last = None if before is None else before.on
        window = PlanDays(last or after.on - timedelta(1), after.on)
        coming = approaching(after, book, ahead_of(rulings(book.content, on=after.on), window))
        listeners = began_to_listen(since)
        already = entitled(after, persons=listeners.persons, households=listeners.households)
        first = "" if before is None else before.record["snapshot"]
        listed = receptions(on=after.on, since=since, days=AHEAD_DAYS)
        mark = f"{first}:{after.record['snapshot']}:{listeners.mark}:{listed.mark}"
        name = "" if before is None else before.folder.name
        received = matter_to(listed, entitled_to(after, listed.programs))
        return cls(name, after.folder.name, changes, coming, mark, already, received, last)


def matter_to(ahead: Receptions, entitled: Sequence[Entitled]) -> list[tuple[Reception, Entitled]]:
    """Return for each day of the registry those who can receive its program where it holds."""
    return [
        (reception, one)
        for reception in ahead.found
        for one in entitled
        if one.program_id == reception.program_id and reception.holds_in(one.municipality, ahead.local)
    ]


def make_plan(
    *,
    on: date,
    nights: Nights | TwoNights,
    book: Rulebook,
    ports: Ports,
    kind: str = NoticePlan.Kind.NIGHTLY,
    by: Actor | str,
    at: datetime,
) -> list[NoticePlan]:
    """Return the plan of each municipality for a day; made again from the same, it is the one that is there.

    Works across municipalities, since a person's budget is one over all senders; each municipality gets its own
    plan to approve. What a person did not agree to be used is not written down, only counted.
    """
    with everywhere("notices-plan"):
        found = TwoNights.of(nights, book) if isinstance(nights, tuple) else nights
        rules = rulings(book.content, on=on, stopped=ports.stopped())
        stamp = _stamp(on, kind, found, rules)
        there = list(NoticePlan.objects.filter(stamp__startswith=stamp[:48]).order_by("municipality_id"))
        if there:
            return there
        gathered = gather(
            found.changes,
            found.coming,
            rules,
            already=found.already,
            received=found.received,
            last=found.last,
            readers_about=ports.readers_about,
            addressee_of_households=ports.addressee_of_households,
        )
        placed = placed_of(gathered.candidates, rules, ports, at=at)
        head = Head(on, kind, found.before, found.after, stamp, by, at)
        return write_plans(gathered, placed, rules, head)


def placed_of(candidates: Candidates, rules: Rulings, ports: Ports, *, at: datetime) -> Placed:
    """Return what becomes of candidates now; what was told before is a duplicate, and takes nothing of the budget."""
    new = ~told_before(candidates.person, candidates.dedupe)
    some = Candidates(**{name: getattr(candidates, name)[new] for name in Candidates.__dataclass_fields__})
    position = np.array(rules.programs)
    columns, items = rules.columns(position[np.unique(some.program)].tolist())
    ids = np.unique(some.person[some.person > 0])
    placed = place(some, ports.wishes(ids, items, at=at), columns, now=at)
    count = len(candidates.person)
    whole = Placed(
        np.full(count, list(Placing).index(Placing.HELD), np.uint8),
        np.full(count, list(HeldFor).index(HeldFor.DUPLICATE), np.uint8),
        np.zeros(count, np.uint8),
        np.zeros(count, np.int64),
    )
    for name in Placed.__dataclass_fields__:
        getattr(whole, name)[new] = getattr(placed, name)
    return whole


def _stamp(on: date, kind: str, nights: TwoNights, rules: Rulings) -> str:
    said = "\n".join((str(on), kind, nights.before, nights.after, nights.mark, rules.mark))
    return hashlib.sha256(said.encode()).hexdigest()


def approve_plan(plan: NoticePlan, *, by: Actor, at: datetime) -> NoticePlan:
    """Let a plan be sent; the approver is one of its municipality.

    Raises:
        PlanError: it is not waiting for approval, is a trial, or is too old to be true any more.
        RefusedError: not for this actor.
    """
    require(by, Verb.APPROVE, plan, at=at)
    if plan.kind == NoticePlan.Kind.TRIAL:
        raise PlanError("試しの予定は送れません。todoke notices plan で本番の予定を作ってください。")
    if is_stale(plan.on, at.astimezone(TOKYO).date()):
        raise PlanError(
            f"役所の開く日で{FRESH_DAYS}日より前の予定は送れません。取りやめて、今夜の予定を待ってください。"
        )
    return _moved(plan, NoticePlan.State.APPROVED, Verb.APPROVE, by, at)


def drop_plan(plan: NoticePlan, *, by: Actor, at: datetime) -> NoticePlan:
    """Drop a plan that waits for approval; raises PlanError, RefusedError."""
    require(by, Verb.APPROVE, plan, at=at)
    return _moved(plan, NoticePlan.State.DROPPED, Verb.APPROVE, by, at)


@transaction.atomic
def _moved(plan: NoticePlan, to: NoticePlan.State, verb: Verb, by: Actor, at: datetime) -> NoticePlan:
    changes: dict[str, Any] = {"state": to}
    if to is NoticePlan.State.APPROVED:
        changes |= {"approved_by_id": by.account_id, "approved_at": at}
    else:
        changes |= {"finished_at": at}
    waiting = NoticePlan.objects.filter(pk=plan.pk, state=NoticePlan.State.DRAFT)
    if not waiting.update(**changes):
        raise PlanError("この予定はもう承認待ちではありません。一覧を開き直してください。")
    if to is NoticePlan.State.DROPPED:
        plan.lines.all().delete()
    note(
        actor=by,
        verb=verb,
        thing="plan",
        ref=plan.pk,
        area=plan.municipality_id,
        at=at,
        said={"state": to.value},
    )
    plan.refresh_from_db()
    return plan
