"""Asking for items at the moment of use, agreeing, refusing, and taking back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.consent.domain.items import listed
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import Told, text_of
from todoke.apps.consent.models import Consent, ConsentText, Preview
from todoke.apps.people.models import Person
from todoke.base.clock import JST

PREVIEW_LIVES = timedelta(minutes=15)
OPEN = (Preview.State.ASKED, Preview.State.SHOWN)


class ConsentError(ValueError):
    """Something cannot be agreed to or taken back; the code says why and is a key of words."""

    def __init__(self, code: str) -> None:
        """Keep the code: none_chosen, expired, not_asked, alone or statute."""
        self.code = code
        super().__init__(code)


def nothing_waits(consent: Consent, *, at: datetime) -> None:
    """Cancel nothing: what a taken-back consent stops where nothing can be waiting to leave."""


def ask_preview(
    person: Person, items: Collection[str], *, purpose: Purpose, receiver: str, by: Actor, at: datetime
) -> Preview:
    """Return a question about these items, good for fifteen minutes; nothing is agreed to yet.

    Raises ConsentError: nothing is asked for, or an item few people share is asked for together with others.
    """
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise ConsentError("none_chosen")
    known = listed()
    if len(wanted) > 1 and any(known[item].never_by_default for item in wanted if item in known):
        raise ConsentError("alone")
    text_of(purpose)
    require(by, Verb.CONSENT, _thing(person), at=at)
    return Preview.objects.create(
        person_id=person.pk,
        login_id=by.login_id,
        municipality_id=person.municipality_id,
        items=wanted,
        purpose=purpose,
        receiver=receiver,
        at=at,
        expires_at=at + PREVIEW_LIVES,
    )


def note_shown(preview: Preview) -> None:
    """Remember that the values were shown: only then can they be agreed to."""
    Preview.objects.filter(pk=preview.pk, state=Preview.State.ASKED).update(state=Preview.State.SHOWN)


def agree(
    preview: Preview, items: Collection[str], *, by: Actor, at: datetime, language: str = "ja"
) -> list[Consent]:
    """Record that these of the items that were shown may be used; the others stay a no.

    What was agreed to before for the same use is replaced, so that it runs from now. Raises ConsentError.
    """
    chosen = list(dict.fromkeys(items))
    if not chosen:
        raise ConsentError("none_chosen")
    if not set(chosen) <= set(preview.items):
        raise ConsentError("not_asked")
    purpose = Purpose(preview.purpose)
    told = text_of(purpose)
    with transaction.atomic():
        _answer(preview, Preview.State.AGREED, (Preview.State.SHOWN,), at=at)
        assert preview.person is not None
        require(by, Verb.CONSENT, _thing(preview.person), at=at)
        text = keep_text(told, language, at=at)
        same = {"person_id": preview.person_id, "purpose": purpose, "receiver": preview.receiver}
        before = Consent.objects.filter(
            **same, item__in=chosen, case_ref="", withdrawn_at__isnull=True, basis=Consent.Basis.CONSENT
        )
        before.update(withdrawn_at=at, withdrawn_by="renewed")
        until = told.until(at.astimezone(JST).date())
        made = [
            Consent.objects.create(
                **same,
                municipality_id=preview.person.municipality_id,
                item=item,
                text=text,
                granted_at=at,
                granted_by=by.ref,
                valid_until=until,
            )
            for item in chosen
        ]
        _note(by, Verb.CONSENT, preview, at=at, said={"purpose": purpose.value, "count": len(made)})
    return made


def refuse(preview: Preview, *, by: Actor, at: datetime) -> None:
    """Record that nothing may be used; what was read for the question is gone. Raises ConsentError."""
    with transaction.atomic():
        _answer(preview, Preview.State.REJECTED, OPEN, at=at)
        _note(by, "refuse", preview, at=at, said={"purpose": preview.purpose})


def withdraw(
    consent: Consent, *, by: Actor, at: datetime, cancel: Callable[..., Any] = nothing_waits
) -> None:
    """Take a consent back: the next question whether the item may be used is answered with no.

    ``cancel(consent, at=…)`` stops, in the same transaction, what waits to leave and used the item. Taking back
    again changes nothing. Raises ConsentError where a law and no consent is the ground.
    """
    require(by, Verb.WITHDRAW, consent, at=at)
    if consent.basis == Consent.Basis.STATUTE:
        raise ConsentError("statute")
    with transaction.atomic():
        open_rows = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
        if not open_rows.update(withdrawn_at=at, withdrawn_by=by.ref):
            return
        cancel(consent, at=at)
        note(
            actor=by,
            verb=Verb.WITHDRAW,
            thing="consent",
            ref=consent.row,
            area=consent.municipality_id,
            at=at,
            said={"purpose": consent.purpose, "item": consent.item},
        )
    consent.refresh_from_db()


def expire(*, at: datetime) -> int:
    """End questions that were not answered in time and erase what they held; return how many."""
    late = Preview.objects.filter(state__in=OPEN, expires_at__lte=at)
    return late.update(state=Preview.State.EXPIRED, claims_sealed=b"")


def keep_text(told: Told, language: str, *, at: datetime) -> ConsentText:
    """Return the words as they were shown, kept from the first time somebody agreed to them."""
    spoken = {"ja-easy": "easy", "en": "en"}.get(language, "ja")
    row, _ = ConsentText.objects.get_or_create(
        purpose=told.purpose,
        version=told.version,
        language=language,
        defaults={
            "line": told.line.in_language(spoken)[:80] if spoken != "easy" else told.line.ja,  # type: ignore[arg-type]
            "long": told.long.in_language(spoken),  # type: ignore[arg-type]
            "created_at": at,
        },
    )
    return row


def _answer(preview: Preview, to: str, states: Collection[str], *, at: datetime) -> None:
    """Let one answer win; a second one, or one that comes too late, is refused."""
    rows = Preview.objects.filter(pk=preview.pk, state__in=states, expires_at__gt=at)
    if not rows.update(state=to, claims_sealed=b""):
        raise ConsentError("expired")


def _note(by: Actor, verb: str, preview: Preview, *, at: datetime, said: Mapping[str, Any]) -> None:
    area = preview.municipality_id or ""
    note(actor=by, verb=verb, thing="consent", ref=preview.row, area=area, at=at, said=said)


def _thing(person: Person) -> Consent:
    return Consent(person_id=person.pk, municipality_id=person.municipality_id)
