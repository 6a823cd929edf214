"""Reads of people: facts as the rules know them, who is whose kin, who is shielded, who may be told."""

from todoke.apps.people.queries.households import born, facts_of_person, household_as_known, layouts
from todoke.apps.people.queries.kin import in_care_of, kin_at_the_desk
from todoke.apps.people.queries.readers import addressee_of_households, readers_about
from todoke.apps.people.queries.shields import is_shielded, may_know, shielded_among
from todoke.apps.people.queries.who import basics_of, found_by_name, login_of, matter_of, name_of, person_of

__all__ = [
    "addressee_of_households",
    "basics_of",
    "born",
    "facts_of_person",
    "found_by_name",
    "household_as_known",
    "in_care_of",
    "is_shielded",
    "kin_at_the_desk",
    "layouts",
    "login_of",
    "matter_of",
    "may_know",
    "name_of",
    "person_of",
    "readers_about",
    "shielded_among",
]
