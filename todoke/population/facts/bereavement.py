"""A death in the family within five years, and what the survivors can say of it (死別)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.register import WIDOWED

DEATHS = ("none", "spouse", "child", "parent", "grandparent", "grandchild", "sibling", "other")


def tell(crowd: Crowd) -> None:
    """Tell who died, seen from the one who asks, and the facts that survivors' pensions rest on."""
    asks = crowd.first
    found = np.zeros(crowd.households, np.int8)
    widowed = (crowd.facts["person.marriage"].values[asks] == WIDOWED) & (
        crowd.chance(len(asks)) < crowd.share("bereavement.lately_widowed")
    )
    rows = np.flatnonzero(crowd.chance(len(asks)) < crowd.curve("bereavement.other_death", asks))
    shares = crowd.assumptions.shares("bereavement.relations")
    found[rows] = np.array([DEATHS.index(name) for name in shares], np.int8)[
        crowd.drawn_of(np.array(list(shares.values())), len(rows))
    ]
    found[widowed] = 1
    crowd.tell_code("household.death", found, DEATHS)
    some = found > 0
    crowd.tell_day("household.death_on", "bereavement.within_months", some)
    crowd.tell("household.maintained_by_deceased", widowed & (crowd.chance(len(asks)) < 0.6), some)
    crowd.tell("household.lived_with_deceased", widowed | (crowd.chance(len(asks)) < 0.3), some)
    crowd.tell_flag("household.deceased_received_pension", "bereavement.had_pension", some)
    crowd.tell_drawn("household.deceased_insurance", "bereavement.insurance", some)
    crowd.tell_flag("household.funeral_by_me", "bereavement.funeral_by_me", some)
    mine = crowd.is_true("household.funeral_by_me")
    days = crowd.facts["household.death_on"].values
    crowd.tell("household.funeral_on", np.minimum(days + 7, crowd.today - 1).astype(np.int32), mine)
    crowd.tell_drawn("household.deceased_pension", "bereavement.pension", some)
    insured = crowd.is_code("household.deceased_pension", "national", "employee")
    crowd.tell_flag("household.deceased_paid_enough", "bereavement.paid_enough", insured)
    crowd.tell_number("household.deceased_first_paid_months", "bereavement.first_paid_months", some)
    paid = crowd.value("household.deceased_first_paid_months")
    spouse = crowd.is_code("household.death", "spouse")
    crowd.tell_number(
        "household.deceased_first_exempt_months", "bereavement.first_exempt_months", spouse & (paid > 0)
    )
    crowd.tell_flag("household.deceased_additional_premium", "bereavement.additional_premium", paid >= 36)
    years = np.clip((crowd.age[asks] - 28) * crowd.chance(len(asks)), 0, 70).astype(np.int64)
    crowd.tell("household.years_married_to_deceased", years, spouse)
