"""People arrive, are told apart, are spoken of, are shielded and die; who is told about them follows."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from tests.factories.actors import NOON, clerk, person
from tests.factories.content import content
from tests.factories.families import family, newcomer, parent_of
from tests.factories.people import municipality
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.people.actions import (
    PeopleError,
    confirm_kinship,
    known_by_little,
    record_death,
    shield,
    show_evidence,
    state_fact,
    state_kinship,
    take_in,
    withdraw_statement,
)
from todoke.apps.people.models import Basics, Evidence, Household, LoginPerson, Person
from todoke.apps.people.queries import (
    addressee_of_households,
    facts_of_person,
    in_care_of,
    layouts,
    may_know,
    person_of,
    readers_about,
    shielded_among,
)
from todoke.apps.people.seeding import seed_standin
from todoke.clients.identity.provider import Claims
from todoke.rules.values import Interval

pytestmark = pytest.mark.django_db

ALL = {"basics.name", "basics.address", "basics.birth_date", "basics.sex"}
HANAKO = Claims("s", "佐藤 花子", "東京都調布市見本町1丁目2番3号", date(1990, 4, 12), "2")
ON = NOON.date()
PROTECTOR = Actor(
    kind=Kind.STAFF,
    account_id=5,
    assurance=Assurance.CARD,
    roles=frozenset({("132080", "editor", "protection")}),
    purpose="shield",
)


def login(number: int) -> SimpleNamespace:
    return SimpleNamespace(pk=number)


def told(person_ids, **named) -> list[tuple[int, int]]:
    readers, places = readers_about(np.array(person_ids), on=ON, **named)
    return list(zip(places.tolist(), readers.tolist(), strict=True))


def test_only_what_was_agreed_to_is_kept():
    municipality("132080")
    found = take_in(login(1), HANAKO, {"basics.address"}, at=NOON)
    basics = Basics.objects.get(person=found)
    assert (basics.name, basics.address, basics.sex, basics.match_blind) == (None, HANAKO.address, "", "")
    assert found.birth_low != HANAKO.birth_date
    assert person_of(1) == found


def test_somebody_comes_back_as_the_same_person():
    municipality("132080")
    assert take_in(login(1), HANAKO, ALL, at=NOON) == take_in(login(1), HANAKO, ALL, at=NOON)
    assert Person.objects.count() == 1


def test_who_is_recorded_already_is_found_by_name_birthday_and_address():
    where = municipality("132080")
    known = newcomer(55, login=False)
    basics = Basics(person=known, municipality=where, source="register", as_of=ON)
    basics.name, basics.address = "佐藤花子", "東京都調布市見本町１丁目２番３号"
    from todoke.apps.people.queries.who import match_mark

    basics.match_blind = match_mark("佐藤花子", HANAKO.birth_date or ON)
    basics.save()
    assert take_in(login(1), HANAKO, ALL, at=NOON) == known
    # a second login of the same name and birthday is somebody else
    assert take_in(login(2), HANAKO, ALL, at=NOON) != known


@pytest.mark.parametrize("items", [{"basics.name", "basics.birth_date"}, ALL])
def test_one_name_and_birthday_at_another_address_is_another_person(items):
    municipality("132080"), municipality("131199")
    first = take_in(login(1), HANAKO, ALL, at=NOON)
    LoginPerson.objects.update(until=NOON)
    elsewhere = Claims("t", HANAKO.name, "東京都板橋区見本1番", HANAKO.birth_date)
    there = take_in(login(2), elsewhere, items, at=NOON, municipality=municipality("131199"))
    assert there != first


def test_without_an_address_the_municipality_is_asked_for():
    with pytest.raises(PeopleError, match="区市町村を選んで"):
        take_in(login(1), HANAKO, {"basics.name"}, at=NOON)
    where = municipality("132080")
    assert take_in(login(1), HANAKO, set(), at=NOON, municipality=where).municipality == where


def test_a_month_and_a_municipality_are_enough():
    month = Interval(date(2026, 10, 1), date(2026, 10, 31))
    parent = known_by_little(municipality=municipality("132080"), born=month, source="app", at=NOON)
    (child,) = in_care_of(parent.pk, on=ON)
    LoginPerson.objects.create(login_id=1, person=parent, since=NOON)
    assert told([child, parent.pk]) == [(0, parent.pk), (1, parent.pk)]


def test_both_parents_are_told_about_a_child_and_nobody_else():
    home = family()
    assert told([home.stranger.pk, home.child.pk]) == [(0, 904), (1, 901), (1, 902)]


def test_a_parent_somebody_only_says_they_are_is_told_nothing():
    home = family()
    parent_of(home.stranger, home.child, status="stated")
    assert told([home.child.pk]) == [(0, 901), (0, 902)]
    assert in_care_of(904, on=ON) == frozenset()


def test_somebody_of_age_is_told_themselves_and_their_parents_are_not():
    home = family()
    grown = newcomer(950, birth=date(2008, 11, 22))
    younger = newcomer(951, birth=date(2008, 11, 23))
    for one in (grown, younger):
        parent_of(home.mother, one)
    assert told([950, 951]) == [(0, 950), (1, 901)]


def test_a_shield_hides_a_child_from_one_parent_and_not_from_the_other():
    home = family()
    shield(person=home.child, from_on=ON, by=PROTECTOR, at=NOON, persons=[home.father])
    assert told([home.child.pk]) == [(0, 901)]
    assert not may_know(902, 903, on=ON)
    assert shielded_among(np.array([901, 903]), on=ON).tolist() == [False, True]
    assert told([home.child.pk]) == told([home.child.pk])


def test_a_shield_against_a_household_holds_against_everybody_who_ever_belonged_to_it():
    home = family()
    other = newcomer(960, area="131199")
    shield(person=home.child, from_on=ON, by=PROTECTOR, at=NOON, households=[other.household])
    assert not may_know(960, 903, on=ON)
    assert may_know(901, 903, on=ON)


@pytest.mark.parametrize("by", [person(901), clerk("132080"), Actor()])
def test_only_the_section_that_keeps_shields_raises_one(by):
    home = family()
    with pytest.raises(RefusedError):
        shield(person=home.child, from_on=ON, by=by, at=NOON)


def test_the_dead_are_told_nothing_and_the_household_is_left_in_peace():
    home = family()
    ended: list[int] = []
    row = record_death(
        person=home.mother,
        on=ON,
        source="届出",
        by=PROTECTOR,
        at=NOON,
        endings=[lambda number, at: ended.append(number)],
    )
    assert row.quiet_until == ON + timedelta(days=49)
    assert ended == [901]
    assert person_of(901) is None
    assert told([home.child.pk, 901]) == [(0, 902)]
    with pytest.raises(PeopleError):
        record_death(person=home.father, on=ON + timedelta(days=1), source="届出", by=PROTECTOR, at=NOON)


def test_a_household_is_told_through_its_applicant_or_else_a_spouse():
    home = family()
    homes = np.array([home.stranger.household_id, home.mother.household_id])
    assert [one.tolist() for one in addressee_of_households(homes, on=ON)] == [[904, 901], [0, 1]]
    LoginPerson.objects.filter(person=home.mother).update(until=NOON)
    assert addressee_of_households(homes, on=ON)[0].tolist() == [904, 902]


def test_what_an_office_confirmed_stays_until_it_says_otherwise():
    home = family()

    def says(value, status, source, day):
        return state_fact(
            of=home.mother,
            fact="person.pregnant",
            value=value,
            status=status,
            source=source,
            by=person(901),
            as_of=day,
            at=NOON,
            content=content(),
        )

    def fact():
        row = Person.objects.get(pk=901)
        return facts_of_person(row, content(), layouts().person).get("person.pregnant")

    says(True, "stated", "person", ON)
    assert fact() is True
    confirmed = says(False, "confirmed", "municipality", ON - timedelta(days=30))
    assert fact() is False
    assert confirmed.value is False
    withdraw_statement(statement=confirmed, by=person(901), content=content(), at=NOON)
    assert fact() is True
    says(True, "disputed", "municipality", ON)
    assert fact() is None


def test_a_paper_seen_by_staff_makes_a_stated_parent_a_confirmed_one():
    home = family()
    row = state_kinship(person=home.stranger, other=home.child, kind="parent_of", by=person(904), at=NOON)
    paper = show_evidence(
        kinship=row, kind="koseki", how="post", issued_on=ON, by=person(904), at=NOON, reference="第1号"
    )
    assert in_care_of(904, on=ON) == frozenset()
    with pytest.raises(PeopleError):
        confirm_kinship(evidence=paper, by=person(904), at=NOON)
    confirm_kinship(evidence=paper, by=clerk("131199"), at=NOON)
    assert in_care_of(904, on=ON) == {903}
    assert "第1号" not in str(Evidence.objects.values().get())


def test_the_people_of_the_cards_are_made_once(settings):
    for code in ("132080", "132012", "131121", "131041", "131016"):
        municipality(code)
    cards = settings.DATA_DIR / "standin" / "cards.yaml"
    assert seed_standin(cards, at=NOON) > 3
    before = (Person.objects.count(), Household.objects.count())
    assert seed_standin(cards, at=NOON) == 0
    assert (Person.objects.count(), Household.objects.count()) == before
    mother = take_in(login(1), HANAKO, ALL, at=NOON)
    assert len(in_care_of(mother.pk, on=ON)) == 1
    assert Person.objects.count() == before[0]
