"""Checking a code (確かめる): three facts for whoever has it, nothing for whoever has not, and a count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import F

from todoke.apps.belief.models import CheckCount, MessageCode, Outcome
from todoke.apps.vault.blind import hmac_of
from todoke.telling import codes as signs
from todoke.telling.channels import Channel, channels_of

PLACE = "belief.code"
"""Under which key codes are marked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a code says: who sent it, when, by which ways; nothing of what it said nor to whom."""

    answer: Literal["ours", "withdrawn", "not_ours", "mistyped"]
    office: str = ""
    sent_on: date | None = None
    channels: tuple[Channel, ...] = ()


def check(typed: str, *, at: datetime) -> Checked:
    """Tell what a code stands for, and count that somebody asked; a slip of the finger is not counted."""
    code = signs.read(typed)
    if code is None:
        return Checked("mistyped")
    found = MessageCode.objects.filter(code_hmac=mark_of(code)).first()
    if found is None:
        count_check(Outcome.NOT_OURS, on=at.date())
        return Checked("not_ours")
    outcome = Outcome.OURS if found.withdrawn_on is None else Outcome.WITHDRAWN
    count_check(outcome, on=at.date())
    return Checked(
        "ours" if found.withdrawn_on is None else "withdrawn",
        found.office_name,
        found.sent_on,
        channels_of(found.channels),
    )


def mark_of(code: str) -> str:
    """Return the mark a code is kept under."""
    return hmac_of(PLACE, signs.normalize(code))


def count_check(outcome: Outcome, *, on: date) -> None:
    """Count that somebody checked a code; nothing else is kept."""
    if not CheckCount.objects.filter(on=on, outcome=outcome).update(count=F("count") + 1):
        CheckCount.objects.bulk_create([CheckCount(on=on, outcome=outcome)], ignore_conflicts=True)
        CheckCount.objects.filter(on=on, outcome=outcome).update(count=F("count") + 1)
