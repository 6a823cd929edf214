"""The outbox (発送): what leaves, told in the transaction of the change it tells of, and leased to one worker.

At least once: whoever dies between handing over and writing it down has it handed over again, under the same
Message-ID or topic, by which the other side knows it. A lease is fenced by its owner and the number of the try.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from todoke.apps.channels.domain.outcomes import MOST_TRIES, Carried, Outcome, wait_after
from todoke.apps.channels.models import ContactPoint, Dispatch, PrivateApp, Try
from todoke.apps.tenancy.scope import current_scope
from todoke.telling.channels import Channel

LEASE = timedelta(minutes=2)
CARRIED_BY_WORKERS = (Channel.MAIL, Channel.PUSH, Channel.APP)
"""Letters wait for somebody to print them (``todoke letters print``)."""
PRIORITIES = (0, 1, 3, 5, 7)
"""The smaller, the sooner: numbers somebody waits for, disasters, notices, notices to everybody, letters."""


@dataclass(frozen=True, slots=True)
class Hint:
    """All that ever leaves: who, what kind, a code to check it by. Nothing about the person."""

    office: str
    office_name: str
    kind: str
    code: str
    language: str
    wording: str
    wording_version: int
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One hint on its way; a key that is in the outbox already is left alone."""

    key: str
    channel: Channel
    area: str
    contact_id: int | None
    """channels.ContactPoint."""
    notice_id: int | None
    """notices.Notice."""
    payload: Hint
    priority: int = 5
    """One of ``PRIORITIES``."""
    not_before: datetime | None = None
    broadcast_id: int | None = None
    """notices.Broadcast."""
    app_id: int | None = None
    """channels.PrivateApp, where it goes to an app and not to a contact point of a person."""
    about: UUID | None = None
    """The subscription it is for, as the app knows it."""
    person_id: int | None = None
    """people.Person, where somebody is known and no contact point says so."""


class Outbox:
    """Puts dispatches in, leases them out, and writes down what became of them."""

    @staticmethod
    def enqueue(parcels: Sequence[Parcel], *, at: datetime) -> int:
        """Add rows in the caller's transaction; a key that is there is left alone. Return how many are new.

        Raises ValueError for a priority there is not: such a row would never be handed over.
        """
        if any(one.priority not in PRIORITIES for one in parcels):
            raise ValueError(f"priorities are {PRIORITIES}")
        contacts = ContactPoint.objects.filter(pk__in={one.contact_id for one in parcels if one.contact_id})
        persons = dict(contacts.values_list("pk", "person_id"))
        there = set(
            Dispatch.objects.filter(key__in=[one.key for one in parcels]).values_list("key", flat=True)
        )
        rows = {
            one.key: _row_of(one, persons.get(one.contact_id or 0), at)
            for one in parcels
            if one.key not in there and (one.contact_id is None or one.contact_id in persons)
        }
        Dispatch.objects.bulk_create(rows.values(), batch_size=500, ignore_conflicts=True)
        return len(rows)

    @staticmethod
    def claim(
        owner: str,
        *,
        limit: int,
        at: datetime,
        lease: timedelta = LEASE,
        channels: Collection[Channel] = CARRIED_BY_WORKERS,
        area: str = "",
    ) -> list[Dispatch]:
        """Lease the next dispatches, most urgent first, and those whose lease ran out; nobody else gets them.

        ``area`` takes those of one municipality alone.

        Works across municipalities: raises PermissionError in any narrower scope.
        """
        if not current_scope().everything:
            raise PermissionError("the outbox is handed over across municipalities: open everywhere(...)")
        if not channels:
            return []
        taken: list[int] = []
        with transaction.atomic(), connection.cursor() as cursor:
            for where, values in _queues(channels, area, _stored(at)):
                values = [owner, _stored(at + lease), *values, limit - len(taken)]
                cursor.execute(_claim_statement(where), values)
                taken += (row[0] for row in cursor.fetchall())
                if len(taken) >= limit:
                    break
        found = Dispatch.objects.filter(pk__in=taken).select_related("contact", "contact__app")
        return sorted(found, key=lambda one: (one.priority, one.next_at, one.pk))

    @staticmethod
    def holds(dispatch: Dispatch, owner: str, *, at: datetime) -> bool:
        """Return whether the lease is still this owner's: not lost, not run out, not cancelled meanwhile."""
        # Asked before each that leaves: as plain SQL it takes a tenth of the time.
        with connection.cursor() as cursor:
            cursor.execute(_HOLDS, [dispatch.pk, owner, dispatch.attempts, _stored(at)])
            return cursor.fetchone() is not None

    @staticmethod
    def settle(dispatch: Dispatch, owner: str, carried: Carried, *, at: datetime, ms: int = 0) -> bool:
        """Write down how it ended; False, and nothing written, when the lease was lost."""
        with transaction.atomic():
            if not _leased(dispatch, owner).update(**_after(dispatch, carried, at)):
                return False
            Try.objects.create(dispatch_id=dispatch.pk, at=at, ms=ms, outcome=carried.code[:40])
            if carried.outcome is Outcome.GONE and dispatch.contact_id is not None:
                ContactPoint.objects.filter(pk=dispatch.contact_id, stopped_at__isnull=True).update(
                    stopped_at=at, stop_reason=carried.code[:40]
                )
            if carried.outcome is Outcome.GONE and dispatch.app_id is not None:
                # Its address wants no more: it can still ask by itself.
                PrivateApp.objects.filter(pk=dispatch.app_id).update(url="")
        return True

    @staticmethod
    def release(dispatches: Iterable[Dispatch], owner: str) -> int:
        """Give leases back unused, as if they had not been taken."""
        given_back = 0
        for one in dispatches:
            given_back += _leased(one, owner).update(
                state=Dispatch.State.WAITING, owner="", lease_until=None, attempts=F("attempts") - 1
            )
        return given_back

    @staticmethod
    def cancel(*, notice_ids: Iterable[int] = (), broadcast_ids: Iterable[int] = (), at: datetime) -> int:
        """Take back what has not left: also from a worker that holds it and has not handed it over."""
        of_notices = Dispatch.objects.filter(notice_id__in=list(notice_ids))
        of_broadcasts = Dispatch.objects.filter(broadcast_id__in=list(broadcast_ids))
        return _cancel(of_notices, "cancelled") + _cancel(of_broadcasts, "cancelled")

    @staticmethod
    def cancel_of_person(person_id: int, *, at: datetime) -> int:
        """Take back everything for a person that has not left: nothing wanted any more, or a death."""
        return _cancel(Dispatch.objects.filter(person_id=person_id), "nothing-wanted")

    @staticmethod
    def cancel_about(subscription: UUID, *, at: datetime) -> int:
        """Take back everything for a subscription that has not left: it has ended."""
        return _cancel(Dispatch.objects.filter(about=subscription), "ended")

    @staticmethod
    def cancel_rows(rows: QuerySet[Dispatch], code: str) -> int:
        """Take back what of these rows has not left; the code says why."""
        return _cancel(rows, code)


