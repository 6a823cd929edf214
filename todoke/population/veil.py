"""What is not known of people: facts nobody said, amounts known by band, births known by month (不明)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd, Told
from todoke.residents.block import Array

_INCOMES = ("person.salary_gross", "person.pension_gross", "person.business_income", "person.other_income")
_BANDS = np.array(
    [0, 1_030_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 8_000_000, 10_000_000]
)
_WAGE_BANDS = np.array([58_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000])
_SAVINGS_BANDS = np.array([0, 500_000, 1_000_000, 3_000_000, 5_000_000, 10_000_000])

_BEHIND = {
    "household.disability_or_illness": (
        "person.handbook_physical",
        "person.handbook_intellectual",
        "person.handbook_mental",
        "person.care_level",
        "person.designated_disease",
    ),
}
"""Gates and what is not known either where the gate is not."""


def veil(crowd: Crowd) -> None:
    """Take away what nobody said, by the rates of unknown.yaml, and blur what is known only roughly."""
    _veil_taxes(crowd)
    for fact, told in crowd.facts.items():
        name = "receives" if "receives:" in fact else fact
        rate = crowd.assumptions.unknown_rate(name)
        if rate:
            known = crowd.random.random(len(told.values), np.float32) >= rate
            told.said = known if told.said is None else told.said & known
    for gate, behind in _BEHIND.items():
        asked = crowd.facts[gate].said
        if asked is not None:
            for fact in behind:
                told = crowd.facts[fact]
                told.said = crowd.members(asked) if told.said is None else told.said & crowd.members(asked)
    for fact in _INCOMES:
        _band(crowd, fact, _BANDS)
    for fact in ("person.standard_wage", "person.wage_before_leave"):
        _band(crowd, fact, _WAGE_BANDS)
    _band(crowd, "household.savings", _SAVINGS_BANDS)
    _month_only(crowd)


def _veil_taxes(crowd: Crowd) -> None:
    """Those who show their tax notice seldom say what they earned."""
    shown = crowd.facts["person.residence_tax_exempt"].said
    silent = crowd.chance() < crowd.share("tax.notice_instead_of_income")
    if shown is not None:
        silent &= shown
    for fact in _INCOMES:
        told = crowd.facts[fact]
        told.said = ~silent if told.said is None else told.said & ~silent


def _band(crowd: Crowd, fact: str, bands: Array) -> None:
    """Blur some amounts to the band they lie in; the highest band has no upper bound."""
    told = crowd.facts[fact]
    values = told.values
    rough = (crowd.random.random(len(values), np.float32) < crowd.share("veil.band_only")) & (values > 0)
    place = np.maximum(np.searchsorted(bands, values, side="right") - 1, 0)
    highest = place == len(bands) - 1
    high = np.where(highest, 0, bands[np.minimum(place + 1, len(bands) - 1)] - 1)
    told.values = np.where(rough, np.minimum(bands[place], values), values)
    told.high, told.rough, told.open = high, rough, highest


def _month_only(crowd: Crowd) -> None:
    """Blur some birth dates to their month."""
    told: Told = crowd.facts["person.birth_date"]
    born = told.values
    month = born.astype("datetime64[D]").astype("datetime64[M]")
    begins = month.astype("datetime64[D]").astype(np.int32)
    ends = (month + 1).astype("datetime64[D]").astype(np.int32) - 1
    rough = (crowd.chance() < crowd.share("veil.month_of_birth_only")) & (ends < crowd.today)
    told.values = np.where(rough, begins, born)
    told.high, told.rough = ends, rough
