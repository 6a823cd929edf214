"""The worker (発送係): leases dispatches, hands them over one by one, rests where a way out is closed.

Nothing of a person is logged: numbers of rows and codes only. The network is never asked within a transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections

from todoke.apps.channels.carriers import Carrier
from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import LEASE, Outbox, hint_of
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.sealing import UnsealError
from todoke.telling.channels import Channel

_log = logging.getLogger(__name__)
AT_ONCE = 50
_FIRST_REST, _LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
_IDLE = 1.0
_BETWEEN = timedelta(seconds=5)


@dataclass
class Worker:
    """Hands dispatches over until it is told to stop; several may run at once, here or on other machines."""

    owner: str
    carriers: Mapping[Channel, Carrier]
    now: Callable[[], datetime]
    per_second: float = 50.0
    """At most so many; a mail is a few kilobytes, so this also bounds what goes over the line."""
    lease: timedelta = LEASE
    at_once: int = AT_ONCE
    sleep: Callable[[float], None] = time.sleep
    is_stopped: Callable[[], bool] = lambda: False
    between: Callable[[], None] = lambda: None
    """Called when nothing waits, and every few seconds however much does: work that comes round again."""
    _rests: dict[Channel, tuple[datetime, int]] = field(default_factory=dict)

    def run(self) -> None:
        """Work until stopped; a database that is away for a while is waited for."""
        last = self.now()
        while not self.is_stopped():
            try:
                done = self.turn()
                if not done or self.now() >= last + _BETWEEN:
                    self.between()
                    last = self.now()
            except DatabaseError as error:
                _log.warning("the outbox cannot be read: %s", type(error).__name__)
                done = 0
                close_old_connections()
            if not done and not self.is_stopped():
                self.sleep(_IDLE)

    def turn(self) -> int:
        """Hand over what can be handed over now, at most one lease of it; return how many were tried."""
        with everywhere("outbox"):
            open_ways = [channel for channel in self.carriers if not self._rests_now(channel)]
            taken = Outbox.claim(
                self.owner, limit=self.at_once, at=self.now(), lease=self.lease, channels=open_ways
            )
            return self._hand_over_all(taken)

    def _hand_over_all(self, taken: list[Dispatch]) -> int:
        tried = 0
        while taken:
            if self.is_stopped():
                Outbox.release(taken, self.owner)
                break
            one = taken.pop(0)
            if not Outbox.holds(one, self.owner, at=self.now()):
                continue  # cancelled meanwhile, or taken over by another after a long stop of this machine
            tried += 1
            if self._hand_over(one).outcome is Outcome.DOWN:
                closed = [other for other in taken if other.channel == one.channel]
                Outbox.release(closed, self.owner)
                taken = [other for other in taken if other.channel != one.channel]
        return tried

    def _hand_over(self, dispatch: Dispatch) -> Carried:
        started = time.monotonic()
        carried = self._carried(dispatch)
        took = time.monotonic() - started
        channel = Channel(dispatch.channel)
        if carried.outcome is Outcome.DOWN:
            self._rest(channel)
        else:
            self._rests.pop(channel, None)
        if not Outbox.settle(dispatch, self.owner, carried, at=self.now(), ms=round(took * 1000)):
            _log.warning("dispatch %s was handed over after its lease had ended", dispatch.pk)
        if (left := 1 / self.per_second - took) > 0:
            self.sleep(left)
        return carried

    def _carried(self, dispatch: Dispatch) -> Carried:
        contact = dispatch.contact
        if contact is not None and contact.stopped_at is not None:
            return Carried(Outcome.NEVER, "stopped")
        try:
            hint = hint_of(dispatch)
        except (ValueError, UnsealError):
            return Carried(Outcome.NEVER, "unreadable")
        try:
            return self.carriers[Channel(dispatch.channel)].send(dispatch, hint)
        except Exception as error:  # one dispatch that nobody foresaw must not hold up the others
            _log.error("dispatch %s failed: %s", dispatch.pk, type(error).__name__)
            return Carried(Outcome.LATER, f"error-{type(error).__name__}")

    def _rests_now(self, channel: Channel) -> bool:
        until = self._rests.get(channel)
        return until is not None and self.now() < until[0]

    def _rest(self, channel: Channel) -> None:
        times = self._rests[channel][1] + 1 if channel in self._rests else 1
        rest = min(_LONGEST_REST, _FIRST_REST * int(2 ** min(times - 1, 10)))
        self._rests[channel] = (self.now() + rest, times)
        _log.warning("%s is closed: resting for %s seconds", channel.value, rest.seconds)
