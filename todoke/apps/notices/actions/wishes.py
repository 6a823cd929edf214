"""What somebody wishes to be told is decided, and everything stopped in one tap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.outbox import Outbox
from todoke.apps.notices.actions.hints import cancel_hints_unwanted
from todoke.apps.notices.actions.mutings import count_less, count_muting
from todoke.apps.notices.models import Muting, Preference, Silence
from todoke.apps.people.models import Person

_CHANGED = frozenset(
    {
        "topics",
        "channels",
        "budget",
        "quiet_from",
        "quiet_until",
        "roundup_day",
        "language",
        "disaster",
        "suggested",
    }
)


@transaction.atomic
def set_preference(person_id: int, *, by: Actor, at: datetime, **changes: Any) -> Preference:
    """Decide how somebody is told; what is not named stays as it is.

    Whatever is decided here ends that nothing is wanted, and what waits against it does not leave. Raises
    RefusedError, and TypeError for a name there is not.
    """
    if unknown := changes.keys() - _CHANGED:
        raise TypeError(f"no such wish: {', '.join(sorted(unknown))}")
    row = _locked(person_id, at)
    require(by, Verb.CHANGE, row, at=at)
    before = None if row._state.adding or row.none else (row.topics, row.budget)
    for name, value in changes.items():
        setattr(row, name, value)
    row.none, row.changed_at = False, at
    row.full_clean(exclude=("person", "municipality"), validate_unique=False)
    row.save()
    if before is not None:
        count_less(row.municipality_id, before=before, now=(row.topics, row.budget), at=at)
    cancel_hints_unwanted(person_id, topics=row.topics, channels=row.channels, at=at)
    _note(row, Verb.CHANGE, by, at)
    return row


@transaction.atomic
def stop_everything(person_id: int, *, by: Actor, at: datetime) -> Preference:
    """Let nothing be told by any way, not even what waits to leave; the shelf stays. Raises RefusedError."""
    row = _locked(person_id, at)
    require(by, Verb.MUTE, row, at=at)
    if not row.none:
        count_muting(row.municipality_id, Muting.Kind.NONE, at=at)
    row.none, row.topics, row.channels, row.roundup_day, row.disaster = True, 0, 0, None, False
    row.changed_at = at
    row.save()
    Outbox.cancel_of_person(person_id, at=at)
    _note(row, Verb.MUTE, by, at)
    return row


@transaction.atomic
def silence(
    person_id: int, *, until: datetime, why: Silence.Why | str, at: datetime, by: Actor | str
) -> Silence:
    """Let nothing be told until a time; whoever calls has asked who may. What waits to leave is taken back."""
    person = Person.objects.get(pk=person_id)
    row = Silence.objects.create(
        person=person, municipality_id=person.municipality_id, from_at=at, until_at=until, why=why
    )
    Outbox.cancel_of_person(person_id, at=at)
    note(actor=by, verb="silence", thing="preference", ref=person_id, area=person.municipality_id, at=at)
    return row


def _locked(person_id: int, at: datetime) -> Preference:
    """Return the wishes, locked for the transaction; of somebody who said none they are not stored yet."""
    row = Preference.objects.select_for_update().filter(person_id=person_id).first()
    if row is not None:
        return row
    person = Person.objects.get(pk=person_id)
    return Preference(person=person, municipality_id=person.municipality_id, changed_at=at)


def _note(row: Preference, verb: Verb, by: Actor, at: datetime) -> None:
    said = {
        "none": row.none,
        "topics": row.topics.bit_count(),
        "channels": row.channels,
        "budget": row.budget,
    }
    note(actor=by, verb=verb, thing=row.thing, ref=row.pk, area=row.municipality_id, at=at, said=said)
