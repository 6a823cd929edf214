"""What people and offices say: the ledger, and with it the packed facts the rules read."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from todoke.apps.access.domain.actors import Actor
from todoke.apps.audit.actions import note
from todoke.apps.people.actions.households import PeopleError, record_facts
from todoke.apps.people.domain.saying import meant, said
from todoke.apps.people.models import Household, Person, Statement
from todoke.apps.people.queries.statements import firmest
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.content import Content
from todoke.rules.values import Value

_OF_THE_RULES = ("person.", "household.")


@transaction.atomic
def state_fact(
    *,
    of: Person | Household,
    fact: str,
    value: Value,
    status: str,
    source: str,
    by: Actor,
    as_of: date,
    at: datetime,
    content: Content,
    source_name: str = "",
    alone: bool = False,
) -> Statement:
    """Write down what somebody says, and let the facts follow; whoever calls has asked ``access`` before.

    The same source saying something new replaces what it said before. What an office confirmed stays the fact until
    it says otherwise: a person's other word is kept beside it and shown as a difference. ``alone`` replaces what
    anybody said before, because an office looked at all of it. Raises PeopleError.
    """
    if status not in Statement.Firmness.values or source not in Statement.Source.values:
        raise PeopleError("確かさと、だれから聞いたかを指定してください")
    with everywhere("statement"):
        person, household = (of, None) if isinstance(of, Person) else (None, of)
        row = Statement(
            person=person,
            household=household,
            municipality_id=of.municipality_id,
            fact=fact,
            status=status,
            source=source,
            source_name=source_name,
            as_of=as_of,
            recorded_at=at,
        )
        row.value = said(value)
        row.save()
        earlier = _open(of, fact).exclude(pk=row.pk)
        if not alone:
            earlier = earlier.filter(source=source)
        if source_name and not alone:
            earlier = earlier.filter(source_name=source_name)
        earlier.update(replaced_by=row)
        _project(of, fact, content=content, at=at)
        note(
            actor=by,
            verb="state",
            thing="statement",
            ref=row.row,
            area=of.municipality_id,
            at=at,
            said={"status": str(status), "source": str(source)},
        )
    return row


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: Actor, content: Content, at: datetime) -> None:
    """Take back what was said; the fact becomes what is left, or unknown."""
    with everywhere("statement"):
        Statement.objects.filter(pk=statement.pk).update(
            status=Statement.Firmness.WITHDRAWN, value_sealed=b""
        )
        of = statement.person or statement.household
        assert of is not None
        _project(of, statement.fact, content=content, at=at)
        note(
            actor=by,
            verb="withdraw",
            thing="statement",
            ref=statement.row,
            area=statement.municipality_id,
            at=at,
        )


def _open(of: Person | Household, fact: str) -> QuerySet[Statement]:
    rows = Statement.objects.filter(fact=fact, replaced_by__isnull=True)
    return rows.filter(person=of) if isinstance(of, Person) else rows.filter(household=of)


def _project(of: Person | Household, fact: str, *, content: Content, at: datetime) -> None:
    """Let the packed fact be the firmest open statement, of equally firm ones the latest; unknown where disputed."""
    if not fact.startswith(_OF_THE_RULES):
        return  # no rule looks at it: the ledger alone knows it
    best = firmest(_open(of, fact))
    value: Value | None = None if best is None else meant(best.value)
    record_facts(of=of, facts={fact: value}, content=content, at=at)
