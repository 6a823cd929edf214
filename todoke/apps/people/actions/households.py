"""Writes to households and members: each with, in the same transaction, the note by which the snapshot follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction

from todoke.apps.people.models import (
    Basics,
    Belonging,
    Evidence,
    FactNumber,
    Household,
    Kinship,
    Parentage,
    Person,
    Relation,
    SnapshotChange,
    Statement,
)
from todoke.apps.people.queries.households import born, facts_of_person, layouts
from todoke.apps.places.models import Municipality
from todoke.residents.households import kind_of
from todoke.residents.layout import Layout
from todoke.residents.rows import Layouts
from todoke.residents.vectors import RECEIVES, UnfitValueError, check_value, pack, unpack
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, RELATIONS
from todoke.rules.values import Value

Facts = Mapping[str, Value | None]
"""What is now known; None where nothing is any more."""


class PeopleError(ValueError):
    """Why a change is refused; the message names facts and never what anybody said."""


@transaction.atomic
def add_household(
    *,
    municipality: Municipality,
    content: Content,
    at: datetime,
    facts: Facts | None = None,
    complete: Iterable[str] = (),
) -> Household:
    """Return a new household, for now without members. Raises PeopleError."""
    household = Household(municipality=municipality, complete=_bits(complete))
    household.facts = _changed({}, facts or {}, "household", content)
    household.save()
    note_change(household.pk, municipality.pk, at=at)
    return household


@transaction.atomic
def add_person(
    *,
    household: Household,
    relation: str,
    content: Content,
    at: datetime,
    facts: Facts | None = None,
    parents: Iterable[Person] | None = None,
) -> Person:
    """Return a new member of a household; ``parents`` by name, where relations do not tell. Raises PeopleError."""
    household = _locked(household)
    told = dict(facts or {})
    number = _relation(relation)
    if number == Relation.SELF and household.members.filter(relation=Relation.SELF).exists():
        raise PeopleError("世帯の本人はもう記録されています")
    low, high = _birth(told.pop(BIRTH_DATE, None), content)
    person = Person(
        household=household,
        municipality_id=household.municipality_id,
        relation=number,
        parents_named=parents is not None,
        birth_low=low,
        birth_high=high,
        facts=_changed({}, told, "person", content),
    )
    person.save()
    _name_parents(person, parents or ())
    note_change(household.pk, household.municipality_id, at=at)
    return person


@transaction.atomic
def record_facts(*, of: Person | Household, facts: Facts, content: Content, at: datetime) -> None:
    """Record what is now known of a person or a household; what is not named stays. Raises PeopleError."""
    household = _locked(of.household if isinstance(of, Person) else of)
    numbers = layouts()
    told = dict(facts)
    if isinstance(of, Person):
        person = Person.objects.select_for_update().get(pk=of.pk)
        if BIRTH_DATE in told:
            person.birth_low, person.birth_high = _birth(told.pop(BIRTH_DATE), content)
        before = facts_of_person(person, content, numbers.person)
        before.pop(BIRTH_DATE, None)
        person.facts = _changed(before, told, "person", content)
        person.save(update_fields=["facts", "birth_low", "birth_high"])
    else:
        before = unpack(bytes(household.facts), numbers.household, content)
        household.facts = _changed(before, told, "household", content)
        household.save(update_fields=["facts"])
    note_change(household.pk, household.municipality_id, at=at)


@transaction.atomic
def move_household(*, household: Household, to: Municipality, at: datetime) -> None:
    """Let a whole household live in another municipality."""
    household = _locked(household)
    note_change(household.pk, household.municipality_id, at=at)
    household.municipality = to
    household.save(update_fields=["municipality"])
    household.members.update(municipality=to)
    for hanging in (Basics, Belonging, Kinship, Statement, Evidence):
        hanging.objects.filter(person__household=household).update(municipality=to)
    Statement.objects.filter(household=household).update(municipality=to)
    note_change(household.pk, to.pk, at=at)


@transaction.atomic
def remove_person(*, person: Person, at: datetime, relations: Mapping[int, str] | None = None) -> None:
    """Take a person out of the household; an empty one goes too. Raises PeopleError.

    Where the applicant goes and others stay, ``relations`` gives those others' relations to a new applicant, by id.
    """
    household = _locked(person.household)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.delete()
    remaining = {one.pk: one for one in household.members.select_for_update()}
    if relations is not None:
        if relations.keys() != remaining.keys():
            raise PeopleError("残る世帯員全員の続柄を指定してください")
        household.members.update(relation=Relation.OTHER)
        # The new applicant comes last, so that there are never two.
        for pk in sorted(relations, key=lambda pk: _relation(relations[pk]) == Relation.SELF):
            remaining[pk].relation = _relation(relations[pk])
            remaining[pk].save(update_fields=["relation"])
    if remaining and sum(one.relation == Relation.SELF for one in remaining.values()) != 1:
        raise PeopleError("残る世帯員の続柄を、新しい本人から見て指定してください")
    note_change(household.pk, household.municipality_id, at=at)
    if not remaining:
        household.delete()


def _locked(household: Household) -> Household:
    """Return the household as it is now; changes to one household follow one another."""
    return Household.objects.select_for_update().get(pk=household.pk)


def note_change(household: int, municipality: str, *, at: datetime) -> None:
    """Let the snapshot read a household again."""
    SnapshotChange.objects.create(household=household, municipality=municipality, at=at)


def _relation(word: str) -> Relation:
    if word not in RELATIONS:
        raise PeopleError(f"続柄は {'、'.join(RELATIONS)} のどれかにしてください")
    return Relation(RELATIONS.index(word))


def _bits(relations: Iterable[str]) -> int:
    return sum(1 << _relation(word) for word in set(relations))


def _birth(value: Value | None, content: Content) -> tuple[date, date]:
    if value is not None:
        _check(BIRTH_DATE, value, content)
    return born(value)


def _name_parents(child: Person, parents: Iterable[Person]) -> None:
    for parent in parents:
        if parent.household_id != child.household_id:
            raise PeopleError("親が同じ世帯にいません")
        Parentage.objects.create(child=child, parent=parent)


def _check(name: str, value: Value, content: Content) -> None:
    try:
        check_value(name, value, kind_of(name, content))
    except UnfitValueError as error:
        raise PeopleError(str(error)) from None


def _changed(before: dict[str, Value], told: Facts, entity: str, content: Content) -> bytes:
    """Return the vector of the facts there were with those now told."""
    for name, value in told.items():
        if not name.startswith(RECEIVES):
            fact = content.facts.get(name)
            if fact is None or fact.entity != entity or name in (BIRTH_DATE, MUNICIPALITY):
                raise PeopleError(f"{name} はここに記録できる属性ではありません")
        if value is not None:
            _check(name, value, content)
    after = {name: value for name, value in (before | dict(told)).items() if value is not None}
    layout = number_facts({entity: after}, content)
    return pack(after, layout.person if entity == "person" else layout.household, content)


@transaction.atomic
def number_facts(names: Mapping[str, Iterable[str]], content: Content) -> Layouts:
    """Return the layouts, with a number for each of these facts of ``person`` and ``household``."""
    wanted = {entity: list(some) for entity, some in names.items()}
    there = layouts()
    if not _missing(there, wanted, content):
        return there
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_factnumber IN SHARE ROW EXCLUSIVE MODE")
        there = layouts()
    for entity, grown in _missing(there, wanted, content).items():
        was = _of(there, entity)
        for name, slot in grown.slots.items():
            if was.slots.get(name) == slot:
                continue
            FactNumber.objects.update_or_create(
                entity=entity,
                section=slot.section.value,
                number=slot.number,
                defaults={"fact": name, "codes": list(slot.codes)},
            )
    return layouts()


def _missing(there: Layouts, wanted: Mapping[str, list[str]], content: Content) -> dict[str, Layout]:
    """Return the layouts that have to grow."""
    found = {}
    for entity, names in wanted.items():
        grown = _of(there, entity).grown((name, kind_of(name, content)) for name in names)
        if grown.slots != _of(there, entity).slots:
            found[entity] = grown
    return found


def _of(layouts: Layouts, entity: str) -> Layout:
    return layouts.person if entity == "person" else layouts.household
