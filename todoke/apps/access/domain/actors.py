"""Who acts (操作する人): a resident, a supporter in somebody's place, staff, an app, the system, or nobody known."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from todoke.apps.access.domain.verbs import Verb


class Kind(StrEnum):
    """What kind of actor it is; stored under these words for ever."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    STAFF = "staff"
    APP = "app"
    SYSTEM = "system"


class Assurance(IntEnum):
    """How surely we know who it is (本人確認の強さ); stored under these numbers for ever."""

    NONE = 0
    MAIL = 1
    """A code by mail: somebody who reads that address."""
    WITNESSED = 2
    """A supporter or a clerk vouches."""
    CARD = 3
    """デジタル認証アプリ with the card."""


@dataclass(frozen=True, slots=True)
class HeldMandate:
    """A mandate somebody has switched over to; names are as recorded, for the band on every page."""

    id: int
    person_id: int
    scope: frozenset[Verb]
    ends_at: datetime
    person_name: str
    supporter_name: str
    area: str = ""
    """The municipality it was given in."""
    despite_shield: bool = False
    """Given while the person's shield stood, so that it reaches what is shielded from others."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now.

    >>> Actor(kind=Kind.PERSON, person_id=12, login_id=7).ref
    'person:12'
    >>> Actor(kind=Kind.SYSTEM, purpose="nightly").ref
    'system:nightly'
    >>> Actor().ref
    'anonymous'
    """

    kind: Kind = Kind.ANONYMOUS
    person_id: int | None = None
    """Who is signed in (people.Person), not in whose place they act."""
    login_id: int | None = None
    account_id: int | None = None
    app_id: int | None = None
    assurance: Assurance = Assurance.NONE
    mandate: HeldMandate | None = None
    """Switched over: acts for ``mandate.person_id``."""
    roles: frozenset[tuple[str, str, str]] = frozenset()
    """Of staff: area, value of the role, section."""
    in_care: frozenset[int] = frozenset()
    """Of a resident: whose parent or guardian they are and may know of (people.queries.kin.in_care_of)."""
    purpose: str = ""
    """Of an app or a task of staff; required to read a person. Of the system: which work it is."""

    @property
    def acting_for(self) -> int | None:
        """Return whose matters these are: those of the mandate's person, else one's own."""
        return self.mandate.person_id if self.mandate is not None else self.person_id

    @property
    def ref(self) -> str:
        """Return who it is for the audit: a kind and a number, never a name."""
        known = {
            Kind.PERSON: ("person", self.person_id)
            if self.person_id is not None
            else ("login", self.login_id),
            Kind.STAFF: ("account", self.account_id),
            Kind.APP: ("app", self.app_id),
            Kind.SYSTEM: ("system", self.purpose),
        }.get(self.kind)
        return "anonymous" if known is None else f"{known[0]}:{known[1]}"
