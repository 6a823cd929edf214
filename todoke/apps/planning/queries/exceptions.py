"""Exceptions two people made, as everybody may read them (公開する例外): with the reason and who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from todoke.apps.accounts.models import Account
from todoke.apps.planning.models import FamilyOpening, ReachLift
from todoke.base.clock import JST
from todoke.rules import yamlfile


@dataclass(frozen=True, slots=True)
class Published:
    """A program that reaches further, or less far, than its class says."""

    program_id: str
    to: str
    """push or shelf."""
    reason: str
    answer_for: tuple[str, ...]
    """Who asked and who granted: names with their offices."""
    since: date | None
    """None where it came with the rules."""
    until: date
    ended_on: date | None = None

    def is_over(self, on: date) -> bool:
        """Return whether it does not hold any more on a day."""
        return self.until < on or (self.ended_on is not None and self.ended_on <= on)


@dataclass(frozen=True, slots=True)
class Opened:
    """A kind of facts that two people opened for pushes."""

    family: str
    area: str
    """Six figures; empty: everywhere."""
    answer_for: tuple[str, ...]
    since: date


def published_lifts() -> list[Published]:
    """Return all exceptions ever published, the newest first, those that came with the rules last."""
    rows = ReachLift.objects.filter(published_at__isnull=False).select_related("first_by", "second_by")
    found = [
        Published(
            row.program_id,
            row.to,
            row.reason,
            _names(row.first_by, row.second_by),
            None if row.published_at is None else row.published_at.astimezone(JST).date(),
            row.ends_on,
            None if row.ended_at is None else row.ended_at.astimezone(JST).date(),
        )
        for row in rows.order_by("-published_at", "-pk")
    ]
    shipped: Sequence[dict[str, object]] = (
        yamlfile.read(Path(settings.DATA_DIR) / "notices" / "lifts.yaml") or ()
    )
    found += [
        Published(
            str(raw["program_id"]),
            str(raw["to"]),
            str(raw["reason"]),
            (str(raw["first"]), str(raw["second"])),
            None,
            date.fromisoformat(str(raw["ends_on"])),
        )
        for raw in shipped
    ]
    return found


def opened_families() -> list[Opened]:
    """Return the kinds of facts that are open for pushes because two people opened them, the newest first."""
    rows = FamilyOpening.objects.filter(opened_at__isnull=False, closed_at__isnull=True)
    return [
        Opened(
            row.family,
            row.area,
            _names(row.opened_by, row.second_by),
            row.opened_at.astimezone(JST).date(),
        )
        for row in rows.select_related("opened_by", "second_by").order_by("-opened_at", "-pk")
        if row.opened_at is not None
    ]


def _names(*accounts: Account | None) -> tuple[str, ...]:
    return tuple(_name(account) for account in accounts if account is not None)


def _name(account: Account) -> str:
    office = account.memberships.select_related("body").order_by("pk").first()
    return account.name if office is None else f"{office.body.name} {account.name}"
