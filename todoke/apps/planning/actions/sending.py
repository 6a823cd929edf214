"""An approved plan is sent, a few hundred lines a transaction: each is asked again for everything before it goes.

Stopped half-way it goes on where it was; run again it sends nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from todoke.apps.audit.actions import note
from todoke.apps.notices.queries.budget import hold_budgets
from todoke.apps.planning.actions.plans import PlanError, placed_of
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.planning.ports import Ports, Telling
from todoke.apps.planning.rulings import Rulings, rulings
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.content import Content
from todoke.telling.candidates import Candidates, HeldFor, Placing
from todoke.telling.quiet import TOKYO

CHUNK = 500
WAITING = (HeldFor.ROUNDUP, HeldFor.BUDGET)
"""What is on the shelf for these comes in a roundup, where somebody chose a day for it."""

State = NoticePlan.State


@dataclass(slots=True)
class Sent:
    """What sending came to."""

    pushed: int = 0
    shelved: int = 0
    held: Counter[str] = field(default_factory=Counter)
    """What was held back at the last moment, by reason."""


def send_plan(plan: NoticePlan, *, content: Content, ports: Ports, at: datetime, chunk: int = CHUNK) -> Sent:
    """Send what is left of an approved plan; consents, shields, silence, stopped rules and reach are asked again.

    Raises:
        PlanError: it was not approved.
    """
    if ports.tell is None:
        raise ValueError("no way to tell anybody: give ports.tell")
    sent = Sent()
    with everywhere("notices-send"):
        plan.refresh_from_db()
        if plan.state == State.SENT:
            return sent
        if plan.state not in (State.APPROVED, State.SENDING) or plan.kind == NoticePlan.Kind.TRIAL:
            raise PlanError("承認されていない予定は送れません。/desk/notices/ で承認してください。")
        NoticePlan.objects.filter(pk=plan.pk, state=State.APPROVED).update(state=State.SENDING)
        while _send_some(plan, content, ports, at, chunk, sent):
            pass
        NoticePlan.objects.filter(pk=plan.pk, state=State.SENDING).update(state=State.SENT, finished_at=at)
        plan.refresh_from_db()
    return sent


@transaction.atomic
def _send_some(
    plan: NoticePlan, content: Content, ports: Ports, at: datetime, chunk: int, sent: Sent
) -> bool:
    """Send the next lines in one transaction; return whether there were any."""
    waiting = plan.lines.filter(sent_at__isnull=True).order_by("pk")
    if connection.features.has_select_for_update:
        waiting = waiting.select_for_update()
    lines = list(waiting[:chunk])
    if not lines:
        return False
    hold_budgets({line.person_id for line in lines})
    # Asked for every few hundred: a rule stopped meanwhile stops.
    rules = rulings(content, on=at.astimezone(TOKYO).date(), stopped=ports.stopped())
    decisions = _asked_again(lines, rules, ports, at)
    reasons = dict(
        plan.reasons.filter(number__in={line.reason_number for line in lines}).values_list("number", "reason")
    )
    tellings: list[Telling] = []
    here: Counter[str] = Counter()
    for line, (placing, held, channels, when) in zip(lines, decisions, strict=True):
        line.sent_at = at
        if placing not in (Placing.PUSH, Placing.SHELF):
            line.dropped_for = held.value
            here[held.value] += 1
            continue
        line.decision, line.held_for, line.channels = placing.value, held.value, channels
        line.when_at = when
        rule = rules.rules.rules[rules.rules.place[line.rule]]
        tellings.append(
            Telling(
                line_id=line.pk,
                person_id=line.person_id,
                about_id=line.about_id,
                municipality=line.municipality_id,
                on=plan.on,
                rule=line.rule,
                program_id=line.program_id,
                occasion=line.occasion,
                wording=rule.wording,
                deadline=line.deadline,
                is_pushed=placing is Placing.PUSH,
                channels=channels,
                when_at=when,
                outside_budget=rule.outside_budget,
                reason=reasons.get(line.reason_number, {}),
                items=rules.items_of(line.program_id),
                dedupe=line.dedupe,
            )
        )
    PlannedNotice.objects.bulk_update(
        lines, ["sent_at", "dropped_for", "decision", "held_for", "channels", "when_at"]
    )
    assert ports.tell is not None
    ports.tell(tellings, at=at)
    pushed = sum(one.is_pushed for one in tellings)
    note(
        actor="system:notices",
        verb="send",
        thing="plan",
        ref=plan.pk,
        area=plan.municipality_id,
        at=at,
        said={"pushed": pushed, "shelved": len(tellings) - pushed, "held": sum(here.values())},
    )
    sent.pushed += pushed
    sent.shelved += len(tellings) - pushed
    sent.held.update(here)
    return True


def _asked_again(
    lines: list[PlannedNotice], rules: Rulings, ports: Ports, at: datetime
) -> list[tuple[Placing, HeldFor, int, datetime | None]]:
    """Return what becomes of each line as things are now; nothing gets further than was approved."""
    them = candidates_of(lines, rules)
    placed = placed_of(them, rules, ports, at=at)
    still = still_read(lines, rules, ports)
    found: list[tuple[Placing, HeldFor, int, datetime | None]] = []
    for row, line in enumerate(lines):
        placing, held = tuple(Placing)[placed.decision[row]], tuple(HeldFor)[placed.held_for[row]]
        if not is_known(line, rules):
            placing, held = Placing.HELD, HeldFor.STOPPED
        elif not still[row]:
            placing, held = Placing.NONE, HeldFor.NO_READER
        elif _is_further(line, placing, held):
            placing, held = Placing.SHELF, HeldFor(line.held_for)
        is_push = placing is Placing.PUSH
        when = datetime.fromtimestamp(int(placed.when[row]), TOKYO) if is_push else None
        found.append((placing, held, int(placed.channels[row]) if is_push else 0, when))
    return found


def is_known(line: PlannedNotice, rules: Rulings) -> bool:
    """Return whether its rule and its program are still there."""
    return line.rule in rules.rules.place and line.program_id in rules.content.programs


def _is_further(line: PlannedNotice, placing: Placing, held: HeldFor) -> bool:
    """Return whether it would get further than was approved: what waits for a roundup may be pushed, the shelf not."""
    if line.decision != Placing.SHELF.value or line.held_for == HeldFor.ROUNDUP:
        return False
    if line.held_for == HeldFor.BUDGET:
        return placing is Placing.PUSH
    return placing is Placing.PUSH or held in WAITING


def candidates_of(lines: Sequence[PlannedNotice], rules: Rulings) -> Candidates:
    """Return lines as what they were made of; a rule or program there is no more stands as the first."""
    position = {program_id: place for place, program_id in enumerate(rules.programs)}
    of_rule = [rules.rules.place.get(line.rule, 0) for line in lines]
    return Candidates(
        rule=np.array(of_rule, np.int32),
        program=np.array([position.get(line.program_id, 0) for line in lines], np.int32),
        person=np.array([line.person_id for line in lines], np.int64),
        about=np.array([line.about_id or 0 for line in lines], np.int64),
        municipality=np.array([int(line.municipality_id) for line in lines], np.int32),
        deadline=np.array(
            [0 if line.deadline is None else line.deadline.toordinal() for line in lines], np.int32
        ),
        value=np.array([rules.rules.rules[rule].value for rule in of_rule], np.float32),
        reason=np.array([line.reason_number for line in lines], np.int32),
        dedupe=np.array([int(line.dedupe, 16) for line in lines], np.uint64),
    )


def still_read(lines: Sequence[PlannedNotice], rules: Rulings, ports: Ports) -> list[bool]:
    """Return for each line whether its person is still one who is told about whom it is about."""
    pairs: set[tuple[str, int, int]] = set()
    about: dict[str, list[int]] = {"person": [], "household": []}
    for line in lines:
        if line.program_id in rules.content.programs:
            about[_unit(line, rules)].append(line.about_id or 0)
    for unit, readers in (
        ("person", ports.readers_about),
        ("household", ports.addressee_of_households),
    ):
        ids = np.unique(np.array(about[unit], np.int64))
        if len(ids):
            who, places = readers(ids, on=rules.on)
            pairs.update(
                (unit, person, one) for person, one in zip(who.tolist(), ids[places].tolist(), strict=True)
            )
    return [
        line.program_id in rules.content.programs
        and (_unit(line, rules), line.person_id, line.about_id or 0) in pairs
        for line in lines
    ]


def _unit(line: PlannedNotice, rules: Rulings) -> str:
    return rules.content.programs[line.program_id].program.subject
