"""Kinship told, shown and ended: nobody gains anything from a kinship they only say."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.audit.actions import note
from todoke.apps.people.actions.households import PeopleError, note_change
from todoke.apps.people.domain.evidence import EvidenceError, check_evidence
from todoke.apps.people.models import Evidence, Kinship, Person, Relation
from todoke.apps.people.queries.households import born as days_of
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.values import Interval

MOST_CHILDREN = 20


@transaction.atomic
def state_kinship(
    *,
    person: Person,
    other: Person,
    kind: str,
    by: Actor,
    at: datetime,
    living_together: bool | None = None,
    from_on: date | None = None,
    own_words: bool = False,
) -> Kinship:
    """Record that somebody says how they are related; it counts once evidence was seen. Raises PeopleError."""
    if kind not in Kinship.Kind.values:
        raise PeopleError("関係を選んでください")
    if person.pk == other.pk:
        raise PeopleError("自分自身との関係は記録できません")
    with everywhere("kinship"):
        row = Kinship.objects.filter(person=person, other=other, kind=kind, until_on__isnull=True).first()
        if row is not None:
            return row
        row = Kinship.objects.create(
            person=person,
            other=other,
            municipality_id=person.municipality_id,
            kind=kind,
            living_together=living_together,
            from_on=from_on,
            own_words=own_words,
        )
        _noted(row, by, "state", at)
    return row


@transaction.atomic
def tell_of_child(*, parent: Person, born: Interval, by: Actor, at: datetime) -> Kinship:
    """Return the kinship to a child known only by what the parent says of its birth. Raises PeopleError."""
    low, high = days_of(born)
    if low > at.date():
        raise PeopleError("生まれた月が、これからの月になっています")
    with everywhere("kinship"):
        if (
            Kinship.objects.filter(person=parent, own_words=True, until_on__isnull=True).count()
            >= MOST_CHILDREN
        ):
            raise PeopleError(f"お子さんは{MOST_CHILDREN}人まで伝えられます")
        child = Person.objects.create(
            household_id=parent.household_id,
            municipality_id=parent.municipality_id,
            relation=Relation.CHILD,
            birth_low=low,
            birth_high=high,
        )
        note_change(parent.household_id, parent.municipality_id, at=at)
        return state_kinship(
            person=parent, other=child, kind=Kinship.Kind.PARENT_OF, by=by, at=at, own_words=True
        )


@transaction.atomic
def show_evidence(
    *,
    kinship: Kinship,
    kind: str,
    how: str,
    issued_on: date,
    by: Actor,
    at: datetime,
    reference: str = "",
    holder: str = "",
) -> Evidence:
    """Record a document for a kinship, for somebody at the office to look at. Raises PeopleError."""
    try:
        last = check_evidence(kind, shows=kinship.kind, how=how, issued_on=issued_on, on=at.date())
    except EvidenceError as error:
        raise PeopleError(str(error)) from None
    with everywhere("kinship"):
        row = Evidence(
            kinship=kinship,
            person_id=kinship.person_id,
            municipality_id=kinship.municipality_id,
            kind=kind,
            how=how,
            issued_on=issued_on,
            valid_until=last,
            holder=holder,
        )
        row.reference = reference or None
        row.save()
        _noted(kinship, by, "show_evidence", at)
    return row


@transaction.atomic
def confirm_kinship(*, evidence: Evidence, by: Actor, at: datetime) -> None:
    """Let a kinship count, because a member of staff saw the evidence and found it good. Raises PeopleError."""
    if by.account_id is None:
        raise PeopleError("書類を見た職員がわかりません")
    if evidence.valid_until is not None and evidence.valid_until < at.date():
        raise PeopleError("書類の有効な日を過ぎています。新しい書類を出してもらってください")
    with everywhere("kinship"):
        kinship = Kinship.objects.select_for_update().get(pk=evidence.kinship_id)
        if kinship.status in (Kinship.Firmness.ENDED, Kinship.Firmness.DISPUTED):
            raise PeopleError("終わった関係と、確かめている関係は、このままでは確かめた関係にできません")
        Evidence.objects.filter(pk=evidence.pk).update(seen_by_id=by.account_id)
        kinship.status = Kinship.Firmness.CONFIRMED
        kinship.save(update_fields=["status"])
        _noted(kinship, by, "confirm", at)


@transaction.atomic
def dispute_kinship(*, kinship: Kinship, by: Actor, at: datetime) -> None:
    """Record that one of the two says it is not so: it counts for nobody until an office has decided.

    Raises PeopleError where it is not one the office confirmed, or the actor is neither of the two.
    """
    with everywhere("kinship"):
        row = Kinship.objects.select_for_update().get(pk=kinship.pk)
        if by.acting_for not in (row.person_id, row.other_id):
            raise PeopleError("この関係のことは、二人のどちらかだけが伝えられます")
        if row.status != Kinship.Firmness.CONFIRMED:
            raise PeopleError("役所が確かめた関係だけを、ちがうと伝えられます")
        row.status = Kinship.Firmness.DISPUTED
        row.save(update_fields=["status"])
        _noted(row, by, "dispute", at)


@transaction.atomic
def settle_kinship(*, kinship: Kinship, holds: bool, by: Actor, at: datetime) -> None:
    """Let a disputed kinship count again, or end it today, because an office has heard both. Raises PeopleError."""
    if by.account_id is None:
        raise PeopleError("決めた職員がわかりません")
    with everywhere("kinship"):
        row = Kinship.objects.select_for_update().get(pk=kinship.pk)
        if row.status != Kinship.Firmness.DISPUTED:
            raise PeopleError("この関係は、もう決まっています")
        row.status = Kinship.Firmness.CONFIRMED if holds else Kinship.Firmness.ENDED
        row.until_on = row.until_on if holds else at.date()
        row.save(update_fields=["status", "until_on"])
        _noted(row, by, "confirm" if holds else "end", at)


@transaction.atomic
def end_kinship(*, row: UUID, until_on: date, by: Actor, at: datetime) -> Kinship:
    """End a kinship from a day on: after a divorce, when a guardianship ends, or because it was never so."""
    with everywhere("kinship"):
        kinship = Kinship.objects.select_for_update().get(row=row)
        kinship.until_on = until_on
        kinship.status = Kinship.Firmness.ENDED
        kinship.save(update_fields=["until_on", "status"])
        _noted(kinship, by, "end", at)
    return kinship


def _noted(kinship: Kinship, by: Actor, verb: str, at: datetime) -> None:
    note(actor=by, verb=verb, thing="kinship", ref=kinship.row, area=kinship.municipality_id, at=at)
