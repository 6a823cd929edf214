"""Who may do what to which thing (権限): one table, and what no row of it allows is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.verbs import Verb


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


LEAST: Mapping[Verb, Assurance] = MappingProxyType(
    {
        Verb.SEE: Assurance.MAIL,
        Verb.PREVIEW: Assurance.CARD,
        Verb.CHANGE: Assurance.MAIL,
        Verb.CORRECT: Assurance.MAIL,
        Verb.ERASE: Assurance.CARD,
        Verb.EXPORT: Assurance.CARD,
        Verb.CONSENT: Assurance.MAIL,
        Verb.WITHDRAW: Assurance.MAIL,
        Verb.SEE_LOG: Assurance.MAIL,
        Verb.RECEIVE: Assurance.MAIL,
        Verb.MUTE: Assurance.MAIL,
        Verb.REFUSE_PAYMENT: Assurance.MAIL,
        Verb.APPOINT: Assurance.CARD,
    }
)
"""How surely an owner must be known for each verb."""


def rule_on(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> Ruling:
    """Decide; what no row of the table allows is refused."""
    if actor.kind is Kind.PERSON and actor.mandate is None and verb in LEAST:
        if actor.person_id is None or actor.person_id != thing.owner_id:
            return Ruling(allowed=False, reason="not_yours")
        if actor.assurance < LEAST[verb]:
            return Ruling(allowed=False, reason="too_weak")
        return Ruling(allowed=True, reason="own")
    return Ruling(allowed=False, reason="no_row")


def may(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> bool:
    """Return whether it is allowed."""
    return rule_on(actor, verb, thing, at=at).allowed


def require(actor: Actor, verb: Verb, thing: Thing, *, at: datetime) -> None:
    """Raise RefusedError unless it is allowed."""
    ruling = rule_on(actor, verb, thing, at=at)
    if not ruling.allowed:
        raise RefusedError(ruling)
