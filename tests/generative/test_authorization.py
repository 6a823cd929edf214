"""Whatever happens in a family, everybody may do exactly what the issue says: against an oracle of its own words."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories.actors import NOON
from tests.factories.families import newcomer, parent_of
from tests.factories.people import municipality
from tests.generative.authorization import (
    CARD,
    CHILD,
    FATHER,
    HELPER,
    MAIL,
    MOTHER,
    STRANGER,
    Told,
    ToldMandate,
    ToldShield,
)
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import LEAST, MANDATED, RefusedError, may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.mandates.actions import end_mandate, end_mandates_of, give_mandate, take_up
from todoke.apps.mandates.models import Mandate
from todoke.apps.mandates.queries import held_mandate
from todoke.apps.people.actions import end_kinship, end_shield, move_household, record_death, shield
from todoke.apps.people.models import Person, Relation, Shield
from todoke.apps.people.queries import in_care_of, is_shielded, may_know, person_of
from todoke.apps.tenancy.scope import everywhere

AREAS = ("132080", "131199")
VERBS = tuple(Verb)
PEOPLE = (MOTHER, FATHER, CHILD, HELPER, STRANGER)
LOGINS = (MOTHER, FATHER, HELPER, STRANGER)
STAFF = [
    (area, role, section, purpose)
    for area in AREAS
    for role, section in (("editor", ""), ("approver", ""), ("editor", "protection"), ("editor", "tax"))
    for purpose in ("", "児童手当の相談")
]
some_verbs = st.frozensets(st.sampled_from(sorted(MANDATED)), min_size=1)


@dataclass(frozen=True)
class Asked:
    """Something of a person, or of an office alone."""

    thing: str
    owner_id: int | None
    area: str
    is_shielded: bool


class Family(RuleBasedStateMachine):
    """Two parents, their child, a helper and a stranger, in the tables; and beside them what was told."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.scope = everywhere("test")
        self.scope.__enter__()
        mother = newcomer(MOTHER, name="佐藤花子")
        home = mother.household
        father = newcomer(FATHER, household=home, relation=Relation.SPOUSE)
        child = newcomer(CHILD, household=home, relation=Relation.CHILD, birth=NOON.date(), login=False)
        newcomer(HELPER, area="131199")
        newcomer(STRANGER, area="131199")
        parent_of(mother, child)
        self.fathers_kinship = parent_of(father, child)
        self.told = Told(now=NOON)

    def teardown(self):
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)
        self.undone.__exit__(None, None, None)

    def protector(self) -> Actor:
        return staff(self.told.area_of(MOTHER), "editor", "protection", "支援措置")

    @rule(hours=st.sampled_from([1, 23, 24, 24 * 8, 24 * 40]))
    def time_passes(self, hours):
        self.told.now += timedelta(hours=hours)

    @rule(verbs=some_verbs, days=st.sampled_from([1, 30, 365]), taken=st.booleans())
    @precondition(lambda self: not self.told.dead & {MOTHER, HELPER} and self.told.strength[MOTHER] == CARD)
    def the_mother_asks_the_helper(self, verbs, days, taken):
        ends = self.told.now + timedelta(days=days)
        row, code = give_mandate(
            person=Person.objects.get(pk=MOTHER),
            person_name="佐藤花子",
            supporter_name="支援者",
            scope=verbs,
            begins_at=self.told.now,
            ends_at=ends,
            by=self.resident(MOTHER),
            at=self.told.now,
        )
        told = ToldMandate(row.pk, verbs, self.told.now, ends)
        self.told.mandates.append(told)
        if taken and not self.told.is_hidden(HELPER, MOTHER):
            take_up(code=code, by=self.resident(HELPER), at=self.told.now)
            told.taken_up = True

    @rule(which=st.integers(0, 5), by_helper=st.booleans())
    @precondition(lambda self: self.told.mandates and MOTHER not in self.told.dead)
    def a_mandate_is_taken_back(self, which, by_helper):
        told = self.told.mandates[which % len(self.told.mandates)]
        by = HELPER if by_helper and told.taken_up and HELPER not in self.told.dead else MOTHER
        row = Mandate.objects.get(pk=told.pk).row
        if by == MOTHER and self.told.strength[MOTHER] < LEAST[Verb.WITHDRAW]:
            with pytest.raises(RefusedError):
                end_mandate(row=row, by=self.resident(by), at=self.told.now)
            return
        end_mandate(row=row, by=self.resident(by), at=self.told.now)
        told.ended = True

    @rule(around=st.sampled_from([MOTHER, CHILD]), against=st.sampled_from([None, FATHER, HELPER, "home"]))
    def a_shield_is_raised(self, around, against):
        person = Person.objects.get(pk=around)
        named = [Person.objects.get(pk=against)] if isinstance(against, int) else []
        homes = [Person.objects.get(pk=HELPER).household] if against == "home" else []
        row = shield(
            person=person,
            from_on=self.told.now.date(),
            by=self.protector(),
            at=self.told.now,
            persons=named,
            households=homes,
        )
        who = {None: None, "home": frozenset({HELPER})}.get(against, frozenset({against}))
        self.told.shields.append(ToldShield(row.pk, around, who, self.told.now, self.told.now.date()))

    @rule(which=st.integers(0, 5))
    @precondition(lambda self: self.told.shields)
    def a_shield_ends_today(self, which):
        told = self.told.shields[which % len(self.told.shields)]
        row = Shield.objects.get(pk=told.pk)
        by = staff(row.municipality_id, "editor", "protection", "支援措置")
        end_shield(standing_shield=row, until_on=self.told.now.date(), by=by, at=self.told.now)
        told.last = self.told.now.date()

    @rule()
    def the_parents_part_and_the_father_loses_custody(self):
        end_kinship(
            row=self.fathers_kinship.row, until_on=self.told.now.date(), by=self.protector(), at=self.told.now
        )
        self.told.parents.discard(FATHER)

    @rule(who=st.sampled_from([MOTHER, FATHER, HELPER]))
    @precondition(lambda self: len(self.told.dead) < 2)
    def somebody_dies(self, who):
        record_death(
            person=Person.objects.get(pk=who),
            on=self.told.now.date(),
            source="届出",
            by=self.protector(),
            at=self.told.now,
            endings=[end_mandates_of],
        )
        self.told.dead.add(who)
        if who in (MOTHER, HELPER):
            for told in self.told.mandates:
                told.ended |= who == MOTHER or told.taken_up

    @rule(to=st.sampled_from(AREAS))
    def the_family_moves(self, to):
        home = Person.objects.get(pk=MOTHER).household
        move_household(household=home, to=municipality(to), at=self.told.now)
        self.told.area = to

    @rule(who=st.sampled_from(LOGINS), strength=st.sampled_from([0, MAIL, 2, CARD]))
    def somebody_logs_in_another_way(self, who, strength):
        self.told.strength[who] = strength

    @invariant()
    def everybody_may_what_the_issue_says(self):
        self.asked = self.things()
        self.residents_may_what_the_issue_says()
        self.the_helper_may_what_each_mandate_says()
        self.staff_may_what_their_office_does()
        self.apps_and_nobody_may_nothing_of_these()
        self.a_shield_hides_from_whom_it_says()

    def residents_may_what_the_issue_says(self):
        for who in LOGINS:
            actor = self.resident(who)
            for thing in self.asked:
                self.compare(
                    actor,
                    thing,
                    lambda verb, thing, who=who: self.told.resident_may(who, verb, thing.owner_id),
                )

    def the_helper_may_what_each_mandate_says(self):
        for told in self.told.mandates:
            held = held_mandate(told.pk, HELPER, at=self.told.now)
            assert (held is not None) == self.told.holds(told)
            if held is None:
                continue
            actor = Actor(
                kind=Kind.PERSON,
                person_id=HELPER,
                login_id=HELPER,
                assurance=Assurance(self.told.strength[HELPER]),
                mandate=held,
            )
            for thing in self.asked:
                self.compare(
                    actor,
                    thing,
                    lambda verb, thing, told=told: self.told.helper_may(told, verb, thing.owner_id),
                )

    def staff_may_what_their_office_does(self):
        for area, role, section, purpose in STAFF:
            actor = staff(area, role, section, purpose)
            for thing in self.asked:
                self.compare(
                    actor,
                    thing,
                    lambda verb, thing, area=area, role=role, section=section, purpose=purpose: (
                        self.told.staff_may(
                            verb,
                            thing.owner_id,
                            thing.area,
                            area=area,
                            role=role,
                            section=section,
                            purpose=purpose,
                        )
                    ),
                )

    def apps_and_nobody_may_nothing_of_these(self):
        for actor in (Actor(), Actor(kind=Kind.APP, app_id=7, purpose="app"), Actor(kind=Kind.SYSTEM)):
            for thing in self.asked:
                self.compare(actor, thing, lambda verb, thing: False)

    def a_shield_hides_from_whom_it_says(self):
        on = self.told.now.date()
        for person in PEOPLE:
            assert is_shielded(person, on=on) == bool(self.told.shields_around(person))
            for viewer in PEOPLE:
                assert may_know(viewer, person, on=on) != self.told.is_hidden(viewer, person)

    def resident(self, who: int) -> Actor:
        """Return the actor as the middleware makes one."""
        person = person_of(who)
        number = None if person is None else person.pk
        care = in_care_of(number, on=self.told.now.date()) if number is not None else frozenset()
        strength = Assurance(self.told.strength[who])
        return Actor(kind=Kind.PERSON, person_id=number, login_id=who, assurance=strength, in_care=care)

    def things(self) -> list[Asked]:
        on = self.told.now.date()
        rows = Person.objects.filter(pk__in=PEOPLE).order_by("pk")
        own = [Asked("basics", one.pk, one.municipality_id, is_shielded(one.pk, on=on)) for one in rows]
        return [*own, *(Asked("plan", None, area, is_shielded=False) for area in AREAS)]

    def compare(self, actor, thing, expected):
        for verb in VERBS:
            told = expected(verb, thing)
            assert may(actor, verb, thing, at=self.told.now) == told, (
                actor.kind,
                actor.mandate,
                verb,
                thing,
                told,
            )


