"""Pregnancy and what goes with birth (妊娠・出産)."""

from __future__ import annotations

import numpy as np

from todoke.population.apportion import along, pick
from todoke.population.crowd import Crowd
from todoke.population.demography import Demography
from todoke.population.families import CHILD, SELF, SPOUSE
from todoke.residents.block import Array

_KNOWN_FROM = 45
"""Days after which a pregnancy is known (about 6 weeks)."""
TERM = 280


def tell(crowd: Crowd, tables: Demography) -> None:
    """Tell who is pregnant and when the child is due, so that as many are born as the tables say."""
    could = crowd.female & (crowd.age >= 15) & (crowd.age < 60)
    due, expecting = _expecting(crowd, tables)
    pregnant = np.zeros(crowd.persons, np.bool_)
    pregnant[expecting] = True
    crowd.tell("person.pregnant", pregnant, could)
    days = np.zeros(crowd.persons, np.int32)
    days[expecting] = due
    crowd.tell("person.due_date", days, pregnant)
    crowd.tell_number("person.babies_expected", "births.babies", pregnant)
    near = pregnant | gave_birth(crowd)
    crowd.tell_flag("person.birth_compensation", "births.compensation", near)
    crowd.tell_flag("person.painless_birth", "births.painless", near)
    painless = crowd.is_true("person.painless_birth")
    crowd.tell_amount("person.painless_birth_cost", "births.painless_cost", painless, maximum=2_000_000)
    crowd.tell_flag("person.maternity_handbook_tokyo", "births.handbook_in_tokyo", painless)


def gave_birth(crowd: Crowd) -> Array:
    """Mark women with a child of their own under one year of age."""
    infants = crowd.any_member((crowd.relation == CHILD) & (crowd.age < 1))
    asks = (crowd.relation == SELF) | (crowd.relation == SPOUSE)
    marked: Array = crowd.female & asks & crowd.members(infants) & (crowd.age >= 15) & (crowd.age < 60)
    return marked


def _expecting(crowd: Crowd, tables: Demography) -> tuple[Array, Array]:
    """Return the days children are due and the rows of the women who expect them.

    Each coming month has as many due as the same month of the table had births, scaled to the crowd.
    """
    index = tables.index(crowd.municipality)
    scale = crowd.persons / tables.residents[index].sum()
    births = tables.months["births"][index]
    horizon = TERM - _KNOWN_FROM
    days = crowd.today + 1 + np.arange(horizon)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    daily = births[months] / 30.44 * scale
    count = int(np.floor(daily.sum() + crowd.random.random()))
    weights = np.where(crowd.female & (crowd.age < 50), crowd.curve("births.by_mother_age"), 0)
    weights = np.where(crowd.partner >= 0, weights, weights * crowd.share("births.without_partner"))
    weights[crowd.age < 15] = 0
    rows = pick(weights, min(count, int((weights > 0).sum())), crowd.random)
    due = np.repeat(days, along(len(rows), daily, crowd.random.random()))
    return crowd.random.permutation(due), rows
