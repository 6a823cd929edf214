"""Telling somebody of the answer to what they said was wrong: in the inbox, and by a hint outside the budget.

It was asked for, so it takes nothing of the number of messages somebody wishes; quiet hours, silence and "none" hold as
ever. Of an item that is sensitive no hint leaves at all (requirement C2): the answer lies in the inbox.
"""

from __future__ import annotations

from datetime import datetime

from todoke.apps.belief.wordings import Published, UnsignedWordingError, find_published
from todoke.apps.channels.models import ContactPoint
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.consent.domain.items import find_item
from todoke.apps.consent.models import Correction
from todoke.apps.notices.actions.notices import NewNotice, put_in_inbox
from todoke.apps.notices.models import Notice, Preference, Silence
from todoke.apps.people.queries.mourning import mourning
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT
from todoke.apps.places.models import Body
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.facts import Sensitivity
from todoke.rules.household import MUNICIPALITY
from todoke.telling.channels import Channel, channels_of
from todoke.telling.quiet import TOKYO, allowed_at

RULE = "correction"
_PRIORITY = 3


def tell_answered(correction: Correction, at: datetime) -> Notice | None:
    """Lay the answer into the inbox, in the caller's transaction; None where its wording is not published here."""
    done = correction.state == Correction.State.DONE
    try:
        published = find_published("correction-done" if done else "correction-refused")
    except UnsignedWordingError:
        return None
    with everywhere("correction-answered"):
        wish = _wish(correction, at)
        office = Body.objects.filter(area=correction.municipality_id, kind="municipality").first()
        made = put_in_inbox([_notice(correction, published, office, wish)], at=at)
        if made and wish is not None:
            Outbox.enqueue(_parcels(made[0], published, office, wish, at), at=at)
    return made[0] if made else None


def _notice(
    correction: Correction, published: Published, office: Body | None, wish: Preference | None
) -> NewNotice:
    return NewNotice(
        person_id=correction.person_id,
        municipality=correction.municipality_id,
        office="" if office is None else office.number,
        office_name=correction.municipality.name,
        rule=RULE,
        kind=published.wording.kind,
        wording=published.wording.key,
        wording_version=published.version,
        dedupe=f"correction:{correction.row}",
        is_pushed=True,  # it lies in the inbox, not on the shelf; whether a hint leaves is another question
        channels=0 if wish is None else wish.channels,
        values={"item": _name(correction.item)[:40]},
        reason={"item": correction.item, "items": [correction.item]},
        outside_budget=True,
    )


def _name(item: str) -> str:
    if item == MUNICIPALITY:
        return "住んでいる区市町村"
    known = find_item(item, rulebook().content.facts)
    return item if known is None else known.label.ja


def _wish(correction: Correction, at: datetime) -> Preference | None:
    """Return how somebody wishes to be hinted at now; None where no hint may leave."""
    fact = rulebook().content.facts.get(correction.item)
    is_sensitive = fact is not None and fact.sensitivity is not Sensitivity.PLAIN
    if is_sensitive or correction.item == PUBLIC_ACCOUNT:
        return None
    who = correction.person_id
    if Silence.objects.filter(person_id=who, from_at__lte=at, until_at__gt=at).exists():
        return None
    if who in mourning(on=at.astimezone(TOKYO).date()):
        return None
    return Preference.objects.filter(person_id=who, none=False, channels__gt=0).first()


def _parcels(
    notice: Notice, published: Published, office: Body | None, wish: Preference, at: datetime
) -> list[Parcel]:
    contacts = ContactPoint.objects.filter(
        person_id=notice.person_id, verified_at__isnull=False, stopped_at__isnull=True
    ).order_by("pk")
    return [
        Parcel(
            key=f"notice:{notice.pk}:{contact.pk}",
            channel=Channel(contact.kind),
            area=notice.municipality_id,
            contact_id=contact.pk,
            notice_id=notice.pk,
            payload=Hint(
                office="" if office is None else office.number,
                office_name=notice.municipality.name,
                kind=notice.kind,
                code=notice.code or "",
                language=contact.language,
                wording=notice.wording,
                wording_version=published.version,
            ),
            priority=_PRIORITY,
            not_before=allowed_at(at, wish.quiet_from, wish.quiet_until),
        )
        for contact in contacts
        if Channel(contact.kind) in channels_of(wish.channels) and Channel(contact.kind) is not Channel.LETTER
    ]
