"""Disability, care and lasting illness, behind the gate that asks for them (障害・介護・病気)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.residents.block import Array

PHYSICAL = ("none", "1", "2", "3", "4", "5", "6")
INTELLECTUAL = ("none", "1", "2", "3", "4")
MENTAL = ("none", "1", "2", "3")
CARE = ("none", "support1", "support2", "care1", "care2", "care3", "care4", "care5")
DISEASES = ("none", "rare", "tokyo_rare", "child_chronic")


def tell(crowd: Crowd) -> None:
    """Draw who has a handbook, a care level or a designated disease, open the gate for their households, and tell."""
    physical = _graded(crowd, "health.physical_handbook", "health.physical_grades", PHYSICAL)
    intellectual = _graded(crowd, "health.intellectual_handbook", "health.intellectual_grades", INTELLECTUAL)
    mental = _graded(crowd, "health.mental_handbook", "health.mental_grades", MENTAL)
    care = _graded(crowd, "health.care_certified", "health.care_levels", CARE)
    disease = np.zeros(crowd.persons, np.int8)
    ill = np.flatnonzero(crowd.happens("health.designated_disease"))
    tokyo = crowd.chance(len(ill)) < crowd.share("health.tokyo_rare")
    disease[ill] = np.where(crowd.age[ill] < 18, 3, np.where(tokyo, 2, 1))
    otherwise = crowd.happens("health.other_illness")
    affected = (physical > 0) | (intellectual > 0) | (mental > 0) | (care > 0) | (disease > 0) | otherwise
    gate = crowd.any_member(affected)
    crowd.tell("household.disability_or_illness", gate)
    asked = crowd.members(gate)
    grown = asked & (crowd.age >= 40)
    crowd.tell_code("person.handbook_physical", physical, PHYSICAL, asked)
    crowd.tell_code("person.handbook_intellectual", intellectual, INTELLECTUAL, asked)
    crowd.tell_code("person.handbook_mental", mental, MENTAL, asked)
    crowd.tell_code("person.care_level", care, CARE, grown)
    crowd.tell_code("person.designated_disease", disease, DISEASES, asked)
    _tell_disability(crowd, asked)
    _tell_care(crowd, asked, grown)
    older = crowd.age >= 59
    crowd.tell("person.pneumococcal_vaccinated", crowd.happens("health.pneumococcal"), older)
    crowd.tell("person.shingles_vaccinated", crowd.happens("health.shingles"), older)


def _graded(crowd: Crowd, entry: str, grades: str, codes: tuple[str, ...]) -> Array:
    found = np.zeros(crowd.persons, np.int8)
    rows = np.flatnonzero(crowd.happens(entry))
    drawn, names = crowd.drawn(grades, len(rows))
    found[rows] = np.array([codes.index(name) for name in names], np.int8)[drawn]
    return found


def severe(crowd: Crowd) -> Array:
    """Mark the holders of a handbook of the severest grades."""
    return (
        crowd.is_code("person.handbook_physical", "1", "2")
        | crowd.is_code("person.handbook_intellectual", "1", "2")
        | crowd.is_code("person.handbook_mental", "1")
    )


def holders(crowd: Crowd) -> Array:
    """Mark those with any handbook."""
    return (
        crowd.is_code("person.handbook_physical", *PHYSICAL[1:])
        | crowd.is_code("person.handbook_intellectual", *INTELLECTUAL[1:])
        | crowd.is_code("person.handbook_mental", *MENTAL[1:])
    )


def _tell_disability(crowd: Crowd, asked: Array) -> None:
    heavy, holder = severe(crowd), holders(crowd)
    child = asked & (crowd.age < 20)
    grade = np.where(
        heavy, 1, np.where(holder & (crowd.chance() < crowd.share("health.special_child_2")), 2, 0)
    )
    crowd.tell_code("person.special_child_grade", grade, ("none", "1", "2"), child)
    graded = crowd.is_code("person.special_child_grade", "1", "2")
    crowd.tell_flag("person.disability_pension_for_self", "health.child_pension", graded)
    inside = crowd.chance() < np.where(heavy, crowd.share("health.severe_in_institution"), 0)
    high_care = crowd.is_code("person.care_level", "care3", "care4", "care5")
    alone = crowd.members(crowd.size == 1)
    inside |= high_care & alone & (crowd.chance() < crowd.share("health.care_in_institution"))
    crowd.tell("person.in_institution", inside, asked)
    crowd.tell_flag("person.hospital_over_3_months", "health.in_hospital", asked)
    constant = np.zeros(crowd.persons, np.int8)
    rows = np.flatnonzero(heavy & asked)
    constant[rows] = crowd.drawn("health.constant_care", len(rows))[0]
    crowd.tell_code("person.constant_care", constant, ("none", "constant", "special"), asked)
    crowd.tell_drawn("person.severe_multiple_disability", "health.severe_multiple", asked & (constant > 0))
    crowd.tell_flag(
        "person.internal_disability", "health.internal", crowd.is_code("person.handbook_physical", "3")
    )
    physical = crowd.is_code("person.handbook_physical", *PHYSICAL[1:])
    crowd.tell_flag("person.sight_or_hearing_disability", "health.sight_or_hearing", physical)
    ill = crowd.is_code("person.designated_disease", *DISEASES[1:])
    crowd.tell_flag("person.needs_device", "health.needs_device", physical | ill)
    crowd.tell_flag("person.cerebral_palsy", "health.cerebral_palsy", asked)
    crowd.tell(
        "person.disability_service_need",
        holder & (crowd.chance() < crowd.share("health.service_need")),
        asked,
    )
    support = crowd.chance() < np.where(holder, 0.6, crowd.share("health.developmental_need"))
    crowd.tell("person.developmental_support_need", support, asked & (crowd.age < 18))
    crowd.tell_flag("person.handbook_before_65", "health.before_65", asked & (crowd.age >= 65))
    crowd.tell_flag(
        "person.special_class",
        "health.special_class",
        asked & crowd.is_code("person.enrolment", "elementary_public", "junior_public"),
    )
    crowd.tell_flag("person.premature_care", "births.premature", asked & (crowd.today - crowd.born < 364))


def _tell_care(crowd: Crowd, asked: Array, grown: Array) -> None:
    certified = crowd.is_code("person.care_level", *CARE[1:])
    high = crowd.is_code("person.care_level", "care3", "care4", "care5")
    crowd.tell(
        "person.needs_care", certified | (crowd.happens("health.needs_care_uncertified") & grown), grown
    )
    middle = crowd.is_true("person.needs_care") & (crowd.age < 65)
    crowd.tell_flag("person.specified_disease", "health.specified_disease", middle)
    places = ("home", "facility", "short_stay", "other")
    drawn = np.zeros(crowd.persons, np.int8)
    for rows, entry in (
        (certified & ~high, "health.care_place_light"),
        (certified & high, "health.care_place_heavy"),
    ):
        found, names = crowd.drawn(entry, int(rows.sum()))
        drawn[rows] = np.array([places.index(name) for name in names], np.int8)[found]
    drawn[crowd.is_true("person.in_institution") & certified] = 1
    crowd.tell_code("person.care_place", drawn, places, certified)
    crowd.tell_drawn("person.care_copay_rate", "health.care_copay_rate", certified)
    crowd.tell_amount(
        "person.care_copay_month", "health.care_copay_month", certified, maximum=200_000, step=100
    )
    crowd.tell_amount("person.home_renovation_cost", "health.renovation", certified, maximum=1_000_000)
    crowd.tell_amount("person.care_goods_cost", "health.care_goods", certified, maximum=300_000)
    away = crowd.is_code("person.care_place", "facility", "short_stay")
    crowd.tell_amount("person.untaxed_pension_gross", "health.untaxed_pension", away, maximum=3_000_000)
    crowd.tell_amount(
        "household.medical_care_copay_year",
        "health.copay_year",
        crowd.any_member(certified),
        maximum=2_000_000,
    )
