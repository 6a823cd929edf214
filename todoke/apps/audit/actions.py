"""What writes the audit (監査の記録): an entry at the end of its municipality's chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import connection, transaction

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.chain import Kept, mark_of, moment
from todoke.apps.audit.models import BEGINNING, Entry, Head
from todoke.apps.audit.saying import check_code, check_said

_NOTHING: Mapping[str, str | int | bool] = MappingProxyType({})
_KINDS = {
    "person": Kind.PERSON,
    "login": Kind.PERSON,
    "account": Kind.STAFF,
    "app": Kind.APP,
    "system": Kind.SYSTEM,
    "anonymous": Kind.ANONYMOUS,
}


def note(
    *,
    actor: Actor | str,
    verb: Verb | str,
    thing: str,
    ref: object,
    area: str,
    at: datetime,
    said: Mapping[str, str | int | bool] = _NOTHING,
) -> Entry:
    """Append to the chain of the area, in the caller's transaction; ``said`` holds codes and counts only.

    Call it last in the transaction: it holds the area's head until the transaction ends. Bulk work notes once a
    chunk, with ``said={"count": n}``. ``actor`` may be a reference as ``"system:nightly"``; ``area`` is "" for what
    belongs to no municipality. Whoever acts in another's place is noted with the mandate.

    Raises:
        UnsayableError: something is said that could be about a person.
        ValueError: the time has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("the time of an entry needs a zone")
    kind, who = _who(actor)
    words = check_said(said)
    if isinstance(actor, Actor) and actor.mandate is not None:
        words["mandate"] = actor.mandate.id
    entry = Entry(
        area=check_code(area, "area", longest=6),
        at=at,
        actor_kind=kind,
        actor_ref=check_code(who, "actor", longest=40),
        verb=check_code(str(verb), "verb", longest=30),
        thing=check_code(thing, "thing", longest=40),
        thing_ref=check_code(str(ref), "ref", longest=60),
        said=words,
    )
    with transaction.atomic(savepoint=False):  # what cannot be noted is not done either
        number, mark = _locked_end(area)
        entry.number, entry.before = number + 1, mark
        entry.hash = mark_of(mark, told_by(entry))
        _append(entry)
    return entry


def told_by(entry: Kept) -> dict[str, object]:
    """Return everything an entry's mark is taken over, beside the mark before."""
    return {
        "area": entry.area,
        "number": entry.number,
        "at": moment(entry.at),
        "actor_kind": str(entry.actor_kind),
        "actor_ref": entry.actor_ref,
        "verb": entry.verb,
        "thing": entry.thing,
        "thing_ref": entry.thing_ref,
        "said": entry.said,
    }


# Written as statements: every request that changes something adds an entry, and models cost twice as much here.
_ENTRY, _HEAD = Entry._meta.db_table, Head._meta.db_table
_KEPT = tuple(field for field in Entry._meta.local_concrete_fields if not field.primary_key)
_HASH = Head._meta.get_field("hash")
_INSERT = (
    f"INSERT INTO {_ENTRY} ({', '.join(str(field.column) for field in _KEPT)}) "
    f"VALUES ({', '.join(['%s'] * len(_KEPT))}) RETURNING id"
)
_MOVE = f"UPDATE {_HEAD} SET number = %s, hash = %s WHERE area = %s"
_BOTH = f"WITH written AS ({_INSERT}), moved AS ({_MOVE}) SELECT id FROM written"
_END = f"SELECT number, hash FROM {_HEAD} WHERE area = %s"


def _locked_end(area: str) -> tuple[int, bytes]:
    """Return where the chain of an area ends, and hold it until the transaction does."""
    lock = f"{_END} FOR UPDATE" if connection.features.has_select_for_update else _END
    with connection.cursor() as cursor:
        cursor.execute(lock, [area])
        found = cursor.fetchone()
        if found is None:
            # Two first entries of an area at once: one of the two rows is left alone, both wait for the same lock.
            Head.objects.bulk_create([Head(area=area, hash=BEGINNING)], ignore_conflicts=True)
            cursor.execute(lock, [area])
            found = cursor.fetchone()
    return found[0], bytes(found[1])


def _append(entry: Entry) -> None:
    """Write an entry and move the head of its area to it: in one statement where the database can."""
    told = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _KEPT]
    end = [entry.number, _HASH.get_db_prep_save(entry.hash, connection), entry.area]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_BOTH, [*told, *end])
            (entry.pk,) = cursor.fetchone()
        else:
            cursor.execute(_INSERT, told)
            (entry.pk,) = cursor.fetchone()
            cursor.execute(_MOVE, end)
    entry._state.adding, entry._state.db = False, connection.alias


def _who(actor: Actor | str) -> tuple[str, str]:
    if isinstance(actor, Actor):
        return actor.kind.value, actor.ref
    kind = _KINDS.get(actor.partition(":")[0])
    if kind is None:
        raise ValueError("an actor is told as person:…, login:…, account:…, app:…, system:… or anonymous")
    return kind.value, actor
