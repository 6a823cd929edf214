"""Leave for birth, childcare and care, and training of single parents (休業・訓練)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.births import gave_birth
from todoke.population.facts.register import DESERTED, DIVORCED, NEVER, WIDOWED
from todoke.population.facts.work import partners_of
from todoke.population.families import CHILD, GRANDCHILD, PARENT, SELF, SPOUSE
from todoke.residents.block import Array

LEAVES = ("none", "leave", "birth_leave", "reduced_hours")


def tell(crowd: Crowd) -> None:
    """Tell who takes leave from work, what they earned before, and who trains for a better job."""
    pregnant = crowd.is_true("person.pregnant")
    small = crowd.members(crowd.any_member((crowd.relation == CHILD) & (crowd.age < 2)))
    parents = small & np.isin(crowd.relation, (SELF, SPOUSE))
    # A child of the parent in the middle of three generations is a grandchild of the one who asks.
    middle = crowd.members(crowd.any_member((crowd.relation == GRANDCHILD) & (crowd.age < 2)))
    parents |= middle & (crowd.relation == CHILD)
    insured = crowd.is_true("person.employment_insurance")
    asked = insured & (pregnant | partners_of(crowd, pregnant) | parents)
    drawn = np.zeros(crowd.persons, np.int8)
    for rows, entry in (
        (np.flatnonzero(asked & crowd.female), "leave.mothers"),
        (np.flatnonzero(asked & ~crowd.female), "leave.fathers"),
    ):
        shares = crowd.assumptions.shares(entry)
        drawn[rows] = crowd.drawn_of(np.array([shares[name] for name in LEAVES]), len(rows))
    crowd.tell_code("person.childcare_leave", drawn, LEAVES, asked)
    on_leave = crowd.is_code("person.childcare_leave", "leave")
    takes = crowd.is_code("person.childcare_leave", *LEAVES[1:])
    crowd.tell_flag("person.leave_over_180_days", "leave.over_180_days", on_leave)
    crowd.tell_flag(
        "person.leave_14_days",
        "leave.14_days",
        crowd.is_code("person.childcare_leave", "leave", "birth_leave"),
    )
    crowd.tell_flag("person.work_insured_12_months", "leave.insured_12_months", takes)
    gate = crowd.members(crowd.is_true("household.disability_or_illness"))
    crowd.tell_flag("person.takes_care_leave", "leave.care", insured & gate)
    caring = crowd.is_true("person.takes_care_leave")
    crowd.tell_flag("person.insured_12_months", "leave.insured_12_months", caring)
    wage = np.maximum(crowd.value("person.salary_gross") // 14 // 1000 * 1000, 80_000)
    crowd.tell("person.wage_before_leave", np.minimum(wage, 10_000_000), takes | caring)
    less = (wage * crowd.share("leave.reduced_wage")).astype(np.int64) // 1000 * 1000
    crowd.tell("person.wage_reduced", less, crowd.is_code("person.childcare_leave", "reduced_hours"))
    birth = pregnant | gave_birth(crowd)
    own = crowd.is_code("person.health_insurance", "employee")
    crowd.tell_flag("person.maternity_leave_unpaid", "leave.maternity_unpaid", birth & own)
    _tell_training(crowd)


def single_parents(crowd: Crowd) -> Array:
    """Mark parents without a partner, as person.single_parent works it out."""
    has_partner = crowd.members(crowd.any_member(crowd.relation == SPOUSE))
    has_child = crowd.members(crowd.any_member(crowd.relation == CHILD))
    has_grandchild = crowd.members(crowd.any_member(crowd.relation == GRANDCHILD))
    asks = (crowd.relation == SELF) & has_child & ~has_partner
    marked: Array = (
        _without_partner(crowd) & (asks | ((crowd.relation == CHILD) & has_grandchild)) & (crowd.age >= 15)
    )
    return marked


def _without_partner(crowd: Crowd) -> Array:
    return np.isin(crowd.facts["person.marriage"].values, (NEVER, DIVORCED, WIDOWED, DESERTED))


def _tell_training(crowd: Crowd) -> None:
    alone = single_parents(crowd)
    # The dictionary counts a parent who lives with the grown child who asks as a single parent too.
    alone_with_grown = (crowd.relation == PARENT) & _without_partner(crowd)
    crowd.tell_drawn("person.training", "leave.training", alone | alone_with_grown)
    course = crowd.is_code("person.training", "general", "practical")
    crowd.tell_amount("person.training_fee", "leave.training_fee", course, maximum=2_000_000)
    crowd.tell_number(
        "person.training_years", "leave.training_years", crowd.is_code("person.training", "practical")
    )
    crowd.tell_flag(
        "person.training_last_year", "leave.training_last_year", crowd.is_code("person.training", "school")
    )
    crowd.tell_flag("person.support_plan", "leave.support_plan", course)
    crowd.tell_amount("person.fuyo_pension", "leave.fuyo_pension", alone | alone_with_grown, maximum=200_000)
    young = crowd.members(crowd.any_member((crowd.relation == CHILD) & (crowd.age <= 20)))
    support = alone & young & (crowd.relation == SELF)
    crowd.tell_amount("person.child_support_received", "leave.child_support", support, maximum=10_000_000)
    grandchild = (crowd.relation == GRANDCHILD) & (crowd.age < 20)
    crowd.tell_drawn("person.parents_absent", "leave.parents_absent", grandchild)
