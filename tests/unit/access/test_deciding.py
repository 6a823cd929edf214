"""What no row of the table allows is refused."""

from dataclasses import dataclass

import pytest

from tests.factories.actors import NOON, clerk, person, supporter
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import LEAST, RefusedError, may, require
from todoke.apps.access.domain.verbs import Verb


@dataclass(frozen=True)
class Paper:
    """Something of person 1."""

    thing: str = "paper"
    owner_id: int | None = 1
    area: str = "132080"
    is_shielded: bool = False


@pytest.mark.parametrize("verb", list(Verb))
def test_nobody_known_may_do_nothing(verb):
    for actor in (Actor(), Actor(kind=Kind.APP, app_id=1), Actor(kind=Kind.PERSON)):
        assert not may(actor, verb, Paper(), at=NOON)
        assert not may(actor, verb, Paper(owner_id=None), at=NOON)


@pytest.mark.parametrize("verb", list(Verb))
def test_an_owner_may_do_what_is_an_owners_and_is_surely_known(verb):
    assert may(person(1), verb, Paper(), at=NOON) == (verb in LEAST)
    assert not may(person(2), verb, Paper(), at=NOON)
    assert not may(person(1, assurance=Assurance.NONE), verb, Paper(), at=NOON)


def test_a_refusal_says_why_and_nothing_of_the_person():
    with pytest.raises(RefusedError, match="^not_yours$"):
        require(person(2), Verb.SEE, Paper(), at=NOON)
    require(person(1), Verb.SEE, Paper(), at=NOON)


def test_an_actor_is_named_by_number_alone():
    assert person(12).ref == "person:12"
    assert Actor(kind=Kind.PERSON, login_id=5).ref == "login:5"
    assert clerk("132080", number=3).ref == "account:3"
    assert Actor(kind=Kind.APP, app_id=7).ref == "app:7"


def test_somebody_switched_over_acts_for_the_other_and_stays_who_they_are():
    actor = supporter(1, of=2)
    assert (actor.acting_for, actor.person_id, actor.ref) == (2, 1, "person:1")
