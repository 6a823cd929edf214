"""A family of made-up people with logins, for tests of who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.factories.actors import NOON
from tests.factories.people import municipality
from todoke.apps.people.models import Basics, Household, Kinship, LoginPerson, Person, Relation

BIRTHDAY = date(2026, 8, 3)


@dataclass
class Home:
    """Two parents, a child, all in 調布市, and somebody elsewhere."""

    mother: Person
    father: Person
    child: Person
    stranger: Person


def newcomer(
    number: int,
    *,
    name: str = "",
    area: str = "132080",
    household: Household | None = None,
    relation: Relation = Relation.SELF,
    birth: date | None = date(1990, 4, 12),
    login: bool = True,
) -> Person:
    """Return a person with this number, who holds a login of the same number."""
    where = municipality(area)
    home = household or Household.objects.create(municipality=where)
    born = {} if birth is None else {"birth_low": birth, "birth_high": birth}
    person = Person.objects.create(pk=number, household=home, municipality=where, relation=relation, **born)
    if login:
        LoginPerson.objects.create(login_id=number, person=person, since=NOON)
    if name:
        basics = Basics(person=person, municipality=where, source="card", as_of=NOON.date(), verified=True)
        basics.name = name
        basics.address = "東京都調布市見本町1丁目2番3号"
        basics.save()
    return person


def parent_of(parent: Person, child: Person, *, status: str = "confirmed") -> Kinship:
    """Return the kinship of a parent and a child."""
    return Kinship.objects.create(
        person=parent,
        other=child,
        municipality_id=parent.municipality_id,
        kind=Kinship.Kind.PARENT_OF,
        status=status,
    )


def family() -> Home:
    """Return the family; call it in a scope over everything."""
    mother = newcomer(901, name="佐藤花子")
    father = newcomer(902, name="佐藤一郎", household=mother.household, relation=Relation.SPOUSE)
    child = newcomer(903, household=mother.household, relation=Relation.CHILD, birth=BIRTHDAY, login=False)
    parent_of(mother, child)
    parent_of(father, child)
    return Home(mother, father, child, newcomer(904, name="田中太郎", area="131199"))
