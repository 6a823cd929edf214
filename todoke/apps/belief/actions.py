"""What changes belief (本物の確かめ): codes are registered and withdrawn, checks counted, rules stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.actions import note
from todoke.apps.belief.checking import mark_of
from todoke.apps.belief.models import RULE_LENGTH, MessageCode, StoppedRule
from todoke.apps.places.models import Body
from todoke.telling import codes as signs
from todoke.telling.channels import Channel, bits_of

_AT_ONCE = 500
_RULE = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{RULE_LENGTH - 1}}}")


class BeliefError(Exception):
    """Something cannot be done so; the message says to staff what to do."""


def nothing_waits(rule: str, area: str, *, at: datetime) -> None:
    """Cancel nothing: what a stopped rule takes back where nothing can be waiting to leave."""


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A code with all that anybody who has it may learn, and the number of what it belongs to."""

    code: str
    office: str
    """The body's corporate number."""
    office_name: str
    kind: str
    channels: Collection[Channel]
    sent_on: date
    notice_id: int | None = None
    broadcast_id: int | None = None


def new_codes(count: int) -> list[str]:
    """Return so many new codes, all different; they count for nothing until they are registered."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[signs.draw()] = None
    return list(found)


def register(uses: Sequence[CodeUse], *, at: datetime) -> int:
    """Write what codes stand for, in the caller's transaction; a code that is there is left alone.

    Returns how many were given.
    """
    rows = [
        MessageCode(
            code_hmac=mark_of(use.code),
            office=use.office,
            office_name=use.office_name,
            kind=use.kind,
            channels=bits_of(use.channels),
            sent_on=use.sent_on,
            notice_id=use.notice_id,
            broadcast_id=use.broadcast_id,
        )
        for use in uses
    ]
    MessageCode.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(rows)


def withdraw_codes(*, notice_ids: Sequence[int] = (), broadcast_ids: Sequence[int] = (), at: datetime) -> int:
    """Let the codes of these notices say that they were withdrawn; return how many did not say so before."""
    done = 0
    for column, ids in (("notice_id", notice_ids), ("broadcast_id", broadcast_ids)):
        for first in range(0, len(ids), _AT_ONCE):
            found = MessageCode.objects.filter(
                withdrawn_on__isnull=True, **{f"{column}__in": ids[first : first + _AT_ONCE]}
            )
            done += found.update(withdrawn_on=at.date())
    return done


@transaction.atomic
def stop_rule(
    *,
    rule: str,
    area: str,
    why: str,
    by: Account,
    at: datetime,
    cancel: Callable[..., object] = nothing_waits,
) -> StoppedRule:
    """Stop a rule of notices in a municipality, or everywhere; a rule that is stopped stays as it is.

    An approver of the municipality stops it there; everywhere, an approver of any body. ``cancel(rule, area, at=…)``
    takes back, in the same transaction, what it made and what has not left yet.

    Raises:
        BeliefError: no reason, no such rule, or not for this account.
    """
    if not _RULE.fullmatch(rule):
        raise BeliefError("止める規則のidを書いてください。例: children-deadline")
    if not why.strip():
        raise BeliefError("止めるわけを書いてください。")
    _may_stop(by, area)
    stopped, is_new = StoppedRule.objects.get_or_create(
        rule=rule, area=area, resumed_at=None, defaults={"why": why.strip(), "stopped_at": at, "by": by}
    )
    cancel(rule, area, at=at)
    if is_new:
        note(actor=f"account:{by.pk}", verb="stop_rule", thing="rule", ref=rule, area=area, at=at)
    return stopped


@transaction.atomic
def resume_rule(stopped: StoppedRule, *, by: Account, at: datetime) -> StoppedRule:
    """Let a stopped rule make notices again.

    Raises:
        BeliefError: it is the one who stopped it, or not for this account.
    """
    if stopped.by_id == by.pk:
        raise BeliefError("止めた人とは別の人が再開してください。")
    _may_stop(by, stopped.area)
    if StoppedRule.objects.filter(pk=stopped.pk, resumed_at__isnull=True).update(
        resumed_at=at, resumed_by=by
    ):
        note(
            actor=f"account:{by.pk}",
            verb="stop_rule",
            thing="rule",
            ref=stopped.rule,
            area=stopped.area,
            at=at,
            said={"resumed": True},
        )
    stopped.refresh_from_db()
    return stopped


def _may_stop(by: Account, area: str) -> None:
    bodies = by.bodies(Role.APPROVER) if by.is_active else Body.objects.none()
    if not (bodies.filter(municipality_id=area) if area else bodies).exists():
        raise BeliefError("この区市町村の規則を止められるのは、その区市町村の承認の担当だけです。")
