"""The daily round: what is coming is hinted at, once, within the budget (アプリへの合図), and what is over ends.

A hint says who, what kind and a code. It follows from a month and a place: what begins or must be done soon there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from todoke.apps.belief.actions import CodeUse, new_codes, register
from todoke.apps.belief.wordings import Published, find_published
from todoke.apps.channels.models import PrivateApp
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.notices.queries.budget import hold_budgets
from todoke.apps.notices.queries.wishes import chosen
from todoke.apps.places.models import Body
from todoke.apps.planning.queries.told import pushed_counts
from todoke.apps.planning.rulings import Rulings
from todoke.apps.planning.wiring import consents, recipients
from todoke.apps.subscriptions.actions.subscriptions import end_subscription
from todoke.apps.subscriptions.models import AppHint, Connection, Subscription
from todoke.apps.subscriptions.programs import look_again, rulings_now, tellable
from todoke.apps.subscriptions.queries.subscriptions import why_ended
from todoke.apps.tenancy.scope import everywhere
from todoke.base.clock import JST
from todoke.rules.rulebook import Rulebook
from todoke.telling.ahead import Spell, spells_ahead
from todoke.telling.budget import WINDOW
from todoke.telling.channels import Channel
from todoke.telling.occasions import Occasion
from todoke.telling.quiet import allowed_at
from todoke.telling.rules import NoticeRule

BUDGET = 4
"""Hints of one subscription in any 30 days, as for people who chose nothing else; the rest is one hint later."""
HINTS_KEPT, ENDED_KEPT = timedelta(days=90), timedelta(days=30)
_AHEAD = 70
_QUIET = (21 * 60, 8 * 60)
"""Whoever forwards a hint at once wakes nobody."""
_URGENT = 3


@dataclass(slots=True)
class Told:
    """What a round came to."""

    hints: int = 0
    parcels: int = 0
    held: Counter[str] = field(default_factory=Counter)
    """Subscriptions that had something to be told and were not, by reason."""
    ended: int = 0


@dataclass(frozen=True, slots=True)
class _Event:
    rule: NoticeRule
    mark: str
    day: date
    told_from: date


def tell_apps(*, at: datetime) -> Told:
    """Hint at what is coming for every subscription; run again the same day it tells nothing.

    Raises UnsignedWordingError where a kind of notice has no published words: nothing is told without.
    """
    told, on = Told(), at.astimezone(JST).date()
    look_again()
    book, rules = rulings_now(on=on)
    with everywhere("apps-tell"):
        told.ended = _tidy(at)
        for app in PrivateApp.objects.filter(active=True).order_by("pk"):
            for one in Subscription.objects.filter(app_id=app.pk, ended_at__isnull=True).order_by("pk"):
                why = why_ended(one, at=at)
                if why is not None:
                    end_subscription(one, by=why, at=at)
                    told.ended += 1
                    continue
                _tell(app, one, book, rules, on, at, told)
    return told


def _tell(
    app: PrivateApp, one: Subscription, book: Rulebook, rules: Rulings, on: date, at: datetime, told: Told
) -> None:
    made_on = one.made_at.astimezone(JST).date()
    known = {mark for marks in one.hints.values_list("marks", flat=True) for mark in marks}
    events = [
        event
        for event in _events(one, book, rules, on)
        if event.told_from <= on <= event.day and made_on < event.told_from and event.mark not in known
    ]
    if not events:
        return
    first = min(events, key=lambda event: (event.day, -event.rule.value, event.mark))
    published = find_published(first.rule.wording)
    readable = allowed_at(at, *_QUIET)
    with transaction.atomic():
        hold_budgets([] if one.person_id is None else [one.person_id])
        if held := _held(one, at):
            told.held[held] += 1
            return
        # One writer of each app's list at a time: places have no gaps, and none appears behind a reader.
        place = PrivateApp.objects.select_for_update().get(pk=app.pk).hints + 1
        PrivateApp.objects.filter(pk=app.pk).update(hints=place)
        row = AppHint(
            subscription=one,
            municipality_id=one.municipality_id,
            app_id=app.pk,
            position=place,
            kind=published.wording.kind,
            marks=sorted(event.mark for event in events),
            at=readable,
        )
        (row.code,) = new_codes(1)
        row.save(force_insert=True)
        told.parcels += _send(app, one, row, published, on, readable, at)
    told.hints += 1


def _send(
    app: PrivateApp,
    one: Subscription,
    row: AppHint,
    published: Published,
    on: date,
    readable: datetime,
    at: datetime,
) -> int:
    """Register the code, and put the hint into the outbox where the app is called."""
    office = Body.objects.get(area=one.municipality_id, kind="municipality")
    use = CodeUse(row.code or "", office.number, office.name, row.kind, (Channel.APP,), on)
    register([use], at=at)
    if one.channel != "webhook" or not app.url:
        return 0
    hint = Hint(
        office=office.number,
        office_name=office.name,
        kind=row.kind,
        code=row.code or "",
        language=one.language,
        wording=published.wording.key,
        wording_version=published.version,
    )
    parcel = Parcel(
        key=f"app:{app.pk}:{row.position}",
        channel=Channel.APP,
        area=one.municipality_id,
        contact_id=None,
        notice_id=None,
        payload=hint,
        priority=_URGENT,
        not_before=readable,
        app_id=app.pk,
        about=one.row,
        person_id=one.person_id,
    )
    return Outbox.enqueue([parcel], at=at)


def _events(one: Subscription, book: Rulebook, rules: Rulings, on: date) -> Iterator[_Event]:
    assert one.born_low is not None
    assert one.born_high is not None
    area = one.municipality_id
    spells = spells_ahead(
        book,
        tellable(rules, area),
        municipality=area,
        born=(one.born_low, one.born_high),
        first=on,
        last=on + timedelta(days=_AHEAD),
    )
    for spell in spells:
        for occasion, day in _days(spell):
            rule = rules.rules.for_occasion(occasion, book.content.programs[spell.program_id].program)
            if rule is None or not {(rule.id, ""), (rule.id, area)}.isdisjoint(rules.stopped):
                continue
            turn = f":{day.year}" if occasion is Occasion.BEGINS else ""
            mark = f"{occasion.value}:{spell.program_id}{turn}"
            yield _Event(rule, mark, day, day - timedelta(days=rule.lead_days))


def _days(spell: Spell) -> Iterator[tuple[Occasion, date]]:
    if not spell.is_open:
        yield Occasion.BEGINS, spell.begins
    if spell.apply_by is not None:
        yield Occasion.DEADLINE, spell.apply_by
    ends = spell.ends or spell.ends_at_latest
    if ends is not None:
        yield Occasion.ENDS, ends


def _held(one: Subscription, at: datetime) -> str:
    """Return why nothing is told now, or "": the budget is used up, or whoever connected it wants quiet."""
    used = one.hints.filter(at__gt=at - WINDOW).count()
    if one.person_id is None:
        return "budget" if used >= BUDGET else ""
    ids = np.array([one.person_id], np.int64)
    wishes = recipients(ids, (), at=at, masks=consents, chosen=chosen)
    if wishes.none[0]:
        return "none"
    if wishes.silenced[0] or wishes.dead[0]:
        return "silence"
    return "budget" if used + int(pushed_counts(ids, at=at)[0]) >= int(wishes.budget[0]) else ""


def _tidy(at: datetime) -> int:
    """End what is over, and forget numbers nobody typed, old hints and what ended a while ago."""
    on = at.astimezone(JST).date()
    over = list(Subscription.objects.filter(ended_at__isnull=True, until__lt=on))
    for one in over:
        end_subscription(one, by="expired", at=at)
    Connection.objects.filter(expires_at__lte=at).delete()
    AppHint.objects.filter(at__lt=at - HINTS_KEPT).delete()
    Subscription.objects.filter(ended_at__lt=at - ENDED_KEPT).delete()
    return len(over)
