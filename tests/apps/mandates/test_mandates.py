"""A mandate does what it says, for as long as it says, and nothing after it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.actors import NOON, person
from tests.factories.families import family
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.mandates.actions import end_mandate, end_mandates_of, give_mandate, take_up
from todoke.apps.mandates.domain.terms import TermsError
from todoke.apps.mandates.models import Mandate
from todoke.apps.mandates.queries import held_mandate, held_mandates
from todoke.apps.people.actions import record_death, shield
from todoke.apps.tenancy.scope import everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere_scope")]

LATER = NOON + timedelta(days=30)
PROTECTOR = Actor(
    kind=Kind.STAFF,
    account_id=5,
    assurance=Assurance.CARD,
    roles=frozenset({("132080", "editor", "protection")}),
    purpose="支援措置の申出",
)


def given(home, **changes):
    terms = {
        "person": home.mother,
        "person_name": "佐藤花子",
        "supporter_name": "田中太郎",
        "scope": {Verb.SEE},
        "begins_at": NOON,
        "ends_at": LATER,
        "by": person(901),
        "at": NOON,
    } | changes
    return give_mandate(**terms)


def taken_up(home, **changes):
    row, code = given(home, **changes)
    take_up(code=code, by=person(904), at=NOON)
    row.refresh_from_db()
    return row


def test_a_supporter_holds_it_once_the_code_was_given():
    home = family()
    row, code = given(home)
    assert held_mandates(904, at=NOON) == []
    take_up(code=code.lower().replace("-", " "), by=person(904), at=NOON)
    (held,) = held_mandates(904, at=NOON)
    assert (held.person_id, held.scope, held.supporter_name) == (901, {Verb.SEE}, "田中太郎")
    assert held_mandates(902, at=NOON) == []
    assert held_mandate(row.pk, 904, at=NOON) == held


def test_names_are_sealed_and_the_code_is_kept_as_a_mark_only():
    row, code = given(family())
    stored = Mandate.objects.filter(pk=row.pk).values().get()
    assert "田中" not in str(stored)
    assert "佐藤" not in str(stored)
    assert code.replace("-", "") not in str(stored)


def test_a_code_works_once_and_for_seven_days():
    home = family()
    row, code = given(home)
    with pytest.raises(TermsError):
        take_up(code=code, by=person(904), at=NOON + timedelta(days=7))
    take_up(code=code, by=person(904), at=NOON)
    with pytest.raises(TermsError):
        take_up(code=code, by=person(902), at=NOON)
    assert Mandate.objects.get(pk=row.pk).supporter_login_id == 904


def test_nobody_takes_up_their_own():
    _, code = given(family())
    with pytest.raises(TermsError):
        take_up(code=code, by=person(901), at=NOON)


@pytest.mark.parametrize("by", [person(902), person(904), person(901, assurance=Assurance.MAIL), Actor()])
def test_only_the_person_known_by_the_card_gives_one(by):
    with pytest.raises(RefusedError):
        given(family(), by=by)
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": NOON + timedelta(days=400)}, "1年"),
        ({"ends_at": NOON + timedelta(days=2), "how": "present"}, "1日"),
        ({"ends_at": NOON}, "今日よりあと"),
        ({"scope": set()}, "1つ以上"),
        ({"scope": {Verb.APPOINT}}, "本人だけ"),
        ({"scope": {Verb.EXPORT}}, "本人だけ"),
        ({"supporter_name": " "}, "氏名"),
    ],
)
def test_terms_that_reach_too_far_are_refused(changes, words):
    with pytest.raises(TermsError, match=words):
        given(family(), **changes)


def test_it_holds_from_its_beginning_until_just_before_its_end():
    home = family()
    begins = NOON + timedelta(days=1)
    taken_up(home, begins_at=begins)
    moments = [NOON, begins, LATER - timedelta(seconds=1), LATER]
    assert [bool(held_mandates(904, at=at)) for at in moments] == [False, True, True, False]


@pytest.mark.parametrize("by", [person(901), person(901, assurance=Assurance.MAIL), person(904)])
def test_either_side_ends_it_at_once(by):
    row = taken_up(family())
    end_mandate(row=row.row, by=by, at=NOON)
    assert held_mandates(904, at=NOON) == []


def test_nobody_else_ends_it():
    row = taken_up(family())
    with pytest.raises(RefusedError):
        end_mandate(row=row.row, by=person(902), at=NOON)
    assert held_mandates(904, at=NOON)


def test_it_ends_with_a_death_and_nobody_gives_one_for_the_dead():
    home = family()
    taken_up(home)
    record_death(
        person=home.mother,
        on=NOON.date(),
        source="届出",
        by=PROTECTOR,
        at=NOON,
        endings=[end_mandates_of],
    )
    assert held_mandates(904, at=NOON) == []
    with pytest.raises(RefusedError):
        given(home)


def test_who_a_shield_stands_against_loses_it_at_once():
    home = family()
    taken_up(home)
    shield(person=home.mother, from_on=NOON.date(), by=PROTECTOR, at=NOON, persons=[home.stranger])
    assert held_mandates(904, at=NOON) == []


def test_a_mandate_from_before_a_shield_does_not_reach_what_is_shielded_a_later_one_does():
    home = family()
    taken_up(home)
    shield(
        person=home.mother,
        from_on=NOON.date(),
        by=PROTECTOR,
        at=NOON + timedelta(hours=1),
        persons=[home.father],
    )
    taken_up(home, at=NOON + timedelta(hours=2), begins_at=NOON + timedelta(hours=2))
    later = NOON + timedelta(hours=3)
    assert [one.despite_shield for one in held_mandates(904, at=later)] == [False, True]


def test_a_supporter_reads_their_mandates_without_a_scope_of_the_person():
    with everywhere("test"):
        taken_up(family())
    assert held_mandates(904, at=NOON)
