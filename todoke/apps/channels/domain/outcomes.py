"""How handing over ended (結果), and how long to wait before the next try."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 10
"""After so many tries a dispatch is dead: with the waits between them a little less than a day."""


class Outcome(StrEnum):
    """What became of a try."""

    DONE = "done"
    LATER = "later"
    """This contact point cannot take it now; others may."""
    DOWN = "down"
    """The way out itself is closed: nobody's fault, no try is counted, the channel rests."""
    NEVER = "never"
    """It will not be taken, however often it is tried."""
    GONE = "gone"
    """The contact point wants no more, or is no more: it is stopped."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The end of a try; the code is ours, never another machine's words."""

    outcome: Outcome
    code: str
    retry_after: int | None = None
    """Seconds, where it was told."""
    message_id: str = ""


def wait_after(attempts: int, *, asked: int | None = None) -> timedelta:
    """Return how long to wait: twice as long each time, by chance a little less, at least what was asked for.

    The chance keeps many that failed together from coming back together.
    """
    longest = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(max(attempts, 1) - 1, 20)))
    wait = longest * secrets.SystemRandom().uniform(0.5, 1.0)
    return max(wait, timedelta(seconds=min(asked or 0, 24 * 60 * 60)))
