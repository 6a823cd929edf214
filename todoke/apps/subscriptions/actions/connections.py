"""A resident connects an app by a number typed into it; the app gets nothing before (アプリをつなぐ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.audit.actions import note
from todoke.apps.channels.models import PrivateApp
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import Consent
from todoke.apps.people.models import Person
from todoke.apps.subscriptions.actions.subscriptions import agreed_text
from todoke.apps.subscriptions.items import ITEMS, receiver_of
from todoke.apps.subscriptions.models import Connection
from todoke.apps.vault.blind import hmac_of
from todoke.base.clock import JST
from todoke.telling import codes

LIVES = timedelta(minutes=10)
MOST_WAITING = 5
"""Numbers of one person that wait to be typed; an older one ends."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A number to type into the app, shown once."""

    code: str
    expires_at: datetime


def offer(
    app: PrivateApp, person: Person, born: tuple[date, date], *, by: Actor, language: str, at: datetime
) -> Offered:
    """Agree that an app may be told for a child of this month, and return the number to type into it.

    ``born`` must be a whole month; the day of birth stays here.
    """
    code = codes.draw()
    with transaction.atomic():
        mine = Connection.objects.filter(person_id=person.pk).order_by("-pk").values_list("pk", flat=True)
        Connection.objects.filter(pk__in=list(mine[MOST_WAITING - 1 :])).delete()
        made = Connection.objects.create(
            code_hmac=_mark(code),
            app_id=app.pk,
            person_id=person.pk,
            municipality_id=person.municipality_id,
            born_low=born[0],
            born_high=born[1],
            text=agreed_text(language=language, at=at),
            made_at=at,
            expires_at=at + LIVES,
        )
        note(
            actor=by,
            verb="consent",
            thing="subscription",
            ref=app.pk,
            area=person.municipality_id,
            at=at,
            said={"purpose": Purpose.APP.value, "count": len(ITEMS)},
        )
    return Offered(codes.shown(code), made.expires_at)


def take_up(app: PrivateApp, typed: str, *, at: datetime) -> Connection | None:
    """Use a number up and record the consents it stands for; None where it is not good for this app now.

    Call it in a transaction, in a scope over everything.
    """
    code = codes.read(typed)
    if code is None:
        return None
    rows = Connection.objects.filter(code_hmac=_mark(code), app_id=app.pk, expires_at__gt=at)
    found = rows.select_related("person", "municipality", "text").first()
    if found is None or not rows.delete()[0]:
        return None
    same = {"person_id": found.person_id, "purpose": Purpose.APP, "receiver": receiver_of(app.pk)}
    Consent.objects.filter(**same, item__in=ITEMS, case_ref="", withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by="renewed"
    )
    until = text_of(Purpose.APP, found.text.version).until(at.astimezone(JST).date())
    for item in ITEMS:
        Consent.objects.create(
            **same,
            municipality_id=found.municipality_id,
            item=item,
            text=found.text,
            granted_at=found.made_at,
            granted_by=f"person:{found.person_id}",
            valid_until=until,
        )
    return found


def _mark(code: str) -> str:
    return hmac_of("subscriptions.connection", code)
