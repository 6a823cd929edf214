"""Hints that wait are taken back when their ground is gone: an item, a rule, a wish, or the peace after a death.

Each is called in the transaction of the change it follows from. The notices stay in their inboxes: they are the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Outbox
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import Consent
from todoke.apps.notices.models import Notice
from todoke.apps.notices.queries.inbox import is_about_a_person
from todoke.apps.people.queries.households import living_with
from todoke.apps.people.queries.shields import may_know
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.telling.channels import Channel
from todoke.telling.quiet import TOKYO
from todoke.telling.rules import topic_bits

_ON_THE_WAY = (Dispatch.State.WAITING, Dispatch.State.LEASED)
_AT_ONCE = 500


def cancel_hints_of_item(consent: Consent, *, at: datetime) -> int:
    """Take back the hints of notices that were chosen by an item which may not be used any more; return how many.

    A notice of which it is not known what it used counts as one that used the item.
    """
    if consent.purpose != Purpose.NOTICES:
        return 0
    notices = _waited_for(Dispatch.objects.filter(person_id=consent.person_id)).filter(
        municipality_id=consent.receiver
    )
    used = [one.pk for one in notices if consent.item in (one.reason or {}).get("items", (consent.item,))]
    return _cancel(used, at)


def cancel_hints_of_dead(person_id: int, *, at: datetime) -> int:
    """Take back what waits for somebody who died, for those of the household, and what is about the dead.

    Of those of the household only for whom no shield hides the dead from: silence would tell them of it.
    """
    on = at.astimezone(TOKYO).date()
    mourning = {one for one in (person_id, *living_with(person_id)) if may_know(one, person_id, on=on)}
    taken_back = sum(Outbox.cancel_of_person(one, at=at) for one in sorted(mourning))
    about = _waited_for(Dispatch.objects.all()).filter(about_id=person_id)
    return taken_back + _cancel([one.pk for one in about if is_about_a_person(one)], at)


def cancel_hints_of_rule(rule: str, area: str, *, at: datetime) -> int:
    """Take back the hints of a rule that was stopped in a municipality, or everywhere where that is empty."""
    with everywhere("stopped-rule"):
        rows = Dispatch.objects.filter(municipality_id=area) if area else Dispatch.objects.all()
        return _cancel(list(_waited_for(rows).filter(rule=rule).values_list("pk", flat=True)), at)


def cancel_hints_unwanted(person_id: int, *, topics: int, channels: int, at: datetime) -> int:
    """Take back what somebody chose not to hear of, or not by this way, after it was put in; return how many."""
    mine = Dispatch.objects.filter(person_id=person_id, state__in=_ON_THE_WAY, notice_id__isnull=False)
    closed = [one.value for one in Channel if not channels & one.bit]
    taken_back = Outbox.cancel_rows(mine.filter(channel__in=closed), "not-chosen")
    programs = rulebook().content.programs
    unwanted = [
        one.pk
        for one in _waited_for(mine)
        if one.program_id in programs and not topic_bits(programs[one.program_id].program) & topics
    ]
    return taken_back + _cancel(unwanted, at)


def _waited_for(rows: QuerySet[Dispatch]) -> QuerySet[Notice]:
    """Return the notices of which a hint has not left."""
    waiting = rows.filter(state__in=_ON_THE_WAY, notice_id__isnull=False)
    return Notice.objects.filter(pk__in=waiting.values("notice_id"))


def _cancel(notice_ids: Iterable[int], at: datetime) -> int:
    ids = sorted(notice_ids)
    return sum(
        Outbox.cancel(notice_ids=ids[first : first + _AT_ONCE], at=at)
        for first in range(0, len(ids), _AT_ONCE)
    )
