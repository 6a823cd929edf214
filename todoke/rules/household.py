"""A household as it is known: members, how they are related, and what is known of each (世帯)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from todoke.rules.values import Need, Value

RELATIONS: tuple[str, ...] = (
    "self",
    "spouse",
    "child",
    "parent",
    "grandchild",
    "grandparent",
    "sibling",
    "other",
)
"""How a member is related to the applicant (本人); a child of either partner is a child."""

HOUSEHOLD = "household"
"""The entity id of facts of the household itself."""

MEMBERS = "household.members"
"""The pseudo fact that is missing while it is not known who else belongs to the household."""

BIRTH_DATE = "person.birth_date"
RELATION = "person.relation"
MUNICIPALITY = "household.municipality"


def receives(program_id: str) -> str:
    """Return the id of the fact "receives this program already"."""
    return f"receives:{program_id}"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the household; ``parents`` overrides what the relations tell."""

    id: str
    relation: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    parents: tuple[str, ...] | None = None
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Household:
    """Everything known of a household; ``complete`` names the relations of which every member is listed."""

    members: tuple[Member, ...]
    facts: Mapping[str, Value] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()

    @property
    def applicant(self) -> Member | None:
        """Return the person who asks, if they are listed."""
        return next((member for member in self.members if member.relation == "self"), None)

    def member(self, member_id: str) -> Member:
        """Return the member with this id; raises KeyError."""
        for member in self.members:
            if member.id == member_id:
                return member
        raise KeyError(member_id)

    def is_complete_for(self, relations: frozenset[str]) -> bool:
        """Tell whether all members of these relations are listed."""
        return relations <= self.complete

    def born_by(self, on: date) -> Household:
        """Return the household without those who are certainly born after ``on``."""
        born = tuple(member for member in self.members if not _is_born_after(member, on))
        if len(born) == len(self.members):
            return self
        return Household(born, self.facts, self.complete, self.declined)

    def declined_needs(self) -> frozenset[Need]:
        """Return what the person did not want to say: never asked again."""
        of_household = {(fact, HOUSEHOLD) for fact in self.declined}
        return frozenset(of_household.union(*({(f, m.id) for f in m.declined} for m in self.members)))


def _is_born_after(member: Member, on: date) -> bool:
    born = member.facts.get(BIRTH_DATE)
    low = getattr(born, "low", born)
    return isinstance(low, date) and low > on


ALL_RELATIONS = frozenset(RELATIONS)
_OTHERS = ALL_RELATIONS - {"self"}

SEEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "spouse": {"self": ("spouse",), "spouse": ("self",)},
    "children": {
        "self": ("child",),
        "spouse": ("child",),
        "parent": ("self", "sibling"),
        "child": ("grandchild",),
        "grandparent": ("parent",),
    },
    "parents": {
        "self": ("parent",),
        "sibling": ("parent",),
        "child": ("self", "spouse"),
        "grandchild": ("child",),
        "parent": ("grandparent",),
    },
    "siblings_and_self": {"self": ("self", "sibling"), "sibling": ("self", "sibling"), "child": ("child",)},
    "grandparents": {"self": ("grandparent",), "sibling": ("grandparent",), "child": ("parent",)},
    "grandchildren": {"self": ("grandchild",), "spouse": ("grandchild",), "parent": ("child",)},
}
"""Who counts as what, seen from a member of some relation: the relations of those looked for."""


def relations_seen(who: str, relation: str) -> tuple[str, ...]:
    """Return the relations that are ``who`` to a member of this relation.

    >>> relations_seen("children", "spouse")
    ('child',)
    """
    return SEEN[who].get(relation, ())


def related(household: Household, member: Member | None, who: str) -> tuple[tuple[Member, ...], bool]:
    """Return the members that are ``who`` to ``member`` and whether all of them are known to be listed.

    Without a member, the household is seen from the applicant. Parents given by name win over relations.
    """
    seen_from = member or household.applicant
    members = household.members
    if who == "everyone":
        return members, household.is_complete_for(_OTHERS)
    if who == "others":
        return tuple(m for m in members if m is not seen_from), household.is_complete_for(_OTHERS)
    if who == "self":
        return ((seen_from,) if seen_from else ()), seen_from is not None
    if seen_from is None:
        return (), False
    if who == "siblings":
        found, complete = related(household, seen_from, "siblings_and_self")
        return tuple(m for m in found if m.id != seen_from.id), complete
    relations = frozenset(relations_seen(who, seen_from.relation))
    complete = household.is_complete_for(relations - {"self"})
    if who == "children":
        named = any(m.parents is not None for m in members)
        if named:
            return tuple(m for m in members if _is_child_of(m, seen_from, relations)), complete
    if who == "parents" and seen_from.parents is not None:
        return tuple(m for m in members if m.id in seen_from.parents), True
    if who == "siblings_and_self" and not relations:
        return (seen_from,), True
    return tuple(m for m in members if m.relation in relations), complete


def _is_child_of(member: Member, parent: Member, relations: frozenset[str]) -> bool:
    if member.parents is not None:
        return parent.id in member.parents
    return member.relation in relations
