"""Salaries, pensions, profits: yearly amounts with the basis the dictionary asks for (収入と所得)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.residents.block import Array

_PENSION_FROM = 65


def tell(crowd: Crowd) -> None:
    """Tell what everybody earned in a year and this month."""
    grown = crowd.age >= 15
    salary = _salary(crowd)
    crowd.tell("person.salary_gross", salary, grown)
    pension = _pension(crowd)
    crowd.tell("person.pension_gross", pension, crowd.age >= 50)
    owners = crowd.is_code("person.work", "self_employed")
    business = _lognormal(crowd, owners, "income.business")
    crowd.tell("person.business_income", business, grown)
    others = grown & crowd.happens("income.has_other")
    crowd.tell("person.other_income", _lognormal(crowd, others, "income.other"), grown)
    month = (salary + pension + business) // 12
    lately = crowd.chance() < crowd.share("income.changed_this_month")
    month = np.where(lately, (month * crowd.chance()).astype(np.int64), month) // 1000 * 1000
    crowd.tell("person.income_month", month, grown)
    insured = crowd.is_code("person.health_insurance", "employee")
    wage = np.clip(salary // 12 // 10_000 * 10_000, 58_000, 1_390_000)
    crowd.tell("person.standard_wage", wage, insured)
    _tell_pension_record(crowd)


def _lognormal(crowd: Crowd, applies: Array, entry: str) -> Array:
    shares = crowd.assumptions.shares(entry)
    rows = np.flatnonzero(applies)
    values = np.zeros(crowd.persons, np.int64)
    amounts = shares["median"] * np.exp(
        shares["spread"] * crowd.random.standard_normal(len(rows), np.float32)
    )
    values[rows] = np.minimum(amounts, 300_000_000).astype(np.int64) // 10_000 * 10_000
    return values


def _salary(crowd: Crowd) -> Array:
    rows = np.flatnonzero(crowd.is_code("person.work", "employee", "on_leave"))
    women = crowd.female[rows]
    median = np.where(women, crowd.curve("income.salary_women", rows), crowd.curve("income.salary_men", rows))
    paired = women & (crowd.partner[rows] >= 0)
    part = crowd.chance(len(rows)) < np.where(
        paired, crowd.share("income.part_time_wives"), crowd.share("income.part_time_others")
    )
    part |= crowd.is_true("person.student")[rows]
    median = np.where(part, crowd.share("income.part_time_salary"), median)
    spread = np.where(part, 0.35, crowd.share("income.salary_spread"))
    amounts = median * np.exp(spread * crowd.random.standard_normal(len(rows), np.float32))
    salary = np.zeros(crowd.persons, np.int64)
    salary[rows] = np.minimum(amounts, 200_000_000).astype(np.int64) // 10_000 * 10_000
    return salary


def _pension(crowd: Crowd) -> Array:
    rows = np.flatnonzero(crowd.age >= _PENSION_FROM)
    women = crowd.female[rows]
    median = np.where(women, crowd.share("income.pension_women"), crowd.share("income.pension_men"))
    amounts = median * np.exp(
        crowd.share("income.pension_spread") * crowd.random.standard_normal(len(rows), np.float32)
    )
    amounts[crowd.chance(len(rows)) < crowd.share("income.no_pension")] = 0
    pension = np.zeros(crowd.persons, np.int64)
    pension[rows] = np.minimum(amounts, 4_800_000).astype(np.int64) // 1000 * 1000
    return pension


def _tell_pension_record(crowd: Crowd) -> None:
    """Tell the months paid for the basic pension, and when it began."""
    applies = crowd.age >= 60
    rows = np.flatnonzero(applies)
    paid = np.zeros(crowd.persons, np.int64)
    paid[rows] = np.minimum(480, 480 * crowd.chance(len(rows)) ** crowd.share("pension.unpaid_power")).astype(
        np.int64
    )
    crowd.tell("person.pension_paid_months", paid, applies)
    crowd.tell_flag("person.pension_had_exemption", "pension.had_exemption", applies)
    exempt = crowd.is_true("person.pension_had_exemption")
    room = np.maximum(480 - paid, 0)
    for name in ("full", "full_old", "three_quarters", "half", "quarter"):
        entry = f"pension.exempt_{name}"
        crowd.tell_number(f"person.pension_exempt_{name}", entry, exempt)
        told = crowd.facts[f"person.pension_exempt_{name}"]
        told.values = np.minimum(told.values, room)
        room = room - told.values
    crowd.tell_number("person.pension_extra_months", "pension.extra_months", applies & (paid < 120))
    crowd.tell_number("person.pension_shift_months", "pension.shift_months", applies)


def total_income(crowd: Crowd) -> Array:
    """Return roughly the total income (合計所得金額) that follows from what somebody earned."""
    salary = crowd.value("person.salary_gross")
    deduction = np.select(
        [salary <= 1_800_000, salary <= 3_600_000, salary <= 6_600_000, salary <= 8_500_000],
        [
            np.maximum(550_000, salary * 0.4 - 100_000),
            salary * 0.3 + 80_000,
            salary * 0.2 + 440_000,
            salary * 0.1 + 1_100_000,
        ],
        1_950_000,
    )
    pension = crowd.value("person.pension_gross")
    free = np.where(crowd.age >= 65, 1_100_000, 600_000)
    own = crowd.value("person.business_income") + crowd.value("person.other_income")
    total: Array = np.maximum(salary - deduction, 0) + np.maximum(pension - free, 0) + own
    return total.astype(np.int64)


def has_income(crowd: Crowd) -> Array:
    """Mark those of whom it is sure that their total income is above nothing."""
    free = np.where(crowd.age >= 64, 1_100_000, 600_000)
    earns = (crowd.value("person.salary_gross") > 650_000) | (crowd.value("person.pension_gross") > free)
    own = crowd.value("person.business_income") + crowd.value("person.other_income")
    marked: Array = (earns | (own > 0)) & (crowd.age >= 15)
    return marked
