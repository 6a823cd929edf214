"""What the planner takes and gives, as columns (候補・受け手・割りふり): row i of every column is one candidate."""

from dataclasses import dataclass
from enum import StrEnum

from todoke.residents.block import Array


class Placing(StrEnum):
    """What becomes of a candidate; columns hold the position in this list."""

    PUSH = "push"
    SHELF = "shelf"
    SEARCH = "search"
    HELD = "held"
    NONE = "none"


class HeldFor(StrEnum):
    """Why a candidate is not pushed now; columns hold the position in this list, stored rows the word."""

    NOTHING = "nothing"
    NONE = "none"
    """The person wants nothing."""
    TOPIC = "topic"
    CHANNEL = "channel"
    BUDGET = "budget"
    QUIET = "quiet"
    SILENCE = "silence"
    SHIELD = "shield"
    DEATH = "death"
    CONSENT = "consent"
    REACH = "reach"
    STOPPED = "stopped"
    DUPLICATE = "duplicate"
    TOO_LATE = "too_late"
    NO_READER = "no_reader"
    ROUNDUP = "roundup"
    """It waits for the day on which the person wants everything at once."""

    @property
    def told(self) -> "HeldFor":
        """Return the reason that may be told: that a shield stands is told to nobody, not even as a count.

        >>> HeldFor.SHIELD.told
        <HeldFor.CHANNEL: 'channel'>
        """
        return HeldFor.CHANNEL if self is HeldFor.SHIELD else self


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could be told what; columns of equal length."""

    rule: Array
    """int32, position among the notice rules."""
    program: Array
    """int32, position among the programs; -1 for none."""
    person: Array
    """int64, whom it would be told (people.Person)."""
    about: Array
    """int64, whom it is about."""
    municipality: Array
    """int32, the sender's six figures."""
    deadline: Array
    """int32, ordinal of the last day; 0 for none."""
    value: Array
    """float32, how much it is worth to the person."""
    reason: Array
    """int32, number of the reason within the plan."""
    dedupe: Array
    """uint64, equal where it is the same notice to the same person."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """What is known of those who could be told; ``ids`` ascending, columns of equal length."""

    ids: Array
    none: Array
    """bool, wants nothing."""
    topics: Array
    """int64, bits."""
    channels: Array
    """uint8, bits of todoke.telling.channels."""
    budget: Array
    """uint8, pushes in any 30 days."""
    used: Array
    """uint8, pushes of the last 30 days, over all senders."""
    quiet_from: Array
    """int16, minutes of the day."""
    quiet_until: Array
    roundup_day: Array
    """int8, 0 Monday to 6 Sunday, -1 none."""
    silenced: Array
    shielded: Array
    dead: Array
    masks: Array
    """uint8, persons by items: the consents that stand."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of each candidate, in the order of the candidates."""

    decision: Array
    """uint8, position in Placing."""
    held_for: Array
    """uint8, position in HeldFor."""
    channels: Array
    """uint8, bits."""
    when: Array
    """int64, seconds since 1970; 0 where nothing is pushed."""
