"""Dependants and deductions, and for some the tax itself as their notice gives it (扶養・控除・住民税)."""

from __future__ import annotations

from datetime import date

import numpy as np

from todoke.population.crowd import EPOCH, Crowd
from todoke.population.facts.health import holders, severe
from todoke.population.facts.incomes import has_income, total_income
from todoke.population.facts.register import MARRIED
from todoke.population.families import PARENT, SELF, SPOUSE
from todoke.residents.block import RELATION_CODE, Array

_DEPENDANT_UP_TO = 480_000
_ADJUSTED_FROM = 8_500_000


def tell(crowd: Crowd) -> None:
    """Tell whom the best earner of each household supports, and what is deducted."""
    earns, income = has_income(crowd), total_income(crowd)
    earner = _earners(crowd, income)
    at = _ages_on(crowd, tax_day(crowd.on))
    supported = (income <= _DEPENDANT_UP_TO) & ~earner & ~_partners(crowd, earner)
    counts = _Counts(crowd, earner, supported)
    crowd.tell("person.dependants", counts.of(supported), earns)
    some = earns & (crowd.value("person.dependants") > 0)
    grown = ~np.isin(crowd.relation, (SELF, SPOUSE))
    for low, high, name, others in (
        (16, 18, "16_to_18", None),
        (19, 22, "19_to_22", None),
        (70, 200, "70_over", None),
        (23, 69, "23_to_69", grown),
    ):
        aged = (at >= low) & (at <= high)
        seen = aged if others is None else aged & others
        exists = crowd.members(crowd.total(seen.astype(np.int64))) - seen > 0
        crowd.tell(f"person.dependants_{name}", counts.of(supported & seen), some & exists)
    parents = np.isin(crowd.relation, (PARENT, RELATION_CODE["grandparent"]))
    elders = crowd.value("person.dependants_70_over") > 0
    crowd.tell("person.dependants_cohabiting_parents", counts.of(supported & (at >= 70) & parents), elders)
    asked = crowd.members(crowd.is_true("household.disability_or_illness"))
    heavy, holder = severe(crowd), holders(crowd)
    crowd.tell("person.dependants_disabled", counts.of(supported & holder & ~heavy), some & asked)
    crowd.tell("person.dependants_special_disabled", counts.of(supported & heavy), some & asked)
    special = crowd.value("person.dependants_special_disabled")
    crowd.tell("person.dependants_special_cohabiting", special, special > 0)
    _tell_deductions(crowd, earns, at)
    _tell_notices(crowd, earns, income)


def tax_day(on: date) -> date:
    """Return the 1 January the residence tax in force on a day rests on (地方税法 Art. 318)."""
    return date(on.year - (on.month < 6), 1, 1)


class _Counts:
    """Counts members of each household, for its earner."""

    def __init__(self, crowd: Crowd, earner: Array, supported: Array) -> None:
        """Keep the crowd."""
        self.crowd, self.earner, self.supported = crowd, earner, supported

    def of(self, marked: Array) -> Array:
        """Return how many are marked in the household of each earner; 0 for everybody else."""
        return np.where(self.earner, self.crowd.members(self.crowd.total(marked.astype(np.int64))), 0)


def _earners(crowd: Crowd, income: Array) -> Array:
    """Mark the one of each household with the highest income, the first of them if several have none."""
    best = crowd.members(np.maximum.reduceat(income, crowd.first))
    tops = (income == best) & (crowd.age >= 15)
    running = np.cumsum(tops)
    before = crowd.members(running[crowd.first] - tops[crowd.first])
    marked: Array = tops & (running - before == 1)
    return marked


def _partners(crowd: Crowd, of: Array) -> Array:
    found = np.zeros(crowd.persons, np.bool_)
    paired = np.flatnonzero(crowd.partner >= 0)
    found[paired] = of[crowd.partner[paired]]
    return found


def _ages_on(crowd: Crowd, day: date) -> Array:
    born = crowd.born.astype("datetime64[D]")
    months = born.astype("datetime64[M]").astype(np.int64)
    days = (born - born.astype("datetime64[M]")).astype(np.int64)
    when = day.toordinal() - EPOCH
    now = np.array(when).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    years: Array = (now - months - (days > day.day - 1)) // 12
    return years


def _tell_deductions(crowd: Crowd, earns: Array, at: Array) -> None:
    high = crowd.value("person.salary_gross") > _ADJUSTED_FROM
    young = crowd.members(crowd.any_member(at < 23)) | crowd.members(crowd.any_member(severe(crowd)))
    crowd.tell("person.income_adjusted", young, high)
    premiums = ((crowd.value("person.salary_gross") * 0.15).astype(np.int64) + 60_000) // 1000 * 1000
    crowd.tell("person.annual_insurance_premiums", np.minimum(premiums, 1_500_000), earns)
    crowd.tell_amount("person.itemized_deductions", "tax.itemized", earns, maximum=2_000_000, step=1000)
    crowd.tell_number("person.insurance_deductions", "tax.insurance_deductions", earns)
    relative = ~np.isin(crowd.relation, (SELF, SPOUSE)) & (crowd.age >= 18) & earns
    married = crowd.facts["person.marriage"].values == MARRIED
    crowd.tell_number("person.relative_spouse_deduction", "tax.relative_spouse", relative & married)
    if tax_day(crowd.on) >= date(2026, 1, 1):
        student = (at >= 19) & (at <= 22)
        others = crowd.members(crowd.total(student.astype(np.int64))) - student > 0
        crowd.tell_number(
            "person.specific_relative_deduction", "tax.specific_relative", others & (crowd.age >= 15)
        )


def _tell_notices(crowd: Crowd, earns: Array, income: Array) -> None:
    """Give some the residence tax from their notice; where it is given it wins over what would be worked out."""
    shown = (crowd.age >= 20) & (crowd.chance() < crowd.share("tax.notice_shown"))
    dependants = crowd.value("person.dependants")
    limit = np.where(dependants > 0, 350_000 * (1 + dependants) + 310_000, 450_000)
    exempt = income <= limit
    crowd.tell("person.residence_tax_exempt", exempt, shown)
    taxable = income - 430_000 - 330_000 * dependants - crowd.value("person.annual_insurance_premiums")
    levy = np.where(exempt, 0, np.maximum(taxable, 0) * 6 // 100 // 100 * 100)
    crowd.tell("person.income_levy_city", levy, shown & (earns | exempt))
