"""Writes to people: households and facts, arriving, kinship, shields and deaths."""

from todoke.apps.people.actions.arriving import known_by_little, take_in
from todoke.apps.people.actions.deaths import record_death
from todoke.apps.people.actions.households import (
    Facts,
    PeopleError,
    add_household,
    add_person,
    move_household,
    number_facts,
    record_facts,
    remove_person,
)
from todoke.apps.people.actions.kinship import (
    confirm_kinship,
    dispute_kinship,
    end_kinship,
    settle_kinship,
    show_evidence,
    state_kinship,
    tell_of_child,
)
from todoke.apps.people.actions.shields import end_shield, shield
from todoke.apps.people.actions.statements import state_fact, withdraw_statement

__all__ = [
    "Facts",
    "PeopleError",
    "add_household",
    "add_person",
    "confirm_kinship",
    "dispute_kinship",
    "end_kinship",
    "end_shield",
    "known_by_little",
    "move_household",
    "number_facts",
    "record_death",
    "record_facts",
    "remove_person",
    "settle_kinship",
    "shield",
    "show_evidence",
    "state_fact",
    "state_kinship",
    "take_in",
    "tell_of_child",
    "withdraw_statement",
]