def hint_of(dispatch: Dispatch) -> Hint:
    """Return the hint a dispatch carries; raises ValueError where it is none."""
    payload = dispatch.payload
    try:
        return Hint(**payload["hint"])
    except (TypeError, KeyError):
        raise ValueError("the payload is no hint") from None


def _row_of(parcel: Parcel, person_id: int | None, at: datetime) -> Dispatch:
    row = Dispatch(
        key=parcel.key,
        municipality_id=parcel.area,
        person_id=person_id or parcel.person_id,
        channel=parcel.channel.value,
        contact_id=parcel.contact_id,
        notice_id=parcel.notice_id,
        broadcast_id=parcel.broadcast_id,
        app_id=parcel.app_id,
        about=parcel.about,
        priority=parcel.priority,
        next_at=max(at, parcel.not_before or at),
        created_at=at,
    )
    row.payload = {"hint": asdict(parcel.payload)}
    return row


def _queues(channels: Collection[Channel], area: str, now: Any) -> Iterator[tuple[str, list[Any]]]:
    """Give what to look through, one after the other, each by its index: leases that ran out, then by urgency.

    However much waits for the morning, or for a way that is closed, none of it is read. Among channels chance says
    which comes first, so that a long queue of one holds up no other.
    """
    here, places = (" AND municipality_id = %s", [area]) if area else ("", [])
    marks = ", ".join(["%s"] * len(channels))
    ended = f"state = 'leased' AND lease_until <= %s AND channel IN ({marks}){here} ORDER BY lease_until"
    yield ended, [now, *channels, *places]
    mixed = secrets.SystemRandom().sample(list(channels), len(channels))
    for priority in PRIORITIES:
        for channel in mixed:
            due = f"state = 'waiting' AND channel = %s AND priority = %s AND next_at <= %s{here}"
            yield f"{due} ORDER BY next_at, id", [channel, priority, now, *places]


def _claim_statement(where: str) -> str:
    # A worker that waits for another's rows would do nothing meanwhile; SQLite has one writer and needs no lock.
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    table = Dispatch._meta.db_table
    return (
        f"UPDATE {table} SET state = 'leased', owner = %s, lease_until = %s, attempts = attempts + 1"
        f" WHERE id IN (SELECT id FROM {table} WHERE {where} LIMIT %s {skip}) RETURNING id"
    )


_HOLDS = (
    f"SELECT 1 FROM {Dispatch._meta.db_table}"
    " WHERE id = %s AND owner = %s AND attempts = %s AND state = 'leased' AND lease_until > %s"
)


def _stored(at: datetime) -> Any:
    """Return a time as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def _leased(dispatch: Dispatch, owner: str) -> QuerySet[Dispatch]:
    """Return the row while this lease holds; the number of the try tells two leases of one owner apart."""
    return Dispatch.objects.filter(
        pk=dispatch.pk, owner=owner, state=Dispatch.State.LEASED, attempts=dispatch.attempts
    )


def _after(dispatch: Dispatch, carried: Carried, at: datetime) -> dict[str, Any]:
    """Return the columns of a dispatch after a try."""
    columns: dict[str, Any] = {"owner": "", "lease_until": None, "last_code": carried.code[:40]}
    if carried.outcome is Outcome.DONE:
        return columns | {
            "state": Dispatch.State.DONE,
            "handed_at": at,
            "message_id": carried.message_id[:120],
            "payload_sealed": b"",
        }
    if carried.outcome is Outcome.DOWN:
        return columns | {"state": Dispatch.State.WAITING, "attempts": F("attempts") - 1}
    if carried.outcome is Outcome.LATER and dispatch.attempts < MOST_TRIES:
        wait = wait_after(dispatch.attempts, asked=carried.retry_after)
        return columns | {"state": Dispatch.State.WAITING, "next_at": at + wait}
    return columns | {"state": Dispatch.State.DEAD}


def _cancel(rows: QuerySet[Dispatch], code: str) -> int:
    waiting = rows.filter(state__in=(Dispatch.State.WAITING, Dispatch.State.LEASED))
    return waiting.update(
        state=Dispatch.State.CANCELLED, owner="", lease_until=None, last_code=code, payload_sealed=b""
    )
