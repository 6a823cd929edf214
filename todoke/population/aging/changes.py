"""Births, deaths, pregnancies and changes of work and income, written into the rows (出来事の書きこみ)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from todoke.population.aging.calendar import Households, completed_years
from todoke.population.aging.events import Events
from todoke.population.aging.sheet import empty_rows
from todoke.population.crowd import EPOCH
from todoke.population.facts.births import TERM
from todoke.residents.block import RELATION_CODE, Array
from todoke.rules.household import RELATIONS

_YEAR = 365.2425

_OF_PREGNANCY = ("person.due_date", "person.babies_expected")
_OF_COMPANY = (
    "person.dependants",
    "person.dependants_16_to_18",
    "person.dependants_19_to_22",
    "person.dependants_70_over",
    "person.dependants_23_to_69",
    "person.dependants_cohabiting_parents",
    "person.dependants_disabled",
    "person.dependants_special_disabled",
    "person.dependants_special_cohabiting",
    "person.specific_relative_deduction",
    "person.income_adjusted",
    "person.training",
    "person.training_fee",
    "person.training_years",
    "person.training_last_year",
    "person.support_plan",
    "person.fuyo_pension",
    "person.child_support_received",
    "person.childcare_leave",
    "person.leave_over_180_days",
    "person.leave_14_days",
    "person.work_insured_12_months",
    "person.wage_reduced",
    "person.wage_before_leave",
    "person.birth_compensation",
    "person.painless_birth",
    "person.painless_birth_cost",
    "person.maternity_handbook_tokyo",
    "person.maternity_leave_unpaid",
)
"""What rests on who else belongs to the household."""

_OF_JOB = (
    "person.employment_insurance",
    "person.childcare_leave",
    "person.leave_over_180_days",
    "person.leave_14_days",
    "person.work_insured_12_months",
    "person.wage_reduced",
    "person.wage_before_leave",
    "person.takes_care_leave",
    "person.insured_12_months",
    "person.sick_leave_days",
    "person.paid_while_sick",
    "person.standard_wage",
    "person.health_insured_12_months",
    "person.maternity_leave_unpaid",
)
"""What rests on being employed."""

# Who is what to the spouse, or to the eldest child, once the one who asked has died.
_SEEN_BY = {
    "spouse": {"child": "child", "grandchild": "grandchild"},
    "child": {"child": "sibling", "grandchild": "child", "parent": "grandparent"},
    "parent": {"parent": "spouse", "sibling": "child", "child": "grandchild"},
    "grandchild": {"grandchild": "sibling", "child": "parent"},
    "sibling": {"sibling": "sibling", "parent": "parent"},
}
_DECEASED_WAS = {
    "spouse": "spouse",
    "child": "parent",
    "parent": "child",
    "grandchild": "grandparent",
    "sibling": "sibling",
}
_OF_DEATH = (
    "household.maintained_by_deceased",
    "household.lived_with_deceased",
    "household.deceased_received_pension",
    "household.deceased_insurance",
    "household.funeral_by_me",
    "household.funeral_on",
    "household.deceased_pension",
    "household.deceased_paid_enough",
    "household.deceased_first_paid_months",
    "household.deceased_first_exempt_months",
    "household.deceased_additional_premium",
    "household.years_married_to_deceased",
    "household.death_by_disaster",
    "household.deceased_main_earner",
    "household.disaster_designated",
    "household.medical_care_copay_year",
    "household.tokyo_one_year",
    "household.nursery_waiting",
)


def bury(family: Households, events: Events) -> Array:
    """Let the dead leave: somebody else asks, relations and marriage change. Return the rows that stay."""
    people, homes = family.persons, family.households
    dead = np.isin(people.values("person"), events.dead)
    if not dead.any():
        return np.ones(len(people), np.bool_)
    relation = people.relations()
    names = np.array(RELATIONS)
    born, _ = family.born()
    mourning = np.flatnonzero(family.any_member(dead))
    for home in mourning:
        rows = _rows(family, int(home))
        gone, left = rows[dead[rows]], rows[~dead[rows]]
        if not len(left):
            continue
        lost = str(names[relation[gone[0]]])
        if lost != "self" and not (relation[gone] == RELATION_CODE["self"]).any():
            was = (
                lost
                if lost in ("spouse", "child", "parent", "grandparent", "grandchild", "sibling")
                else "other"
            )
        else:
            asks = _successor(left, relation, born)
            was = _take_over(family, left, asks, relation, names)
        if was == "spouse":
            asks = left[people.relations()[left] == RELATION_CODE["self"]]
            people.put("person.marriage", asks, "widowed")
        people.unsay(left, *_OF_COMPANY)
        place = np.array([home])
        homes.put("household.death", place, was)
        on = family.span.on.toordinal() - EPOCH
        homes.put("household.death_on", place, on - int(family.random.integers(family.span.days)))
        homes.unsay(place, *_OF_DEATH)
    return ~dead


def _rows(family: Households, home: int) -> Array:
    end = family.first[home + 1] if home + 1 < len(family.first) else len(family.place)
    return np.arange(family.first[home], end)


def _successor(left: Array, relation: Array, born: Array) -> int:
    """Return who asks from now on: the spouse, else the eldest child, else the eldest of all."""
    for wanted in ("spouse", "child"):
        those = left[relation[left] == RELATION_CODE[wanted]]
        if len(those):
            return int(those[np.argmin(born[those])])
    return int(left[np.argmin(born[left])])


def _take_over(family: Households, left: Array, asks: int, relation: Array, names: Array) -> str:
    """Tell the relations anew, seen from who asks now; return what the deceased was to them."""
    people = family.persons
    new = str(names[relation[asks]])
    seen = _SEEN_BY.get(new, {})
    taken = False
    for row in left:
        told = seen.get(str(names[relation[row]]), "other")
        if told == "spouse":
            told, taken = ("other" if taken else "spouse"), True
        people.put("relation", np.array([row]), "self" if row == asks else told)
    mine = np.array([asks])
    people.unsay(mine, "person.lives_together", "person.relative_spouse_deduction", "person.parents_absent")
    people.unsay(left, "person.parents_absent", "person.relative_spouse_deduction")
    if people.said("person.householder")[asks]:
        people.put("person.householder", mine, True)
    return _DECEASED_WAS.get(new, "other")


def bear(family: Households, events: Events, first_id: int) -> tuple[pa.Table | None, int]:
    """Let children be born; return their rows and the next free id."""
    people = family.persons
    ids = people.values("person")
    rows = np.flatnonzero(np.isin(ids, events.mothers))
    if not len(rows):
        return None, first_id
    expected = people.values("person.babies_expected")[rows]
    times = np.where(people.said("person.babies_expected")[rows], np.clip(expected, 1, 5), 1).astype(np.int64)
    mothers = np.repeat(rows, times)
    babies = empty_rows(people.schema, len(mothers))
    everyone = np.arange(len(mothers))
    household = people.values("household")[mothers]
    for name, values in (
        ("person", first_id + everyone),
        ("household", household),
    ):
        babies.put(name, everyone, values)
    on = family.span.on.toordinal() - EPOCH
    due = people.values("person.due_date")[mothers]
    known = people.said("person.due_date")[mothers] & (due > on - family.span.days) & (due <= on)
    drawn = on - family.random.integers(family.span.days, size=len(mothers))
    day = np.where(known, due, drawn)
    # Twins share their birthday.
    day = day[np.searchsorted(mothers, mothers)]
    babies.put("person.birth_date", everyone, day)
    babies.put("register.moved_in_on", everyone, day)
    boys = family.random.random(len(mothers)) < family.assumptions.number("aging.boys")
    babies.put("person.sex", np.flatnonzero(boys), "male")
    babies.put("person.sex", np.flatnonzero(~boys), "female")
    relation = people.relations()[mothers]
    for of_mother, told in (("self", "child"), ("spouse", "child"), ("child", "grandchild")):
        babies.put("relation", np.flatnonzero(relation == RELATION_CODE[of_mother]), told)
    babies.put("relation", np.flatnonzero(~babies.said("relation")), "other")
    japanese = people.is_code("person.nationality", "japanese")[mothers]
    babies.put("person.nationality", np.flatnonzero(japanese), "japanese")
    insured = people.is_code("person.health_insurance", "employee", "employee_dependant")[mothers]
    babies.put("person.health_insurance", np.flatnonzero(insured), "employee_dependant")
    babies.put("person.marriage", everyone, "never")
    babies.put("person.enrolment", everyone, "none")
    for fact in ("person.resident_registered", "person.lives_together", "person.tokyo_at_birth"):
        babies.put(fact, everyone, True)
    for name in babies.names:
        if name.startswith("receives:"):
            babies.put(name, everyone, False)
    people.put("person.pregnant", rows, False)
    people.unsay(rows, *_OF_PREGNANCY)
    return babies.table(), first_id + len(mothers)


def expect(family: Households, events: Events) -> None:
    """Let it become known of some that they are pregnant, with the child due in about eight months."""
    people = family.persons
    rows = np.flatnonzero(np.isin(people.values("person"), events.expecting))
    people.put("person.pregnant", rows, True)
    on = family.span.on.toordinal() - EPOCH
    known = rows[family.random.random(len(rows)) >= family.assumptions.unknown_rate("person.due_date")]
    due = on + TERM - 45 - family.random.integers(family.span.days, size=len(known))
    people.put("person.due_date", known, due)


def earn(family: Households) -> None:
    """Let salaries change, and some leave a job."""
    people, random = family.persons, family.random
    share = family.span.days / _YEAR
    count = len(people)
    salary = people.values("person.salary_gross")
    earning = people.said("person.salary_gross") & (salary > 0)
    rows = np.flatnonzero(
        earning & (random.random(count) < share * family.assumptions.number("aging.pay_changes"))
    )
    change = 1.01 + family.assumptions.number("aging.pay_spread") * random.standard_normal(len(rows))
    paid = np.maximum(salary[rows] * np.maximum(change, 0.3), 100_000).astype(np.int64) // 10_000 * 10_000
    people.put("person.salary_gross", rows, paid)
    people.put("person.income_month", rows, paid // 12 // 1000 * 1000)
    insured = people.said("person.standard_wage")[rows]
    wage = np.clip(paid // 12 // 10_000 * 10_000, 58_000, 1_390_000)
    people.put("person.standard_wage", rows[insured], wage[insured])
    low = paid <= 8_500_000
    people.unsay(rows[low], "person.income_adjusted")
    none = rows[paid <= 650_000]
    people.unsay(none, *_OF_COMPANY[:9], "person.annual_insurance_premiums", "person.itemized_deductions")
    people.unsay(none, "person.insurance_deductions", "person.relative_spouse_deduction")
    _leave_jobs(family, share)


def _leave_jobs(family: Households, share: float) -> None:
    people, random = family.persons, family.random
    born, known = family.born()
    today = family.span.on.toordinal() - EPOCH
    age = (today - born) / _YEAR
    working = people.is_code("person.work", "employee") & known & (age >= 18) & (age < 65)
    working &= ~people.is_true("person.student")
    leaves = working & (random.random(len(people)) < share * family.assumptions.number("aging.jobs_left"))
    rows = np.flatnonzero(leaves)
    if not len(rows):
        return
    people.put("person.work", rows, "none")
    people.unsay(rows, *_OF_JOB)
    company = random.random(len(rows)) < 0.35
    people.put("person.job_exit", rows[company], "company")
    people.put("person.job_exit", rows[~company], "own")
    people.put("person.left_job_on", rows, today - random.integers(family.span.days, size=len(rows)))
    for fact in ("person.insured_months_2y", "person.insured_years", "person.daily_wage"):
        people.unsay(rows, fact)
    people.put("person.insured_months_2y", rows, 24)
    people.unsay(rows, "person.insured_months_1y")
    people.put("person.insured_months_1y", rows[company], 12)
    people.put("person.seeks_work", rows, True)
    people.put("person.income_month", rows, 0)
    own = rows[people.is_code("person.health_insurance", "employee")[rows]]
    people.put("person.health_insurance", own, "national")
    second = rows[people.is_code("person.pension_category", "second")[rows]]
    people.put("person.pension_category", second[(age[second] >= 20) & (age[second] < 60)], "first")
    people.unsay(second[age[second] >= 60], "person.pension_category")


def settle(family: Households, stays: Array | None = None) -> None:
    """Take away who is householder where no premium of those who stay is reckoned by the household any more."""
    people = family.persons
    born, known = family.born()
    age = completed_years(born, family.span.on.toordinal() - EPOCH)
    open_age = ~known | ((age >= 15) & (age <= 69))
    paying = people.is_code("person.pension_category", "first")
    paying |= ~people.said("person.pension_category") & open_age
    paying |= people.is_code("person.health_insurance", "national", "late_elderly")
    paying |= ~people.said("person.health_insurance")
    if stays is not None:
        paying &= stays
    gate = family.households.is_false("household.disability_or_illness")
    none = ~family.any_member(paying) & gate
    people.unsay(np.flatnonzero(none[family.place]), "person.householder")
