"""Nurseries, schools and colleges (通園・通学)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.register import school_age
from todoke.residents.block import Array

ENROLMENTS = (
    "none",
    "licensed_nursery",
    "certified_nursery",
    "unlicensed_nursery",
    "kindergarten",
    "elementary_public",
    "elementary_private",
    "junior_public",
    "junior_private",
    "high_public",
    "high_public_correspondence",
    "high_private",
    "high_private_correspondence",
    "special_needs",
    "vocational",
    "university",
)
_HIGHEST_AGE = 30


def tell(crowd: Crowd) -> None:
    """Tell where somebody goes to nursery or school, and what that school asks further."""
    grade = school_age(crowd)
    young = crowd.age <= _HIGHEST_AGE
    drawn = np.zeros(crowd.persons, np.int8)
    for low, high, entry in _STAGES:
        rows = np.flatnonzero(young & (grade >= low) & (grade <= high))
        drawn[rows] = _enrolled(crowd, entry, len(rows))
    crowd.tell_code("person.enrolment", drawn, ENROLMENTS, young)
    tell_details(crowd)
    college = crowd.is_code("person.enrolment", "vocational", "university")
    study = np.isin(drawn, [ENROLMENTS.index(each) for each in _STUDENTS]) & young
    crowd.tell("person.student", study, (crowd.age >= 15) & (crowd.age <= 64))
    crowd.tell_flag("person.many_children", "school.many_children", college)
    ready = (grade >= 15) & (grade <= 19) & (grade != 17)
    at_school = crowd.is_code("person.enrolment", "high_public", "high_private", "special_needs")
    crowd.tell_flag("person.exam_taker", "school.exam_taker", ready & ((grade >= 18) | ~at_school))


_STAGES = (
    (-1, -1, "school.age_0"),
    (0, 0, "school.age_0"),
    (1, 2, "school.age_1_2"),
    (3, 5, "school.age_3_5"),
    (6, 11, "school.elementary"),
    (12, 14, "school.junior"),
    (15, 17, "school.high"),
    (18, 19, "school.age_18_19"),
    (20, 21, "school.age_20_21"),
    (22, 23, "school.age_22_23"),
    (24, 30, "school.age_24_30"),
)
_STUDENTS = (
    "high_public",
    "high_public_correspondence",
    "high_private",
    "high_private_correspondence",
    "special_needs",
    "vocational",
    "university",
)


def _enrolled(crowd: Crowd, entry: str, count: int) -> Array:
    shares = crowd.assumptions.shares(entry)
    places = np.array([ENROLMENTS.index(name) for name in shares], np.int8)
    return places[crowd.drawn_of(np.array(list(shares.values())), count)]


def tell_details(crowd: Crowd) -> None:
    """Tell what follows from the school somebody goes to."""
    kindergarten = crowd.is_code("person.enrolment", "kindergarten")
    uncertified = crowd.is_code("person.enrolment", "certified_nursery", "unlicensed_nursery")
    crowd.tell_flag("person.childcare_need", "school.childcare_need", kindergarten | uncertified)
    crowd.tell_drawn("person.kindergarten_kind", "school.kindergarten_kind", kindergarten)
    crowd.tell_number("person.azukari_days", "school.azukari_days", kindergarten)
    crowd.tell_flag(
        "person.high_part_time", "school.part_time", crowd.is_code("person.enrolment", "high_public")
    )
    university = crowd.is_code("person.enrolment", "university")
    vocational = crowd.is_code("person.enrolment", "vocational")
    kinds = tuple(
        crowd.assumptions.shares("school.university_kind")
        | crowd.assumptions.shares("school.vocational_kind")
    )
    drawn = np.zeros(crowd.persons, np.int8)
    for rows, entry in ((university, "school.university_kind"), (vocational, "school.vocational_kind")):
        found, names = crowd.drawn(entry, int(rows.sum()))
        drawn[rows] = np.array([kinds.index(name) for name in names], np.int8)[found]
    crowd.tell_code("person.college_kind", drawn, kinds, university | vocational)
    private = crowd.is_code(
        "person.college_kind", "university_private", "junior_private", "vocational_private"
    )
    crowd.tell_flag("person.science_course", "school.science", private)
