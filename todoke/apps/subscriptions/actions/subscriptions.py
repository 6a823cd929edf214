"""Subscriptions begin with a month, a place and words that were agreed to, and end in one step (購読)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from todoke.apps.audit.actions import note
from todoke.apps.channels.models import PrivateApp
from todoke.apps.channels.outbox import Outbox
from todoke.apps.consent.actions.asking import keep_text
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import Consent, ConsentText
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.subscriptions.items import EndedBy, receiver_of
from todoke.apps.subscriptions.keys import mark_of, subscription_key
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.vault.blind import hmac_of
from todoke.base.clock import JST


class OnceError(ValueError):
    """The same Idempotency-Key came with another request."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an app asks for, once somebody has agreed in it."""

    municipality: Municipality
    born: tuple[date, date]
    channel: str
    language: str
    text: ConsentText
    once: str = ""
    """The app's Idempotency-Key."""
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A subscription with its key, which is shown once."""

    subscription: Subscription
    key: str = field(repr=False)
    is_new: bool = True


def agreed_text(*, language: str, at: datetime) -> ConsentText:
    """Return the words in force that an app must have shown."""
    return keep_text(text_of(Purpose.APP), language, at=at)


def find_begun(app: PrivateApp, once: str, said: str) -> Begun | None:
    """Return what was begun with this Idempotency-Key before; raises OnceError where something else was asked.

    Call it in a scope over everything.
    """
    found = Subscription.objects.filter(once_mark=_once(app, once)).first() if once else None
    if found is None:
        return None
    if found.once_said != _said(app, said):
        raise OnceError
    return Begun(found, subscription_key(found.row), is_new=False)


def subscribe(app: PrivateApp, wanted: Wanted, *, said: str, at: datetime) -> Begun:
    """Begin a subscription for as long as the words say; call it in a scope that holds the municipality.

    ``said`` is the request as it came, to know a repeated one by. Raises OnceError.
    """
    until = text_of(Purpose.APP, wanted.text.version).until(at.astimezone(JST).date())
    row = uuid4()
    made = Subscription(
        row=row,
        app_id=app.pk,
        person=wanted.person,
        municipality=wanted.municipality,
        born_low=wanted.born[0],
        born_high=wanted.born[1],
        channel=wanted.channel,
        language=wanted.language,
        key_hash=mark_of(subscription_key(row)),
        text=wanted.text,
        until=until,
        made_at=at,
        once_mark=_once(app, wanted.once) if wanted.once else None,
        once_said=_said(app, said) if wanted.once else "",
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _note(receiver_of(app.pk), "subscribe", made, at)
    except IntegrityError:
        # The same request at the same moment: the first one won.
        before = find_begun(app, wanted.once, said)
        if before is None:
            raise
        return before
    return Begun(made, subscription_key(row))


def end_subscription(one: Subscription, *, by: EndedBy, at: datetime) -> None:
    """End a subscription: the month is erased, what waits to leave is taken back, consents for it end.

    Twice is as once.
    """
    with transaction.atomic():
        rows = Subscription.objects.filter(pk=one.pk, ended_at__isnull=True)
        if not rows.update(ended_at=at, ended_by=by, born_low=None, born_high=None):
            return
        Outbox.cancel_about(one.row, at=at)
        person_id = one.person_id
        if person_id is not None and not _has_others(person_id, one.app_id):
            Consent.objects.filter(
                person_id=person_id,
                purpose=Purpose.APP,
                receiver=receiver_of(one.app_id),
                withdrawn_at__isnull=True,
            ).update(withdrawn_at=at, withdrawn_by=f"app:{one.app_id}"[:60])
        _note(f"system:{by}", "end", one, at)
    one.refresh_from_db()


def _has_others(person_id: int, app_id: int) -> bool:
    return Subscription.objects.filter(person_id=person_id, app_id=app_id, ended_at__isnull=True).exists()


def _once(app: PrivateApp, once: str) -> str:
    return hmac_of("subscriptions.once", f"{app.pk}:{once}")


def _said(app: PrivateApp, said: str) -> str:
    return hmac_of("subscriptions.said", f"{app.pk}:{said}")


def _note(by: str, verb: str, one: Subscription, at: datetime) -> None:
    note(actor=by, verb=verb, thing="subscription", ref=one.row, area=one.municipality_id, at=at)
