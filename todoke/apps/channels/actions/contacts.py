"""What changes contact points (届け先): added, confirmed by a number that arrives there, stopped by one tap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.domain.texts import NUMBER
from todoke.apps.channels.domain.tokens import new_number
from todoke.apps.channels.models import ContactPoint, Dispatch
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.channels.stopping import find_stoppable, stop_mark, stop_token
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import blind, hmac_of
from todoke.clients.mail.composing import fold_address
from todoke.clients.push.encrypting import BrowserKeys
from todoke.telling.channels import Channel

NUMBER_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
MOST_OPEN = 5
"""Contact points of one kind for one person."""
_PLACE = "channels.contact.address"


class ContactError(ValueError):
    """A contact point cannot be added; the code says why and is a key of words."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


class Confirmed(Enum):
    """How typing the number ended."""

    YES = "yes"
    WRONG = "wrong"
    EXPIRED = "expired"


def add_mail(person: Person, address: str, *, language: str, by: Actor, at: datetime) -> ContactPoint:
    """Add a mail address, or find it again, and send a number there; raises MailError, ContactError."""
    address = fold_address(address)
    with transaction.atomic():
        contact = _found_or_new(person, Channel.MAIL, address, language=language, at=at)
        if contact.verified_at is None:
            _send_number(contact, at=at)
        _note(contact, Verb.CHANGE, by, at, "added")
    return contact


def send_number_again(contact: ContactPoint, *, by: Actor, at: datetime) -> None:
    """Send another number; the one before is worth nothing any more."""
    with transaction.atomic():
        _send_number(contact, at=at)
        _note(contact, Verb.CHANGE, by, at, "number")


def confirm(contact: ContactPoint, number: str, *, by: Actor, at: datetime) -> Confirmed:
    """Compare what was typed; after five wrong tries or ten minutes a new number is needed."""
    with transaction.atomic():
        open_rows = ContactPoint.objects.filter(pk=contact.pk, stopped_at__isnull=True)
        counted = open_rows.filter(confirm_tries__lt=MOST_TRIES, confirm_until__gt=at).exclude(
            confirm_hmac=""
        )
        if not counted.update(confirm_tries=F("confirm_tries") + 1):
            return Confirmed.EXPIRED
        right = open_rows.filter(confirm_hmac=_number_mark(contact, number))
        if not right.update(verified_at=at, confirm_hmac="", confirm_until=None):
            return Confirmed.WRONG
        _note(contact, Verb.CHANGE, by, at, "confirmed")
    contact.refresh_from_db()
    return Confirmed.YES


def add_browser(
    person: Person, endpoint: str, keys: Mapping[str, str], *, language: str, by: Actor, at: datetime
) -> ContactPoint:
    """Add a browser that agreed to show pushes; raises PushKeyError, ContactError."""
    BrowserKeys.of(keys["p256dh"], keys["auth"])
    with transaction.atomic():
        contact = _found_or_new(person, Channel.PUSH, endpoint, language=language, at=at)
        contact.keys = {"p256dh": keys["p256dh"], "auth": keys["auth"]}
        contact.verified_at = contact.verified_at or at
        contact.save(update_fields=["keys_sealed", "verified_at"])
        _note(contact, Verb.CHANGE, by, at, "added")
    return contact


def add_letterbox(person: Person, *, language: str, by: Actor, at: datetime) -> ContactPoint:
    """Let letters come; the address is read from the basics when one is printed."""
    with transaction.atomic():
        contact = _found_or_new(person, Channel.LETTER, "", language=language, at=at)
        contact.verified_at = contact.verified_at or at
        contact.save(update_fields=["verified_at"])
        _note(contact, Verb.CHANGE, by, at, "added")
    return contact


def stop_contact(contact: ContactPoint, *, why: str, by: Actor | str, at: datetime) -> None:
    """Stop a contact point for good, and take back what has not left for it. Twice is as once."""
    with transaction.atomic():
        rows = ContactPoint.objects.filter(pk=contact.pk, stopped_at__isnull=True)
        if not rows.update(stopped_at=at, stop_reason=why, confirm_hmac=""):
            return
        waiting = Dispatch.objects.filter(
            contact_id=contact.pk, state__in=(Dispatch.State.WAITING, Dispatch.State.LEASED)
        )
        waiting.update(
            state=Dispatch.State.CANCELLED,
            owner="",
            lease_until=None,
            last_code="stopped",
            payload_sealed=b"",
        )
        _note(contact, Verb.MUTE, by, at, why)


def stop_by_token(token: str, *, at: datetime) -> bool:
    """Stop the contact point a mail's own button names, without a login; False where the token is nobody's."""
    contact = find_stoppable(token)
    if contact is None:
        return False
    with everywhere("stop-by-mail"):
        stop_contact(contact, why="one-click", by="anonymous", at=at)
    return True


def _found_or_new(
    person: Person, kind: Channel, address: str, *, language: str, at: datetime
) -> ContactPoint:
    mark = blind(_PLACE, address) if address else ""
    mine = ContactPoint.objects.filter(person_id=person.pk, kind=kind, stopped_at__isnull=True)
    found = mine.filter(address_blind=mark).first()
    if found is not None:
        return found
    if mine.count() >= MOST_OPEN:
        raise ContactError("too_many")
    contact = ContactPoint(
        person_id=person.pk,
        municipality_id=person.municipality_id,
        kind=kind.value,
        address_blind=mark,
        made_at=at,
        language=language,
    )
    contact.address = address or None
    contact.stop_hmac = stop_mark(stop_token(contact))
    contact.save(force_insert=True)
    return contact


def _send_number(contact: ContactPoint, *, at: datetime) -> None:
    number = new_number()
    contact.confirm_hmac = _number_mark(contact, number)
    contact.confirm_until, contact.confirm_tries = at + NUMBER_LIVES, 0
    contact.save(update_fields=["confirm_hmac", "confirm_until", "confirm_tries"])
    parcel = Parcel(
        key=f"number:{uuid4().hex}",
        channel=Channel.MAIL,
        area=contact.municipality_id,
        contact_id=contact.pk,
        notice_id=None,
        payload=_number_hint(number, contact.language),
        priority=0,
    )
    Outbox.enqueue([parcel], at=at)


def _number_hint(number: str, language: str) -> Hint:
    return Hint(
        office="",
        office_name="todoke",
        kind=NUMBER,
        code=number,
        language=language,
        wording="number",
        wording_version=1,
    )


def _number_mark(contact: ContactPoint, number: str) -> str:
    return hmac_of("channels.contact.number", f"{contact.row}:{number}")


def _note(contact: ContactPoint, verb: Verb, by: Actor | str, at: datetime, what: str) -> None:
    note(
        actor=by,
        verb=verb,
        thing="contact",
        ref=contact.row,
        area=contact.municipality_id,
        at=at,
        said={"kind": contact.kind, "what": what},
    )
