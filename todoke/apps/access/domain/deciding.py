"""Who may do what to which thing (権限): one table, and what no row of it allows is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.assurances import LEAST
from todoke.apps.access.domain.sections import PROTECTION
from todoke.apps.access.domain.verbs import Verb

__all__ = ["LEAST", "MANDATED", "RefusedError", "Ruling", "Thing", "may", "require", "rule_on"]


class Thing(Protocol):
    """What can be asked about; a model implements these as properties or columns."""

    @property
    def thing(self) -> str:
        """Return what it is: "notice", "consent", "basics"."""

    @property
    def owner_id(self) -> int | None:
        """Return whose it is (people.Person)."""

    @property
    def area(self) -> str:
        """Return the municipality's code."""

    @property
    def is_shielded(self) -> bool:
        """Return whether a shield (支援措置) stands around it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether something is allowed; the reason is a key of words and never personal."""

    allowed: bool
    reason: str


class RefusedError(Exception):
    """Somebody wants what they may not; answered as 404 to residents and strangers, as 403 to staff."""

    def __init__(self, ruling: Ruling) -> None:
        """Keep the ruling; the message is its reason."""
        self.ruling = ruling
        super().__init__(ruling.reason)


CARED_FOR = frozenset(
    {
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
)
"""What a parent or guardian may do for whom they care."""

MANDATED = CARED_FOR | {Verb.PREVIEW}
"""What can be put into a mandate: never naming another supporter, taking all data out, or deleting."""

_STRENGTH = ("editor", "approver", "keeper")
_STAFF: dict[Verb, str] = {
    Verb.SEE: "editor",
    Verb.CHANGE: "editor",
    Verb.CORRECT: "editor",
    Verb.PLAN: "editor",
    Verb.BROADCAST: "editor",
    Verb.STOP_RULE: "editor",
    Verb.APPOINT: "editor",
    Verb.APPROVE: "approver",
    Verb.LIFT: "approver",
    Verb.BREAK_GLASS: "approver",
}
"""The least role of staff for each verb, in the municipality of the thing."""

_ABOUT_PERSONS = frozenset({Verb.SEE, Verb.CHANGE, Verb.CORRECT, Verb.BREAK_GLASS, Verb.APPOINT})
"""Verbs for which staff say why they need a person's rows."""

_SYSTEM = frozenset({Verb.SEE, Verb.PLAN, Verb.RECEIVE, Verb.WITHDRAW})
"""What programs do by themselves; approving, lifting and reading for somebody else are for people."""

_APP = frozenset({Verb.SEE, Verb.RECEIVE, Verb.WITHDRAW})


def rule_on(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> Ruling:
    """Decide; what no row of the table allows is refused."""
    if actor.mandate is not None:
        return _of_supporter(actor, verb, thing, at)
    match actor.kind:
        case Kind.PERSON:
            return _of_resident(actor, verb, thing)
        case Kind.STAFF:
            return _of_staff(actor, verb, thing)
        case Kind.APP:
            return _of_app(actor, verb, thing)
        case Kind.SYSTEM:
            return _ruling(bool(actor.purpose) and verb in _SYSTEM, "system")
        case _:
            return _NO_ROW


def may(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> bool:
    """Return whether it is allowed."""
    return rule_on(actor, verb, thing, at=at).allowed


def require(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> None:
    """Raise RefusedError unless it is allowed."""
    ruling = rule_on(actor, verb, thing, at=at)
    if not ruling.allowed:
        raise RefusedError(ruling)


_NO_ROW = Ruling(allowed=False, reason="no_row")
_NOT_YOURS = Ruling(allowed=False, reason="not_yours")


def _ruling(allowed: bool, reason: str) -> Ruling:
    return Ruling(allowed=True, reason=reason) if allowed else _NO_ROW


def _of_resident(actor: Actor, verb: Verb, thing: Thing) -> Ruling:
    if verb not in LEAST:
        return _NO_ROW
    if actor.person_id is None or thing.owner_id is None:
        return _NOT_YOURS
    if actor.person_id == thing.owner_id:
        reason = "own"
    elif thing.owner_id in actor.in_care and verb in CARED_FOR:
        # Whoever a shield stands against is not in care of them: in_care has been asked may_know.
        reason = "in_care"
    else:
        return _NOT_YOURS
    if actor.assurance < LEAST[verb]:
        return Ruling(allowed=False, reason="too_weak")
    return Ruling(allowed=True, reason=reason)


def _of_supporter(actor: Actor, verb: Verb, thing: Thing, at: datetime) -> Ruling:
    """Decide for somebody who has switched over: they are nobody but the supporter until they switch back."""
    mandate = actor.mandate
    if mandate is None or actor.kind not in (Kind.PERSON, Kind.STAFF):
        return _NO_ROW
    if thing.owner_id is None or thing.owner_id != mandate.person_id:
        return _NOT_YOURS
    if at >= mandate.ends_at:
        return Ruling(allowed=False, reason="mandate_ended")
    if verb not in mandate.scope or verb not in MANDATED:
        return Ruling(allowed=False, reason="not_in_mandate")
    if thing.is_shielded and not mandate.despite_shield:
        return Ruling(allowed=False, reason="no_row")
    if actor.assurance < LEAST[verb]:
        return Ruling(allowed=False, reason="too_weak")
    return Ruling(allowed=True, reason="mandate")


def _of_staff(actor: Actor, verb: Verb, thing: Thing) -> Ruling:
    protects = any(area == thing.area and section == PROTECTION for area, _, section in actor.roles)
    if verb in (Verb.SHIELD, Verb.SEE_SHIELDED):
        return _ruling(bool(thing.area) and protects and bool(actor.purpose), "protection")
    least = _STAFF.get(verb)
    if least is None or not thing.area:
        return _NO_ROW
    strong = _STRENGTH[_STRENGTH.index(least) :]
    if not any(area == thing.area and role in strong for area, role, _ in actor.roles):
        return _NO_ROW
    if thing.owner_id is not None or verb in _ABOUT_PERSONS - {Verb.SEE}:
        if not actor.purpose:
            return Ruling(allowed=False, reason="purpose_missing")
        if thing.is_shielded and not protects:
            # The same answer as for somebody of another municipality: it must not tell that there is a shield.
            return _NO_ROW
    return Ruling(allowed=True, reason="office")


def _of_app(actor: Actor, verb: Verb, thing: Thing) -> Ruling:
    """Decide for a private app: its own subscriptions and what belongs to them, for the purpose it was let in for."""
    if actor.app_id is None or not actor.purpose:
        return _NO_ROW
    if verb is Verb.SUBSCRIBE:
        return _ruling(thing.thing == "subscription", "app")
    is_its_own = getattr(thing, "app_id", None) == actor.app_id
    its_purpose = getattr(thing, "purpose", actor.purpose) == actor.purpose
    return _ruling(verb in _APP and is_its_own and its_purpose and not thing.is_shielded, "app")
