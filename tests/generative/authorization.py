"""What the issue says of who may do what, in plain words of its own: the oracle of tests/generative/test_authorization.

Nothing of todoke's decisions is imported here; only the names of the verbs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from todoke.apps.access.domain.verbs import Verb

MOTHER, FATHER, CHILD, HELPER, STRANGER = 901, 902, 903, 904, 905
MAIL, CARD = 1, 3

NEEDS_CARD = {Verb.PREVIEW, Verb.ERASE, Verb.EXPORT, Verb.APPOINT}
OF_OWNERS = NEEDS_CARD | {
    Verb.SEE,
    Verb.CHANGE,
    Verb.CORRECT,
    Verb.CONSENT,
    Verb.WITHDRAW,
    Verb.SEE_LOG,
    Verb.RECEIVE,
    Verb.MUTE,
    Verb.REFUSE_PAYMENT,
}
OF_CARERS = OF_OWNERS - NEEDS_CARD
OF_EDITORS = {Verb.SEE, Verb.CHANGE, Verb.CORRECT, Verb.PLAN, Verb.BROADCAST, Verb.STOP_RULE, Verb.APPOINT}
OF_APPROVERS = OF_EDITORS | {Verb.APPROVE, Verb.LIFT, Verb.BREAK_GLASS}
OF_PROTECTION = {Verb.SHIELD, Verb.SEE_SHIELDED}
NEEDS_NO_PURPOSE = {Verb.SEE, Verb.PLAN, Verb.BROADCAST, Verb.STOP_RULE, Verb.APPROVE, Verb.LIFT}


@dataclass
class ToldMandate:
    """A mandate the mother gave to the helper."""

    pk: int
    verbs: frozenset[Verb]
    made: datetime
    ends: datetime
    taken_up: bool = False
    ended: bool = False


@dataclass
class ToldShield:
    """A shield around somebody; ``against`` None is against everybody."""

    pk: int
    around: int
    against: frozenset[int] | None
    recorded: datetime
    first: date
    last: date | None = None


@dataclass
class Told:
    """Everything that happened, as it was told."""

    now: datetime
    area: str = "132080"
    strength: dict[int, int] = field(
        default_factory=lambda: dict.fromkeys((MOTHER, FATHER, HELPER, STRANGER), CARD)
    )
    parents: set[int] = field(default_factory=lambda: {MOTHER, FATHER})
    dead: set[int] = field(default_factory=set)
    mandates: list[ToldMandate] = field(default_factory=list)
    shields: list[ToldShield] = field(default_factory=list)

    def shields_around(self, person: int) -> list[ToldShield]:
        """Return the shields that stand today."""
        today = self.now.date()
        return [
            one
            for one in self.shields
            if one.around == person and one.first <= today and (one.last is None or today <= one.last)
        ]

    def is_hidden(self, viewer: int, person: int) -> bool:
        """Return whether a shield hides the person from the viewer.

        To whoever is not recorded with them, a child tells where its mother is: hidden is who lives with the hidden.
        """
        if viewer == person:
            return False
        family = (MOTHER, FATHER, CHILD)
        around = family if person in family and viewer not in family else (person,)
        return any(
            one.against is None or viewer in one.against
            for hidden in around
            for one in self.shields_around(hidden)
        )

    def area_of(self, person: int) -> str:
        """Return where somebody lives: the family together, the others elsewhere."""
        return self.area if person in (MOTHER, FATHER, CHILD) else "131199"

    def resident_may(self, who: int, verb: Verb, owner: int | None) -> bool:
        """Return whether somebody in their own place may."""
        if who in self.dead or owner is None or verb not in OF_OWNERS:
            return False
        if self.strength[who] < (CARD if verb in NEEDS_CARD else MAIL):
            return False
        if owner == who:
            return True
        cares = owner == CHILD and who in self.parents
        return cares and verb in OF_CARERS and not self.is_hidden(who, owner)

    def holds(self, mandate: ToldMandate) -> bool:
        """Return whether the helper may act upon a mandate now at all."""
        return (
            mandate.taken_up
            and not mandate.ended
            and mandate.made <= self.now < mandate.ends
            and MOTHER not in self.dead
            and HELPER not in self.dead
            and not self.is_hidden(HELPER, MOTHER)
        )

    def helper_may(self, mandate: ToldMandate, verb: Verb, owner: int | None) -> bool:
        """Return whether the helper, switched over, may."""
        if owner != MOTHER or verb not in mandate.verbs or verb not in OF_CARERS | {Verb.PREVIEW}:
            return False
        if self.strength[HELPER] < (CARD if verb in NEEDS_CARD else MAIL):
            return False
        around = self.shields_around(MOTHER)
        return not around or mandate.made >= max(one.recorded for one in around)

    def staff_may(
        self,
        verb: Verb,
        owner: int | None,
        thing_area: str,
        *,
        area: str,
        role: str,
        section: str,
        purpose: str,
    ) -> bool:
        """Return whether a member of staff may."""
        if area != thing_area:
            return False
        protects = section == "protection"
        if verb in OF_PROTECTION:
            return protects and bool(purpose)
        if verb not in (OF_APPROVERS if role == "approver" else OF_EDITORS):
            return False
        if owner is None and verb in NEEDS_NO_PURPOSE:
            return True
        if not purpose:
            return False
        return owner is None or protects or not self.shields_around(owner)
