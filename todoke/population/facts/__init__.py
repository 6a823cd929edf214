"""The facts of a crowd, made up room by room, each consistent with those before it (事実づくり)."""

from __future__ import annotations

from todoke.population.crowd import Crowd
from todoke.population.demography import Demography
from todoke.population.facts import (
    bereavement,
    births,
    health,
    incomes,
    leave,
    livelihood,
    receipts,
    register,
    schooling,
    sickness,
    taxes,
    work,
)


def tell_all(crowd: Crowd, tables: Demography) -> None:
    """Tell every fact of every person and household, as it truly is; what is unknown is taken away later."""
    register.tell(crowd)
    births.tell(crowd, tables)
    schooling.tell(crowd)
    health.tell(crowd)
    work.tell(crowd)
    incomes.tell(crowd)
    taxes.tell(crowd)
    leave.tell(crowd)
    sickness.tell(crowd)
    bereavement.tell(crowd)
    livelihood.tell(crowd)
    work.tell_householder(crowd)
    receipts.tell(crowd)
