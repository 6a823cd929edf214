"""Welfare, money, housing, disasters and the television: facts of whole households (暮らし)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.leave import single_parents

DAMAGES = (
    "none",
    "partial",
    "semi_minor",
    "half",
    "mid_half",
    "large_half",
    "total",
    "washed_away",
    "demolished",
    "long_evacuation",
)
_REBUILT = DAMAGES[4:]


def tell(crowd: Crowd) -> None:
    """Tell who is in need, how they live, and whom a disaster struck."""
    asks = crowd.first
    _tell_welfare(crowd)
    income = crowd.total(
        crowd.value("person.salary_gross")
        + crowd.value("person.pension_gross")
        + crowd.value("person.business_income")
    )
    poor = income < crowd.share("livelihood.poor_below") * np.sqrt(crowd.size)
    scale = np.where(poor, crowd.share("livelihood.poor_times"), 1.0)
    for fact, codes, entry in (
        ("household.money_trouble", ("none", "short_term", "long_term"), "livelihood.money_trouble"),
        ("household.housing_trouble", ("none", "losing", "lost"), "livelihood.housing_trouble"),
        ("household.income_loss", ("none", "left_job", "reduced", "family"), "livelihood.income_loss"),
    ):
        shares = crowd.assumptions.shares(entry)
        some = crowd.chance(len(asks)) < scale * sum(shares.values())
        drawn = np.zeros(len(asks), np.int8)
        drawn[some] = 1 + crowd.drawn_of(np.array([shares[name] for name in codes[1:]]), int(some.sum()))
        crowd.tell_code(fact, drawn, codes)
    trouble = crowd.is_code("household.housing_trouble", "losing", "lost")
    crowd.tell_amount("household.rent_monthly", "livelihood.rent", trouble, maximum=2_000_000)
    crowd.tell_amount("household.moving_cost", "livelihood.moving_cost", trouble, maximum=2_000_000)
    everyone = np.ones(len(asks), np.bool_)
    crowd.tell_amount("household.savings", "livelihood.savings", everyone, maximum=500_000_000, step=10_000)
    owns = crowd.chance(len(asks)) < crowd.curve("livelihood.owns_home", asks)
    owns &= ~crowd.is_true("household.receives_welfare")
    crowd.tell("household.owns_home", owns)
    crowd.tell(
        "household.other_real_estate",
        owns & (crowd.chance(len(asks)) < crowd.share("livelihood.other_estate")),
    )
    _tell_things(crowd)
    _tell_disaster(crowd)
    _tell_nursery(crowd)


def _tell_welfare(crowd: Crowd) -> None:
    asks = crowd.first
    income = crowd.total(
        crowd.value("person.salary_gross")
        + crowd.value("person.pension_gross")
        + crowd.value("person.business_income")
    )
    rate = crowd.curve("livelihood.welfare", asks)
    rate = np.where(
        crowd.any_member(single_parents(crowd)),
        np.maximum(rate, crowd.share("livelihood.welfare_single_parents")),
        rate,
    )
    # Only those whose income is low receive it; among them so many that the whole comes out as assumed.
    low = income < crowd.share("livelihood.welfare_below") * np.sqrt(crowd.size)
    received = low & (crowd.chance(len(asks)) < rate * crowd.share("livelihood.welfare_among_low"))
    crowd.tell("household.receives_welfare", received)
    insured = crowd.facts["person.health_insurance"]
    # Recipients leave the national and the late-elderly insurance (国民健康保険法 Art. 6).
    freed = crowd.members(received) & np.isin(insured.values, (2, 3))
    insured.values = np.where(freed, 4, insured.values).astype(np.int8)
    if (late := crowd.facts.get("person.former_dependant")) is not None and late.said is not None:
        late.said = late.said & ~freed


def _tell_things(crowd: Crowd) -> None:
    gate = crowd.is_true("household.disability_or_illness")
    crowd.tell_flag(
        "household.tv_contract", "livelihood.tv_contract", gate | crowd.is_true("household.receives_welfare")
    )
    crowd.tell_flag(
        "household.tv_satellite", "livelihood.tv_satellite", crowd.is_true("household.tv_contract")
    )
    crowd.tell_flag("household.car_for_disabled", "livelihood.car_for_disabled", gate)
    crowd.tell_number("household.car_tax", "livelihood.car_tax", crowd.is_true("household.car_for_disabled"))


def _tell_disaster(crowd: Crowd) -> None:
    struck = crowd.chance(crowd.households) < crowd.share("disaster.struck")
    crowd.tell("household.disaster", struck)
    crowd.tell_drawn("household.disaster_damage", "disaster.damage", struck)
    crowd.tell_flag("household.furniture_damage", "disaster.furniture", struck)
    crowd.tell_flag("household.head_injured", "disaster.head_injured", struck)
    crowd.tell_flag(
        "household.death_by_disaster", "disaster.death", struck & ~crowd.is_code("household.death", "none")
    )
    crowd.tell_flag("person.disaster_disability", "disaster.disability", crowd.members(struck))
    damaged = crowd.is_code("household.disaster_damage", *DAMAGES[1:])
    harmed = damaged | crowd.is_true("household.furniture_damage") | crowd.is_true("household.head_injured")
    counted = harmed | crowd.is_true("household.death_by_disaster")
    counted |= crowd.any_member(crowd.is_true("person.disaster_disability"))
    crowd.tell_flag("household.disaster_designated", "disaster.designated", counted)
    crowd.tell_day("household.disaster_on", "disaster.within_months", harmed)
    crowd.tell("household.members_at_disaster", np.minimum(crowd.size, 20).astype(np.int64), harmed)
    crowd.tell_drawn(
        "household.rebuild", "disaster.rebuild", crowd.is_code("household.disaster_damage", *_REBUILT)
    )
    crowd.tell_flag(
        "household.deceased_main_earner", "disaster.main_earner", crowd.is_true("household.death_by_disaster")
    )
    crowd.tell_flag(
        "person.earner_at_disaster", "disaster.main_earner", crowd.is_true("person.disaster_disability")
    )


def _tell_nursery(crowd: Crowd) -> None:
    small = (crowd.age < 2) & crowd.is_code("person.enrolment", "none")
    waiting = crowd.any_member(small) & (crowd.chance(crowd.households) < crowd.share("school.waiting"))
    crowd.tell("household.nursery_waiting", waiting, crowd.any_member(crowd.age < 2))
