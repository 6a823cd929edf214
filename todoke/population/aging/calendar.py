"""What the passing of days alone changes: ages, school years, how long somebody has lived here (日の経過)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from todoke.population.aging.events import Span
from todoke.population.aging.sheet import Sheet
from todoke.population.assumptions import Assumptions
from todoke.population.crowd import EPOCH, Crowd
from todoke.population.facts import schooling
from todoke.population.facts.register import school_age
from todoke.population.facts.taxes import tax_day
from todoke.residents.block import RELATION_CODE, Array

_OTHERS = (RELATION_CODE["self"], RELATION_CODE["spouse"])

AGES: dict[str, tuple[int, int]] = {
    "person.pregnant": (15, 59),
    "person.due_date": (15, 59),
    "person.babies_expected": (15, 59),
    "person.enrolment": (0, 30),
    "person.childcare_need": (0, 30),
    "person.kindergarten_kind": (0, 30),
    "person.azukari_days": (0, 30),
    "person.high_part_time": (0, 30),
    "person.college_kind": (0, 30),
    "person.science_course": (0, 30),
    "person.many_children": (0, 30),
    "person.special_class": (0, 30),
    "person.student": (15, 64),
    "person.seeks_work": (15, 74),
    "person.takes_training": (15, 74),
    "person.job_exit": (15, 74),
    "person.left_job_on": (15, 74),
    "person.insured_months_2y": (15, 74),
    "person.insured_months_1y": (15, 74),
    "person.insured_years": (15, 74),
    "person.daily_wage": (15, 74),
    "person.pension_category": (15, 69),
    "person.tokyo_at_birth": (0, 1),
    "person.special_child_grade": (0, 19),
    "person.disability_pension_for_self": (0, 19),
    "person.developmental_support_need": (0, 17),
    "person.premature_care": (0, 0),
    "person.specified_disease": (40, 64),
    "person.first_visit": (18, 69),
    "person.first_visit_paid": (18, 69),
    "person.first_visit_on": (18, 69),
    "person.pension_disability_grade": (18, 69),
    "person.uninsured_period": (18, 69),
    "person.parents_absent": (0, 19),
}
"""Between which ages a fact applies, both included; outside nobody keeps what was said earlier."""

_OF_INFANTS = (
    "person.birth_compensation",
    "person.painless_birth",
    "person.painless_birth_cost",
    "person.maternity_handbook_tokyo",
    "person.maternity_leave_unpaid",
)
_OF_SMALL_CHILDREN = (
    "person.childcare_leave",
    "person.leave_over_180_days",
    "person.leave_14_days",
    "person.work_insured_12_months",
    "person.wage_reduced",
)
_SCHOOL = (
    "person.enrolment",
    "person.childcare_need",
    "person.kindergarten_kind",
    "person.azukari_days",
    "person.high_part_time",
    "person.college_kind",
    "person.science_course",
    "person.many_children",
    "person.exam_taker",
    "person.student",
    "person.special_class",
)
_STAGES = np.array([1, 3, 6, 12, 15, 18, 20, 22, 24])
_OF_EMPLOYEES_INSURANCE = (
    "person.standard_wage",
    "person.health_insured_12_months",
    "person.maternity_leave_unpaid",
)


@dataclass(slots=True)
class Households:
    """The rows of one row group, seen as households; ``first`` is each household's first row."""

    persons: Sheet
    households: Sheet
    code: str
    span: Span
    assumptions: Assumptions
    random: np.random.Generator

    first: Array
    place: Array

    @classmethod
    def of(
        cls,
        persons: Sheet,
        households: Sheet,
        code: str,
        span: Span,
        assumptions: Assumptions,
        random: np.random.Generator,
    ) -> Households:
        """See rows as households."""
        ids = persons.values("household")
        first = np.flatnonzero(np.diff(ids, prepend=-1))
        place = np.repeat(np.arange(len(first)), np.diff(first, append=len(ids)))
        return cls(persons, households, code, span, assumptions, random, first, place)

    def any_member(self, of: Array) -> Array:
        """Tell of each household whether a member is marked."""
        return np.logical_or.reduceat(of, self.first)

    def born(self) -> tuple[Array, Array]:
        """Return the birth dates (the first possible day where known roughly), and whose is known."""
        exact, low = self.persons.said("person.birth_date"), self.persons.said("person.birth_date~low")
        values = self.persons.values("person.birth_date")
        return np.where(exact, values, self.persons.values("person.birth_date~low")), exact | low


def completed_years(born: Array, day: int) -> Array:
    """Return the completed years of those born on days (from 1970) on another day."""
    moment = np.array(day).astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    births = born.astype("datetime64[D]")
    months = births.astype("datetime64[M]")
    earlier = (moment - month.astype("datetime64[D]")) < (births - months.astype("datetime64[D]"))
    years: Array = ((month - months).astype(np.int64) - earlier) // 12
    return years


def pass_days(family: Households) -> None:
    """Change what the calendar changes between two days."""
    born, known = family.born()
    on, since = family.span.on.toordinal() - EPOCH, family.span.since.toordinal() - EPOCH
    # Whose day of birth is not known reaches an age with the first day it may be, until the last day it may be.
    rough = family.persons.said("person.birth_date~high") & ~family.persons.said("person.birth_date")
    latest = np.where(rough, family.persons.values("person.birth_date~high"), born)
    age, before = completed_years(born, on), completed_years(latest, since)
    older = np.flatnonzero(known & (age != before))
    for fact, (low, high) in AGES.items():
        outside = older[(age[older] < low) | (age[older] > high)]
        family.persons.unsay(outside, fact)
    # An infant's care is over the day before the first birthday.
    eve = known & (completed_years(born, on + 1) > 0)
    family.persons.unsay(np.flatnonzero(eve & (before < 1)), "person.premature_care")
    late = older[age[older] == 75]
    family.persons.put("person.health_insurance", late, "late_elderly")
    family.persons.unsay(late, *_OF_EMPLOYEES_INSURANCE)
    _children_grow(family, age, before, known)
    _stay_longer(family, on)
    if _school_year_of(family.span.since) != _school_year_of(family.span.on):
        _new_school_year(family)
    if tax_day(family.span.since) != tax_day(family.span.on):
        _new_tax_year(family, born, known)


