"""What the resident register tells: birth, sex, marriage, nationality, since when here (住民記録)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.families import CHILD, GRANDCHILD, SELF, SPOUSE
from todoke.residents.block import Array

MARRIAGES = ("married", "common_law", "never", "divorced", "widowed", "deserted")
MARRIED, COMMON_LAW, NEVER, DIVORCED, WIDOWED, DESERTED = range(6)
NATIONALITIES = ("japanese", "permanent", "mid_long_term", "other")

_ADULT_OF_MARRIAGE = 18


def tell(crowd: Crowd) -> None:
    """Tell the facts of the register and those of how long somebody has lived here."""
    crowd.tell("person.birth_date", crowd.born)
    crowd.tell_code("person.sex", (~crowd.female).astype(np.int8), ("female", "male"))
    crowd.tell_code("person.nationality", _nationality(crowd), NATIONALITIES)
    crowd.tell_code("person.marriage", _marriage(crowd), MARRIAGES)
    registered = crowd.chance() >= crowd.share("register.not_registered_here")
    crowd.tell("person.resident_registered", registered)
    elsewhere = (
        (crowd.relation == CHILD)
        & (crowd.age >= 15)
        & (crowd.chance() < crowd.share("register.child_elsewhere"))
    )
    crowd.tell("person.lives_together", ~elsewhere, crowd.relation != SELF)
    since = crowd.today - crowd.moved_in
    from_tokyo = crowd.members(
        crowd.chance(crowd.households) < crowd.share("register.came_from_within_tokyo")
    )
    crowd.tell("person.tokyo_at_birth", (crowd.moved_in <= crowd.born) | from_tokyo, crowd.age < 2)
    crowd.tell("person.lived_in_tokyo_3_years", (since > 3 * 366) | from_tokyo, crowd.age >= 18)
    grade = school_age(crowd)
    pupils = crowd.any_member((grade >= 12) & (grade <= 21))
    longest = np.maximum.reduceat(np.where(crowd.relation == SELF, since, 0), crowd.first)
    crowd.tell("household.tokyo_one_year", (longest > 366) | from_tokyo[crowd.first], pupils)


def school_age(crowd: Crowd) -> Array:
    """Return the age reached on 1 April of the school year, one year later for those born from 2 April on.

    Whoever turns six by 1 April begins school that day (学校教育法 Art. 17); born on 1 April counts as before.
    """
    year = crowd.on.year - (crowd.on.month < 4)
    born = crowd.born.astype("datetime64[D]") - np.timedelta64(1, "D")
    years = born.astype("datetime64[Y]").astype(np.int64) + 1970
    late = born.astype("datetime64[M]").astype(np.int64) % 12 >= 3
    return (year - years - late).astype(np.int16)


def _nationality(crowd: Crowd) -> Array:
    found = np.zeros(crowd.persons, np.int8)
    rows = np.flatnonzero(crowd.foreign)
    shares = crowd.assumptions.shares("register.residence_status")
    found[rows] = 1 + crowd.drawn_of(np.array([shares[name] for name in NATIONALITIES[1:]]), len(rows))
    return found


def _marriage(crowd: Crowd) -> Array:
    """Return the marital status: couples by their register, others by age, parents alone by what left them so."""
    found = np.full(crowd.persons, NEVER, np.int8)
    couples = crowd.partner >= 0
    unregistered = crowd.members(crowd.chance(crowd.households) < crowd.share("households.common_law"))
    found[couples] = np.where(unregistered[couples], COMMON_LAW, MARRIED)
    alone = np.flatnonzero(~couples & (crowd.age >= _ADULT_OF_MARRIAGE))
    chance = crowd.chance(len(alone))
    widowed = np.where(
        crowd.female[alone],
        crowd.curve("marriage.widowed_woman", alone),
        crowd.curve("marriage.widowed_man", alone),
    )
    divorced = crowd.curve("marriage.divorced", alone)
    apart = crowd.curve("marriage.apart", alone)
    found[alone] = np.select(
        [chance < widowed, chance < widowed + divorced, chance < widowed + divorced + apart],
        [WIDOWED, DIVORCED, MARRIED],
        NEVER,
    )
    parents = np.flatnonzero(_parents_alone(crowd))
    shares = crowd.assumptions.shares("marriage.single_parent")
    drawn = crowd.drawn_of(np.array([shares[name] for name in MARRIAGES[2:]]), len(parents)) + NEVER
    older = crowd.age[parents] >= 55
    found[parents] = np.where(older, np.where(found[parents] == NEVER, DIVORCED, found[parents]), drawn)
    return found


def _parents_alone(crowd: Crowd) -> Array:
    """Mark those who ask and have children, but no partner, in the household."""
    has_child = crowd.any_member(crowd.relation == CHILD)
    has_partner = crowd.any_member(crowd.relation == SPOUSE)
    grown = crowd.any_member(crowd.relation == GRANDCHILD)
    found = (crowd.relation == SELF) & crowd.members(has_child & ~has_partner & ~grown) & (crowd.age >= 18)
    # In three generations the parent in the middle is the householder's child.
    marked: Array = found | ((crowd.relation == CHILD) & crowd.members(grown) & (crowd.age >= 18))
    return marked
