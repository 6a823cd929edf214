"""Illness that keeps from work or costs much, and pensions for disability (傷病・医療費・障害年金)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.health import DISEASES, MENTAL, holders, severe

VISITS = ("none", "under20", "national", "employee", "uncovered")


def tell(crowd: Crowd) -> None:
    """Tell treatment, its costs, sick leave, and what a disability pension rests on."""
    asked = crowd.members(crowd.is_true("household.disability_or_illness"))
    mental = crowd.is_code("person.handbook_mental", *MENTAL[1:])
    chance = crowd.chance()
    outpatient = chance < np.where(mental, 0.9, crowd.share("sickness.outpatient"))
    crowd.tell("person.psychiatric_outpatient", outpatient, asked)
    crowd.tell_flag("person.corrective_treatment", "sickness.corrective", asked)
    treated = crowd.is_true("person.psychiatric_outpatient") | crowd.is_true("person.corrective_treatment")
    crowd.tell_flag("person.severe_and_continuous", "sickness.severe_and_continuous", treated)
    ill = crowd.is_code("person.designated_disease", *DISEASES[1:])
    crowd.tell_flag("person.ventilator", "sickness.ventilator", ill)
    crowd.tell_flag("person.costly_and_long", "sickness.costly_and_long", ill)
    rare = crowd.is_code("person.designated_disease", "rare", "tokyo_rare")
    crowd.tell_drawn("person.disease_stage", "sickness.stage", rare)
    crowd.tell(
        "person.high_medical_cost",
        (ill | crowd.is_true("person.hospital_over_3_months")) & (chance < 0.5),
        asked,
    )
    costly = crowd.is_true("person.high_medical_cost")
    crowd.tell_amount("person.medical_cost_month", "sickness.cost_month", costly, maximum=10_000_000, step=10)
    crowd.tell_flag("person.medical_many_times", "sickness.many_times", costly)
    crowd.tell_drawn("person.patient_share", "sickness.patient_share", costly & (crowd.age >= 70))
    working = crowd.is_code("person.work", "employee", "on_leave")
    crowd.tell_number("person.sick_leave_days", "sickness.leave_days", asked & working)
    away = crowd.value("person.sick_leave_days") > 0
    crowd.tell_amount("person.paid_while_sick", "sickness.paid_while_sick", away, maximum=200_000, step=100)
    _tell_pensions(crowd)


def _tell_pensions(crowd: Crowd) -> None:
    asked = crowd.members(crowd.is_true("household.disability_or_illness"))
    heavy, holder = severe(crowd), holders(crowd)
    applies = asked & (crowd.age >= 18) & (crowd.age <= 69)
    drawn = np.zeros(crowd.persons, np.int8)
    rows = np.flatnonzero(applies & holder)
    shares = crowd.assumptions.shares("sickness.first_visit")
    drawn[rows] = 1 + crowd.drawn_of(np.array([shares[name] for name in VISITS[1:]]), len(rows))
    crowd.tell_code("person.first_visit", drawn, VISITS, applies)
    seen = applies & (drawn > 0)
    crowd.tell_flag(
        "person.first_visit_paid",
        "sickness.premiums_paid",
        crowd.is_code("person.first_visit", "national", "employee"),
    )
    years = (crowd.chance() * np.minimum(crowd.age, 30) * 365).astype(np.int32)
    minor = crowd.is_code("person.first_visit", "under20")
    first = np.where(minor, crowd.born + np.minimum(years, 19 * 365), crowd.today - 1 - years)
    crowd.tell(
        "person.first_visit_on",
        np.maximum(np.minimum(first, crowd.today - 1), crowd.born).astype(np.int32),
        seen,
    )
    grade = np.where(heavy, 2, np.where(holder, np.where(crowd.chance() < 0.5, 3, 0), 0))
    grade = np.where(heavy & (crowd.chance() < 0.5), 1, grade)
    crowd.tell_code("person.pension_disability_grade", grade, ("none", "1", "2", "3"), seen)
    crowd.tell_drawn(
        "person.uninsured_period",
        "sickness.uninsured_period",
        crowd.is_code("person.first_visit", "uncovered") & (crowd.age >= 50),
    )
    receives = crowd.is_code("person.pension_disability_grade", "1", "2")
    receives &= crowd.chance() < crowd.share("sickness.pension_taken")
    crowd.tell("person.receives_disability_pension", receives, asked & (crowd.age >= 15))
    amount = np.where(crowd.is_code("person.pension_disability_grade", "1"), 1_020_000, 816_000)
    crowd.tell("person.nontaxable_pension", np.where(receives, amount, 0), asked & (crowd.age >= 18))
