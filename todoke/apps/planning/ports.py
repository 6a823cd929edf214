"""What planning needs of other rooms, as functions that tests can replace (つなぎ目)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from todoke.residents.block import Array
from todoke.telling.candidates import Recipients

Readers: TypeAlias = Callable[..., tuple[Array, Array]]
"""``(ids, *, on)`` to ids of addressees and places in ``ids``, equally long."""

Wishes: TypeAlias = Callable[..., Recipients]
"""``(ids, items, *, at)`` to what is known of these persons: wishes, consents, silence, shields."""

Stopped: TypeAlias = Callable[[], Collection[tuple[str, str]]]
"""The rules that are stopped now, each with its municipality; "" for everywhere."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice that is made now: what is laid in the inbox, and which ways a hint of it goes."""

    line_id: int
    """planning.PlannedNotice."""
    person_id: int
    about_id: int | None
    municipality: str
    on: date
    """The day of its plan."""
    rule: str
    program_id: str
    occasion: str
    wording: str
    deadline: date | None
    is_pushed: bool
    channels: int
    """Bits of todoke.telling.channels; 0 where it is laid on the shelf only."""
    when_at: datetime | None
    """Not before this a hint leaves."""
    outside_budget: bool
    reason: dict[str, Any]
    """As PlanReason keeps it."""
    items: tuple[str, ...]
    """What was used to find it out: each of them was agreed to at this moment."""
    dedupe: str


Tell: TypeAlias = Callable[..., int]
"""``(tellings, *, at)`` makes notices in the caller's transaction; returns how many are new."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All of them."""

    readers_about: Readers
    addressee_of_households: Readers
    wishes: Wishes
    stopped: Stopped
    tell: Tell | None = None
    """None: nothing can be sent."""


@dataclass(slots=True)
class MemoryTold:
    """Keeps what would be told, for tests and trials."""

    told: list[Telling] = field(default_factory=list)

    def __call__(self, tellings: Sequence[Telling], *, at: datetime) -> int:
        """Keep those whose person was not told the same before; return how many."""
        known = {(one.person_id, one.dedupe) for one in self.told}
        new = [one for one in tellings if (one.person_id, one.dedupe) not in known]
        self.told += new
        return len(new)