def staff(area: str, role: str, section: str, purpose: str) -> Actor:
    return Actor(
        kind=Kind.STAFF,
        account_id=5,
        assurance=Assurance.CARD,
        roles=frozenset({(area, role, section)}),
        purpose=purpose,
    )


def walk(examples: int) -> None:
    run_state_machine_as_test(
        Family,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            phases=[
                Phase.generate
            ],  # shrinking would take minutes; the failing steps are printed as they are
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_everybody_may_exactly_what_the_issue_says():
    walk(8)


@pytest.mark.slow
@pytest.mark.django_db
def test_everybody_may_exactly_what_the_issue_says_in_many_families():
    # FAMILIES=1000 is the long trial; it takes some twenty minutes.
    walk(int(os.environ.get("FAMILIES", "40")))


@dataclass(frozen=True)
class OfApp:
    """A subscription of one app for one purpose."""

    app_id: int = 7
    purpose: str = "app"
    thing: str = "subscription"
    owner_id: int | None = MOTHER
    area: str = "132080"
    is_shielded: bool = False


@pytest.mark.parametrize(
    ("actor", "thing", "allowed"),
    [
        (Actor(kind=Kind.APP, app_id=7, purpose="app"), OfApp(), True),
        (Actor(kind=Kind.APP, app_id=7, purpose="research"), OfApp(), False),
        (Actor(kind=Kind.APP, app_id=7), OfApp(purpose=""), False),
        (Actor(kind=Kind.APP, app_id=8, purpose="app"), OfApp(), False),
        (Actor(kind=Kind.APP, app_id=7, purpose="app"), OfApp(is_shielded=True), False),
    ],
)
def test_an_app_sees_its_own_subscriptions_for_its_purpose(actor, thing, allowed):
    assert may(actor, Verb.SEE, thing, at=NOON) is allowed
    assert may(actor, Verb.EXPORT, thing, at=NOON) is False


@pytest.mark.parametrize("verb", VERBS)
def test_a_program_approves_nothing_and_takes_nothing_out(verb):
    actor = Actor(kind=Kind.SYSTEM, purpose="nightly")
    expected = verb in {Verb.SEE, Verb.PLAN, Verb.RECEIVE, Verb.WITHDRAW}
    assert may(actor, verb, OfApp(), at=NOON) is expected
