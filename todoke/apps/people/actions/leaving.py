"""Letting one item of somebody be gone: what was said of it, and the fact made of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.people.actions.arriving import ADDRESS, BORN, NAME, SEX
from todoke.apps.people.actions.households import PeopleError, note_change, record_facts
from todoke.apps.people.models import Basics, Person, Statement
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY
from todoke.rules.values import EARLIEST, LATEST


@transaction.atomic
def forget_item(*, person: Person, item: str, by: Actor, content: Content, at: datetime) -> None:
    """Delete one item that is held of somebody; whoever calls has asked ``access``.

    Where somebody lives cannot go alone: every row says whose it is by it. Raises PeopleError.
    """
    if item == MUNICIPALITY:
        raise PeopleError(
            "住んでいる区市町村だけを消すことはできません。すべて消すときは「すべて消す」を使ってください"
        )
    with everywhere("forget"):
        if item in (NAME, ADDRESS, SEX):
            _forget_basics(person, item)
            _forget_said(person, item)
        elif item in (BORN, BIRTH_DATE):
            person.birth_low, person.birth_high = EARLIEST, LATEST
            person.save(update_fields=["birth_low", "birth_high"])
            Basics.objects.filter(person=person).update(match_blind="")
            _forget_said(person, BIRTH_DATE)
            note_change(person.household_id, person.municipality_id, at=at)
        elif not item.startswith(("person.", "household.")):
            _forget_said(person, item)
        else:
            _forget_said(person, item)
            of = person if item.startswith("person.") else person.household
            record_facts(of=of, facts={item: None}, content=content, at=at)
        note(
            actor=by,
            verb=Verb.ERASE,
            thing="item",
            ref=person.pk,
            area=person.municipality_id,
            at=at,
            said={"item": item},
        )


def _forget_basics(person: Person, item: str) -> None:
    basics = Basics.objects.filter(person=person).first()
    if basics is None:
        return
    if item == NAME:
        basics.name = basics.kana = None
        basics.match_blind = ""
    elif item == ADDRESS:
        basics.address = None
    else:
        basics.sex = ""
    if basics.name or basics.address or basics.sex:
        basics.save()
    else:
        basics.delete()


def _forget_said(person: Person, item: str) -> None:
    """Let the words be gone; that something was said stays, without what it was."""
    rows = Statement.objects.filter(fact=item)
    of_household = item.startswith("household.")
    rows = rows.filter(household_id=person.household_id) if of_household else rows.filter(person=person)
    rows.update(status=Statement.Firmness.WITHDRAWN, value_sealed=b"")
