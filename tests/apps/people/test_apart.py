"""支援措置 inside one record: of whom somebody must not know, nothing reaches them through a shared household.

Tried for the snapshot and its refreshes, answers, who is told, the log of values, and the peace after a death.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.factories.actors import NOON
from tests.factories.content import content
from tests.factories.families import newcomer, parent_of
from tests.factories.people import residents_of, stamps_of
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.consent.queries.values import facts_held
from todoke.apps.notices.queries.inbox import known_to
from todoke.apps.people.actions import end_shield, record_facts, shield
from todoke.apps.people.models import Death, Household, Person, Relation, Shield, ShieldFrom
from todoke.apps.people.queries.apart import divided
from todoke.apps.people.queries.kin import in_care_of
from todoke.apps.people.queries.mourning import in_mourning
from todoke.apps.people.queries.readers import addressee_of_households, readers_about
from todoke.apps.people.queries.shields import may_know
from todoke.apps.people.snapshots import refreshed_snapshot
from todoke.residents.apart import APART
from todoke.rules.answers import Outcome
from todoke.rules.library import rulebook_of
from todoke.rules.values import Value

pytestmark = pytest.mark.django_db
ON = NOON.date()
FATHER, MOTHER, CHILD, GRANDMA, UNCLE = 11, 12, 13, 14, 15
PROTECTOR = Actor(
    kind=Kind.STAFF,
    account_id=5,
    assurance=Assurance.CARD,
    roles=frozenset({("132080", "editor", "protection")}),
    purpose="shield",
)
OF_HER: dict[str, Value] = {
    "person.pregnant": True,
    "person.work": "none",
    "person.hospital_over_3_months": True,
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def home():
    """A father whose record has everybody: his wife, a child, and his mother; and an uncle elsewhere."""
    father = newcomer(FATHER)
    inside = father.household
    everybody = {
        FATHER: father,
        MOTHER: newcomer(MOTHER, household=inside, relation=Relation.SPOUSE),
        CHILD: newcomer(
            CHILD, household=inside, relation=Relation.CHILD, birth=date(2024, 5, 1), login=False
        ),
        GRANDMA: newcomer(GRANDMA, household=inside, relation=Relation.PARENT, birth=date(1950, 1, 2)),
        UNCLE: newcomer(UNCLE),
    }
    for parent in (FATHER, MOTHER):
        parent_of(everybody[parent], everybody[CHILD])
    Household.objects.filter(pk=inside.pk).update(complete=255)
    record_facts(of=inside, facts={"household.income_month": 123456}, content=content(), at=NOON)
    return everybody


def protect(home, *persons, against=(FATHER,), **days):
    """Raise a shield around each."""
    return [
        shield(
            person=home[one],
            from_on=days.get("from_on", ON),
            until_on=days.get("until_on"),
            by=PROTECTOR,
            at=NOON,
            persons=[home[other] for other in against],
        )
        for one in persons
    ]


def snapshot(on=ON, *, rebuild=False):
    found = refreshed_snapshot(on=on, content=content(), rebuild=rebuild)
    assert found is not None
    return found


def homes(on=ON):
    """Return who belongs together in the snapshot, by the number of the household; a rebuild says the same."""
    patched = snapshot(on)
    rebuilt = snapshot(on, rebuild=True)
    assert residents_of(patched) == residents_of(rebuilt)
    assert stamps_of(patched) == stamps_of(rebuilt)
    assert not patched.problems
    return {
        household: {int(one.id[1:]): one.relation for one in known.members}
        for household, known in residents_of(patched).items()
    }


def readers(*persons):
    ids = np.array(persons, np.int64)
    who, places = readers_about(ids, on=ON)
    return sorted(zip(ids[places].tolist(), who.tolist(), strict=True))


def test_a_mother_and_child_hidden_from_the_father_are_a_household_of_their_own(home):
    before = homes()
    assert len(before[home[FATHER].household_id]) == 4
    protect(home, MOTHER, CHILD)
    after = homes()
    assert after[home[FATHER].household_id] == {FATHER: "self", GRANDMA: "parent"}
    assert after[APART + MOTHER] == {MOTHER: "self", CHILD: "child"}
    found = residents_of(snapshot())
    assert "household.income_month" not in found[home[FATHER].household_id].facts
    assert "household.income_month" not in found[APART + MOTHER].facts


def test_a_shield_begins_and_ends_by_the_calendar_though_nobody_writes_anything(home):
    snapshot()
    protect(home, MOTHER, from_on=ON + timedelta(days=2), until_on=ON + timedelta(days=3))
    counts = [len(homes(ON + timedelta(days=days))) for days in range(6)]
    assert counts == [2, 2, 3, 3, 2, 2]


def test_one_of_two_shields_ends_and_the_other_stays(home):
    mothers, childs = protect(home, MOTHER, CHILD)
    homes()
    end_shield(standing_shield=childs, until_on=ON, by=PROTECTOR, at=NOON)
    later = homes(ON + timedelta(days=1))
    assert later[APART + MOTHER] == {MOTHER: "self"}
    assert later[home[FATHER].household_id][CHILD] == "child"
    end_shield(standing_shield=mothers, until_on=ON, by=PROTECTOR, at=NOON)
    assert len(homes(ON + timedelta(days=1))) == 2


def test_no_answer_about_those_who_stay_hangs_on_facts_of_whom_is_hidden(home):
    """The same answers and the same stamps for the father and his mother, whatever becomes of the wife."""
    protect(home, MOTHER)
    stay = home[FATHER].household_id
    book = rulebook_of(Path(__file__).resolve().parents[3] / "data")

    def told():
        found = snapshot()
        household = residents_of(found)[stay]
        return household, stamps_of(found)[stay], book.check(household, on=ON)

    before = told()
    record_facts(of=home[MOTHER], facts=OF_HER, content=content(), at=NOON)
    record_facts(of=home[MOTHER].household, facts={"household.income_month": 7}, content=content(), at=NOON)
    assert told() == before


def test_nothing_becomes_surely_so_for_those_who_stay(home):
    """A father is not told that he is a parent alone, or has another income, because his wife is hidden."""
    book = rulebook_of(Path(__file__).resolve().parents[3] / "data")

    def sure():
        answers = book.check(residents_of(snapshot())[home[FATHER].household_id], on=ON)
        return {
            (one.program_id, subject.member_id)
            for one in answers
            for subject in one.subjects
            if subject.outcome is Outcome.ELIGIBLE
        }

    before = sure()
    protect(home, MOTHER)
    assert sure() <= before


def test_a_shield_against_somebody_outside_divides_nothing(home):
    protect(home, MOTHER, against=(UNCLE,))
    assert len(homes()[home[FATHER].household_id]) == 4


def test_a_shield_against_everybody_does_not_part_a_mother_from_the_child_she_cares_for(home):
    alone = newcomer(21)
    child = newcomer(
        22, household=alone.household, relation=Relation.CHILD, birth=date(2024, 5, 1), login=False
    )
    parent_of(alone, child)
    parent_of(home[FATHER], child)
    shield(person=alone, from_on=ON, by=PROTECTOR, at=NOON)
    assert homes()[alone.household_id] == {21: "self", 22: "child"}
    assert readers(22) == [(22, 21)]


def test_of_a_child_who_lives_with_a_hidden_mother_the_father_is_told_nothing(home):
    """An answer about the child rests on her facts; where the child is tells where she is."""
    fled = newcomer(21)
    child = newcomer(
        22, household=fled.household, relation=Relation.CHILD, birth=date(2024, 5, 1), login=False
    )
    for parent in (fled, home[FATHER]):
        parent_of(parent, child)
    assert readers(22) == [(22, FATHER), (22, 21)]
    assert in_care_of(FATHER, on=ON) == {CHILD, 22}
    shield(person=fled, from_on=ON, by=PROTECTOR, at=NOON, persons=[home[FATHER]])
    assert readers(22) == [(22, 21)]
    assert in_care_of(FATHER, on=ON) == {CHILD}
    assert not may_know(FATHER, 22, on=ON)
    assert may_know(UNCLE, 22, on=ON)


def test_a_notice_of_before_about_such_a_child_is_not_shown_any_more(home):
    from tests.factories.planning import CHOFU
    from todoke.apps.notices.models import Notice

    fled = newcomer(21)
    child = newcomer(
        22, household=fled.household, relation=Relation.CHILD, birth=date(2024, 5, 1), login=False
    )
    told = [Notice(person_id=FATHER, about_id=child.pk, municipality_id=CHOFU, program_id="hib")]
    assert known_to(FATHER, told, on=ON) == told
    shield(person=fled, from_on=ON, by=PROTECTOR, at=NOON, persons=[home[FATHER]])
    assert known_to(FATHER, told, on=ON) == []


def test_who_is_told_of_a_household_is_one_of_its_own(home):
    protect(home, MOTHER, CHILD)
    recorded = home[FATHER].household_id
    ids = np.array([recorded, APART + MOTHER], np.int64)
    who, places = addressee_of_households(ids, on=ON)
    assert dict(zip(ids[places].tolist(), who.tolist(), strict=True)) == {
        recorded: FATHER,
        APART + MOTHER: MOTHER,
    }


def test_a_hidden_applicant_is_told_nothing_of_who_stays(home):
    protect(home, FATHER, against=(MOTHER,))
    recorded = home[FATHER].household_id
    ids = np.array([recorded, APART + FATHER], np.int64)
    who, places = addressee_of_households(ids, on=ON)
    assert dict(zip(ids[places].tolist(), who.tolist(), strict=True)) == {
        recorded: MOTHER,
        APART + FATHER: FATHER,
    }


def test_what_is_held_of_the_household_is_shown_to_neither_side(home):
    def held(one):
        return facts_held(Person.objects.get(pk=one), content())

    assert held(FATHER)["household.income_month"] == 123456
    protect(home, MOTHER, from_on=date(2020, 1, 1))
    for one in (FATHER, MOTHER):
        assert "household.income_month" not in held(one)


def test_the_silence_after_a_death_does_not_reach_from_whom_it_is_hidden(home):
    protect(home, MOTHER)
    Death.objects.create(
        person=home[MOTHER],
        municipality_id="132080",
        on=ON,
        recorded_at=NOON,
        source="届出",
        quiet_until=ON + timedelta(days=49),
    )
    ids = np.array([FATHER, MOTHER, CHILD, GRANDMA], np.int64)
    assert in_mourning(ids, on=ON).tolist() == [False, True, True, True]


def test_a_shield_against_a_household_divides_from_everybody_who_was_ever_in_it(home):
    row = Shield.objects.create(
        person=home[MOTHER], municipality_id="132080", from_on=ON, recorded_by_id=1, recorded_at=NOON
    )
    ShieldFrom.objects.create(shield=row, municipality_id="132080", household=home[UNCLE].household)
    assert not divided(on=ON).part
    ShieldFrom.objects.create(shield=row, municipality_id="132080", household=home[FATHER].household)
    assert dict(divided(on=ON).part) == {MOTHER: APART + MOTHER}
