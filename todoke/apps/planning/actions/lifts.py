"""Exceptions to how far a program may reach, and families of facts: asked by one approver, granted by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.actions import note
from todoke.apps.planning.models import FamilyOpening, ReachLift
from todoke.telling.quiet import TOKYO


class LiftError(Exception):
    """It cannot be done so; the message says to staff what to do."""


@transaction.atomic
def ask_lift(*, program_id: str, to: str, reason: str, ends_on: date, by: Account, at: datetime) -> ReachLift:
    """Ask for an exception; it counts for nothing until somebody else grants it. Raises LiftError."""
    _check(by)
    if to not in ReachLift.To.values:
        raise LiftError("どこまで届けるかを選んでください。")
    if len(reason.strip()) < 10:
        raise LiftError("理由を10文字以上で書いてください。理由は公開されます。")
    today = at.astimezone(TOKYO).date()
    if not today <= ends_on <= date(today.year + 1, today.month, 28):
        raise LiftError("終わりの日は、今日から1年以内の日にしてください。")
    if ReachLift.objects.filter(program_id=program_id, ended_at__isnull=True, ends_on__gte=today).exists():
        raise LiftError("この制度には、すでに例外か、承認待ちの例外があります。先に終わらせてください。")
    lift = ReachLift.objects.create(
        program_id=program_id, to=to, reason=reason.strip(), first_by=by, asked_at=at, ends_on=ends_on
    )
    _note(by, "ask_lift", program_id, at)
    return lift


@transaction.atomic
def grant_lift(lift: ReachLift, *, by: Account, at: datetime) -> ReachLift:
    """Grant an exception, which publishes it; raises LiftError for the one who asked."""
    _check(by)
    if lift.first_by_id == by.pk:
        raise LiftError("例外を願い出た人とは別の人が承認してください。")
    open_now = ReachLift.objects.filter(pk=lift.pk, published_at__isnull=True, ended_at__isnull=True)
    if not open_now.update(second_by=by, published_at=at):
        raise LiftError("この例外はもう承認待ちではありません。")
    _note(by, "grant_lift", lift.program_id, at)
    lift.refresh_from_db()
    return lift


@transaction.atomic
def end_lift(lift: ReachLift, *, by: Account, at: datetime) -> ReachLift:
    """End an exception, or refuse one that was asked for; one approver is enough to be careful again."""
    _check(by)
    if not ReachLift.objects.filter(pk=lift.pk, ended_at__isnull=True).update(ended_at=at):
        raise LiftError("この例外はもう終わっています。")
    _note(by, "end_lift", lift.program_id, at)
    lift.refresh_from_db()
    return lift


@transaction.atomic
def ask_opening(*, family: str, area: str, by: Account, at: datetime) -> FamilyOpening:
    """Ask that a family of facts may lead to pushes in a municipality, or everywhere. Raises LiftError."""
    _check(by, area)
    opening, is_new = FamilyOpening.objects.get_or_create(
        family=family, area=area, closed_at=None, defaults={"opened_by": by, "asked_at": at}
    )
    if not is_new:
        raise LiftError("この種類は、すでに開いているか、承認待ちです。")
    _note(by, "ask_opening", family, at, area)
    return opening


@transaction.atomic
def grant_opening(opening: FamilyOpening, *, by: Account, at: datetime) -> FamilyOpening:
    """Open a family that somebody else asked for; raises LiftError."""
    _check(by, opening.area)
    if opening.opened_by_id == by.pk:
        raise LiftError("願い出た人とは別の人が承認してください。")
    waiting = FamilyOpening.objects.filter(pk=opening.pk, opened_at__isnull=True, closed_at__isnull=True)
    if not waiting.update(second_by=by, opened_at=at):
        raise LiftError("この種類はもう承認待ちではありません。")
    _note(by, "grant_opening", opening.family, at, opening.area)
    opening.refresh_from_db()
    return opening


@transaction.atomic
def close_opening(opening: FamilyOpening, *, by: Account, at: datetime) -> FamilyOpening:
    """Close a family again; one approver is enough."""
    _check(by, opening.area)
    if not FamilyOpening.objects.filter(pk=opening.pk, closed_at__isnull=True).update(closed_at=at):
        raise LiftError("この種類はもう閉じています。")
    _note(by, "close_opening", opening.family, at, opening.area)
    opening.refresh_from_db()
    return opening


def _check(by: Account, area: str = "") -> None:
    bodies = by.bodies(Role.APPROVER) if by.is_active else by.bodies(Role.KEEPER).none()
    if not (bodies.filter(municipality_id=area) if area else bodies).exists():
        raise LiftError("これができるのは承認の担当だけです。")


def _note(by: Account, verb: str, ref: str, at: datetime, area: str = "") -> None:
    note(actor=f"account:{by.pk}", verb=verb, thing="reach", ref=ref, area=area, at=at)
