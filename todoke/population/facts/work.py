"""Work, the insurance that follows from it, and having left a job (就労・保険・離職)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.births import gave_birth
from todoke.population.families import SELF, SPOUSE
from todoke.residents.block import Array

WORK = ("employee", "self_employed", "on_leave", "none")
EMPLOYEE, SELF_EMPLOYED, ON_LEAVE, NONE = range(4)
INSURANCE = ("employee", "employee_dependant", "national", "late_elderly", "none")
PENSION = ("first", "second", "third", "none")
EXITS = ("none", "company", "just_cause", "own", "misconduct")


def tell(crowd: Crowd) -> None:
    """Tell who works how, who is insured where, and who left a job."""
    working = crowd.age >= 15
    crowd.tell_code("person.work", _work(crowd), WORK, working)
    employed = crowd.is_code("person.work", "employee", "on_leave")
    # Pupils and students work by the hour, short of what insurance begins at.
    regular = employed & ~crowd.is_true("person.student")
    crowd.tell(
        "person.employment_insurance",
        regular & (crowd.chance() < crowd.share("work.employment_insurance")),
        employed,
    )
    insured = crowd.is_true("person.employment_insurance") & (crowd.age < 75)
    insured &= crowd.chance() < crowd.share("work.health_insured_of_insured")
    own = _tell_insurance(crowd, insured)
    _tell_pension(crowd, own)
    _tell_exits(crowd)


def _work(crowd: Crowd) -> Array:
    chance, kind = crowd.chance(), crowd.chance()
    employed = np.where(crowd.female, crowd.curve("work.rate_women"), crowd.curve("work.rate_men"))
    mothers = crowd.female & crowd.members(crowd.any_member(crowd.age < 6)) & (crowd.partner >= 0)
    employed = np.where(mothers, employed * crowd.share("work.mothers_of_small_children"), employed)
    study = crowd.is_true("person.student")
    employed = np.where(study, crowd.share("work.students"), employed)
    own = kind < np.where(study, 0.0, crowd.curve("work.self_employed"))
    leave = gave_birth(crowd) & (kind > 1 - crowd.share("work.on_leave_after_birth"))
    return np.where(
        chance < employed, np.where(own, SELF_EMPLOYED, np.where(leave, ON_LEAVE, EMPLOYEE)), NONE
    )


def _tell_insurance(crowd: Crowd, insured: Array) -> Array:
    """Tell the health insurance; return who is insured as an employee."""
    partner_insured = np.zeros(crowd.persons, np.bool_)
    paired = np.flatnonzero(crowd.partner >= 0)
    partner_insured[paired] = insured[crowd.partner[paired]]
    any_insured = crowd.members(crowd.any_member(insured))
    idle = crowd.is_code("person.work", "none") | (crowd.age < 15) | crowd.is_true("person.student")
    depends = idle & (partner_insured | (any_insured & (crowd.age < 60) & (crowd.relation != SELF)))
    found = np.select([crowd.age >= 75, insured, depends], [3, 0, 1], 2)
    found[crowd.chance() < crowd.share("work.uninsured")] = 4
    crowd.tell_code("person.health_insurance", found, INSURANCE)
    late = crowd.is_code("person.health_insurance", "late_elderly")
    crowd.tell_flag("person.former_dependant", "work.former_dependant", late)
    own = crowd.is_code("person.health_insurance", "employee")
    crowd.tell_flag("person.health_insured_12_months", "work.health_insured_12_months", own)
    return own


def _tell_pension(crowd: Crowd, own: Array) -> None:
    applies = (crowd.age >= 15) & (crowd.age <= 69)
    partner_insured = np.zeros(crowd.persons, np.bool_)
    paired = np.flatnonzero(crowd.partner >= 0)
    partner_insured[paired] = own[crowd.partner[paired]]
    third = crowd.is_code("person.health_insurance", "employee_dependant") & partner_insured
    working_age = (crowd.age >= 20) & (crowd.age < 60)
    found = np.select([own, working_age & third, working_age], [1, 2, 0], 3)
    crowd.tell_code("person.pension_category", found, PENSION, applies)


def tell_householder(crowd: Crowd) -> None:
    """Tell who is the householder, where premiums are reckoned by household."""
    paying = crowd.is_code("person.pension_category", "first")
    paying |= crowd.is_code("person.health_insurance", "national", "late_elderly")
    asked = crowd.is_true("household.disability_or_illness") | crowd.any_member(paying)
    crowd.tell("person.householder", crowd.relation == SELF, (crowd.age >= 15) & crowd.members(asked))


def _tell_exits(crowd: Crowd) -> None:
    applies = (crowd.age >= 15) & (crowd.age <= 74)
    idle = crowd.is_code("person.work", "none") & (crowd.age < 66)
    study = crowd.is_true("person.student")
    seeks = idle & ~study & crowd.happens("work.seeks_work")
    crowd.tell("person.seeks_work", seeks, applies)
    crowd.tell_flag("person.takes_training", "work.takes_training", seeks)
    left = np.where(seeks, crowd.share("work.left_of_seekers"), crowd.share("work.left_of_others"))
    rows = np.flatnonzero((crowd.chance() < left) & ~study & (crowd.age >= 18))
    found = np.zeros(crowd.persons, np.int8)
    shares = crowd.assumptions.shares("work.exits")
    found[rows] = 1 + crowd.drawn_of(np.array([shares[name] for name in EXITS[1:]]), len(rows))
    crowd.tell_code("person.job_exit", found, EXITS, applies)
    exits = applies & (found > 0)
    crowd.tell_day("person.left_job_on", "work.left_within_months", exits)
    crowd.tell_number("person.insured_months_2y", "work.insured_months_2y", exits)
    longer = np.minimum(crowd.value("person.insured_months_2y"), 12)
    crowd.tell("person.insured_months_1y", longer, crowd.is_code("person.job_exit", "company", "just_cause"))
    years = np.minimum((crowd.chance() * np.maximum(crowd.age - 20, 1)).astype(np.int64), 45)
    crowd.tell("person.insured_years", np.where(longer >= 6, np.maximum(years, longer // 12), 0), exits)
    crowd.tell_amount("person.daily_wage", "work.daily_wage", exits, maximum=200_000, step=10)


def partners_of(crowd: Crowd, of: Array) -> Array:
    """Mark those whose partner is marked."""
    found = np.zeros(crowd.persons, np.bool_)
    paired = np.flatnonzero((crowd.partner >= 0) & np.isin(crowd.relation, (SELF, SPOUSE)))
    found[paired] = of[crowd.partner[paired]]
    return found