def _children_grow(family: Households, age: Array, before: Array, known: Array) -> None:
    """Take away what rests on having an infant, or a child under two, once there is none."""
    people = family.persons
    could = (age >= 15) & (age < 60) & ~people.is_code("person.sex", "male")
    pregnant = people.is_true("person.pregnant") | (~people.said("person.pregnant") & could)
    expecting = family.any_member(pregnant)
    for limit, facts, unless in (
        (1, _OF_INFANTS, pregnant),
        (2, _OF_SMALL_CHILDREN, expecting[family.place]),
    ):
        had = family.any_member(known & (before < limit))
        has = family.any_member((age < limit) | ~known)
        grown = had & ~has
        people.unsay(np.flatnonzero(grown[family.place] & ~unless), *facts)
        if limit == 2:
            cares = people.is_true("person.takes_care_leave")
            people.unsay(np.flatnonzero(grown[family.place] & ~unless & ~cares), "person.wage_before_leave")
            family.households.unsay(np.flatnonzero(grown), "household.nursery_waiting")
    young = family.any_member((age <= 20) | ~known)
    people.unsay(np.flatnonzero(~young[family.place]), "person.child_support_received")


def _stay_longer(family: Households, today: int) -> None:
    """Let those who came three years, or one year, ago have lived here so long."""
    since = today - family.persons.values("register.moved_in_on")
    short = family.persons.is_false("person.lived_in_tokyo_3_years")
    family.persons.put("person.lived_in_tokyo_3_years", np.flatnonzero(short & (since > 1096)), True)
    asks = np.zeros(len(family.first), np.int64)
    heads = family.persons.relations() == RELATION_CODE["self"]
    asks[family.place[heads]] = since[heads]
    new = family.households.is_false("household.tokyo_one_year") & (asks > 366)
    family.households.put("household.tokyo_one_year", np.flatnonzero(new), True)


def _school_year_of(day: date) -> int:
    return day.year - (day.month < 4)


def _new_school_year(family: Households) -> None:
    """Draw the school of those who leave one stage for the next on 1 April; the others go on where they are."""
    people = family.persons
    born, known = family.born()
    on = family.span.on.toordinal() - EPOCH
    nothing = np.zeros(len(born), np.int64)
    crowd = Crowd(
        on=family.span.on,
        municipality=family.code,
        random=family.random,
        assumptions=family.assumptions,
        household=family.place,
        relation=people.relations(),
        first=family.first,
        size=np.diff(family.first, append=len(born)),
        born=born.astype(np.int32),
        age=np.clip(completed_years(born, on), 0, 120).astype(np.int16),
        female=people.is_code("person.sex", "female"),
        foreign=nothing > 0,
        partner=nothing - 1,
        complete=nothing > 0,
        moved_in=nothing,
    )
    grade = school_age(crowd)
    years = _school_year_of(family.span.on) - _school_year_of(family.span.since)
    stage = np.searchsorted(_STAGES, grade, side="right")
    changed = known & (stage != np.searchsorted(_STAGES, grade - years, side="right")) & (crowd.age <= 30)
    schooling.tell(crowd)
    rows = np.flatnonzero(changed)
    people.unsay(rows, *_SCHOOL)
    for fact in _SCHOOL:
        told = crowd.facts.get(fact)
        if told is None:
            continue
        applies = changed if told.said is None else changed & told.said
        applies &= family.random.random(len(born)) >= family.assumptions.unknown_rate(fact)
        if fact == "person.exam_taker":
            # Those of one school go on to grades in which the question is not asked.
            people.unsay(np.flatnonzero(known), fact)
            applies &= grade >= 18
        if told.entries:
            for place, entry in enumerate(told.entries):
                people.put(fact, np.flatnonzero(applies & (told.values == place)), entry)
        else:
            some = np.flatnonzero(applies)
            people.put(fact, some, told.values[some])
    pupils = family.any_member(((grade >= 12) & (grade <= 21)) | ~known)
    family.households.unsay(np.flatnonzero(~pupils), "household.tokyo_one_year")


def _new_tax_year(family: Households, born: Array, known: Array) -> None:
    """Take away numbers of dependants of an age nobody in the household has on the new 1 January."""
    people = family.persons
    day = tax_day(family.span.on).toordinal() - EPOCH
    at = completed_years(born, day)
    grown = ~np.isin(people.relations(), _OTHERS)
    for low, high, name, among in (
        (16, 18, "person.dependants_16_to_18", True),
        (19, 22, "person.dependants_19_to_22", True),
        (70, 200, "person.dependants_70_over", True),
        (23, 69, "person.dependants_23_to_69", grown),
        (19, 22, "person.specific_relative_deduction", True),
    ):
        seen = (((at >= low) & (at <= high)) | ~known) & among
        others = np.add.reduceat(seen.astype(np.int64), family.first)[family.place] - seen
        people.unsay(np.flatnonzero(others == 0), name)
        if name == "person.dependants_70_over":
            people.unsay(np.flatnonzero(others == 0), "person.dependants_cohabiting_parents")
