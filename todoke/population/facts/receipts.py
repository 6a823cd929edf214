"""Which benefits are received already (受給中の制度)."""

from __future__ import annotations

import numpy as np

from todoke.population.crowd import Crowd
from todoke.population.facts.health import DISEASES, severe
from todoke.population.facts.incomes import total_income
from todoke.population.facts.leave import single_parents
from todoke.population.facts.register import school_age
from todoke.population.families import CHILD, SELF
from todoke.residents.block import Array, household_receives


def tell(crowd: Crowd) -> None:
    """Tell who receives what: of those for whom a program is made, the assumed share.

    What is paid to a household stands with the household, all else with the person who receives it.
    """
    grade = school_age(crowd)
    child = (crowd.relation == CHILD) & (grade <= 17)
    raising = crowd.any_member(child)
    alone = single_parents(crowd) & crowd.members(raising)
    income = total_income(crowd)
    heavy = severe(crowd)
    for program, those in (
        ("jido-fuyo-teate", alone & (income < 2_300_000)),
        ("jido-ikusei-teate", alone & (income < 3_600_000)),
        ("jido-ikusei-teate-shogai", heavy & (crowd.age < 20)),
        ("silver-pass", crowd.age >= 70),
        ("rorei-kiso-nenkin", crowd.value("person.pension_gross") > 0),
        ("shogai-kiso-nenkin", crowd.is_true("person.receives_disability_pension")),
        (
            "shitsugyo-kihon-teate",
            crowd.is_true("person.seeks_work") & (crowd.value("person.insured_months_2y") >= 12),
        ),
        ("kyushokusha-shien", crowd.is_true("person.takes_training")),
        ("jiritsu-shien-seishin", crowd.is_true("person.psychiatric_outpatient")),
        ("shoni-mansei", crowd.is_code("person.designated_disease", "child_chronic")),
        ("marusho-iryohi", heavy),
        ("shinshin-shogaisha-fukushi-teate", heavy & (crowd.age >= 20)),
        ("judo-shinshin-shogaisha-teate", crowd.is_code("person.severe_multiple_disability", *_MULTIPLE)),
        ("nanbyo-iryo", crowd.is_code("person.designated_disease", *DISEASES[1:3])),
        ("nyuyoji-iryohi", grade <= 5),
    ):
        crowd.tell(f"receives:{program}", _taken(crowd, program, those))
    bereaved = crowd.is_code("household.death", "spouse") & raising
    survivors = _taken(crowd, "izoku-kiso-nenkin", bereaved)
    # The basic survivors' pension is asked of members too: the parent is paid, nobody else.
    crowd.tell("receives:izoku-kiso-nenkin", crowd.members(survivors) & (crowd.relation == SELF))
    for program, homes in (
        ("izoku-kiso-nenkin", survivors),
        ("jido-teate", _taken(crowd, "jido-teate", raising)),
        ("seikatsu-hogo", crowd.is_true("household.receives_welfare")),
    ):
        crowd.tell(household_receives(program), homes)


_MULTIPLE = ("intellectual_symptoms", "intellectual_physical", "limbs")


def _taken(crowd: Crowd, program: str, those: Array) -> Array:
    rows = np.flatnonzero(those)
    taken = np.zeros(len(those), np.bool_)
    taken[rows] = crowd.chance(len(rows)) < crowd.share(f"receipts.{program.replace('-', '_')}")
    return taken
