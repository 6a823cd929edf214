"""Tables of people, a file for each noun."""

from todoke.apps.people.models.basics import Basics, LoginPerson
from todoke.apps.people.models.deaths import Death
from todoke.apps.people.models.households import (
    FactNumber,
    Household,
    Parentage,
    Person,
    Relation,
    SnapshotChange,
    SnapshotState,
)
from todoke.apps.people.models.kinship import Belonging, Evidence, Kinship
from todoke.apps.people.models.shields import Shield, ShieldFrom
from todoke.apps.people.models.statements import Statement

__all__ = [
    "Basics",
    "Belonging",
    "Death",
    "Evidence",
    "FactNumber",
    "Household",
    "Kinship",
    "LoginPerson",
    "Parentage",
    "Person",
    "Relation",
    "Shield",
    "ShieldFrom",
    "SnapshotChange",
    "SnapshotState",
    "Statement",
]
