"""The planner: what becomes of many candidates at once, in columns. ``reference.place_one`` is what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from todoke.residents.block import Array
from todoke.telling.budget import NO_DEADLINE, URGENT_DAYS
from todoke.telling.candidates import Candidates, HeldFor, Placed, Placing, Recipients
from todoke.telling.channels import Channel
from todoke.telling.quiet import DAY_MINUTES, TOKYO, first_useful_deadline
from todoke.telling.roundups import earliest_that_waits

PLACINGS: Final = {one: place for place, one in enumerate(Placing)}
HELD: Final = {one: place for place, one in enumerate(HeldFor)}
REACHES: Final = ("push", "shelf", "search")
"""How far a program reaches, as columns hold it."""

_OPEN: Final = 255


@dataclass(frozen=True, slots=True)
class RuleColumns:
    """What the planner must know of rules and programs; arrays by their places."""

    reach: Array
    """uint8, areas by programs, positions in REACHES; row 0 is for municipalities not in ``areas``."""
    areas: Array
    """int32, ascending: the municipality of row i + 1 of ``reach``."""
    items: Array
    """bool, programs by items: what a person must have agreed to."""
    topics: Array
    """int64, the bits of each program."""
    channels: Array
    """uint8, the bits of each rule."""
    outside: Array
    """bool, by rule: outside the budget and the quiet hours."""
    stopped: frozenset[tuple[int, int]] = frozenset()
    """Rules that were stopped, with the municipality they are stopped in; 0 for everywhere."""


def place(candidates: Candidates, recipients: Recipients, rules: RuleColumns, *, now: datetime) -> Placed:
    """Return what becomes of each candidate; no loop over rows.

    ``now`` is when pushes would go out; it must know its time zone.
    """
    work = _Work(candidates, recipients, rules, now)
    work.decide()
    return Placed(work.decision, work.held, work.channels, work.when)


def dedupe_of(*columns: Array | int) -> Array:
    """Return a number (uint64) that is equal where all columns are; mixed as splitmix64 does."""
    found: Array = np.array(0x9E3779B97F4A7C15, np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            found = _mixed(found ^ np.asarray(column).astype(np.uint64))
    result: Array = np.asarray(found, np.uint64)
    return result


def _mixed(bits: Array) -> Array:
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: Array = bits ^ (bits >> np.uint64(31))
    return result


class _Work:
    """One planning: each step settles some of the candidates that are still open."""

    def __init__(
        self, candidates: Candidates, recipients: Recipients, rules: RuleColumns, now: datetime
    ) -> None:
        self.them, self.who, self.rules = candidates, recipients, rules
        self.now = now.astimezone(TOKYO)
        count = len(candidates.person)
        self.decision = np.full(count, _OPEN, np.uint8)
        self.held = np.zeros(count, np.uint8)
        self.channels = np.zeros(count, np.uint8)
        self.when = np.zeros(count, np.int64)
        place = np.searchsorted(recipients.ids, candidates.person)
        self.row = np.minimum(place, max(len(recipients.ids) - 1, 0))
        self.is_known = (
            recipients.ids[self.row] == candidates.person
            if len(recipients.ids)
            else np.zeros(count, np.bool_)
        )
        if not len(recipients.ids):
            self.row = np.zeros(count, np.int64)

    def settle(self, those: Array, placing: Placing, held: HeldFor = HeldFor.NOTHING) -> None:
        """Settle those that are still open."""
        chosen = those & (self.decision == _OPEN)
        self.decision[chosen] = PLACINGS[placing]
        self.held[chosen] = HELD[held]

    @property
    def open(self) -> Array:
        """Return which are not settled yet."""
        result: Array = self.decision == _OPEN
        return result

    def of_person(self, column: Array) -> Array:
        """Return a recipient's column for each candidate; of nobody known it does not matter."""
        if not len(self.who.ids):
            return np.zeros(len(self.row), column.dtype)
        result: Array = column[self.row]
        return result

    def decide(self) -> None:
        reach = self._reach()
        self.settle(reach == REACHES.index("search"), Placing.SEARCH, HeldFor.REACH)
        self.settle(~self.is_known, Placing.NONE, HeldFor.NO_READER)
        self.settle(self.of_person(self.who.dead), Placing.HELD, HeldFor.DEATH)
        self.settle(self.of_person(self.who.silenced), Placing.HELD, HeldFor.SILENCE)
        self.settle(self._is_stopped(), Placing.HELD, HeldFor.STOPPED)
        self.settle(~self._agreed(), Placing.HELD, HeldFor.CONSENT)
        self.settle(self._repeated(), Placing.HELD, HeldFor.DUPLICATE)
        self.settle(reach == REACHES.index("shelf"), Placing.SHELF, HeldFor.REACH)
        self.settle(self.rules.channels[self.them.rule] == 0, Placing.SHELF, HeldFor.REACH)
        when, moved = self._when()
        self.settle(self._is_too_late(when), Placing.SHELF, HeldFor.TOO_LATE)
        self.settle(self.of_person(self.who.none), Placing.SHELF, HeldFor.NONE)
        wanted = self.of_person(self.who.topics) & self.rules.topics[self.them.program]
        self.settle(wanted == 0, Placing.SHELF, HeldFor.TOPIC)
        ways = self.of_person(self.who.channels) & self.rules.channels[self.them.rule]
        self.settle(ways == 0, Placing.SHELF, HeldFor.CHANNEL)
        shielded = self.of_person(self.who.shielded)
        ways = np.where(shielded, ways & np.uint8(0xFF ^ Channel.LETTER.bit), ways)
        self.settle(ways == 0, Placing.SHELF, HeldFor.SHIELD)
        self.settle(self._waits(when), Placing.SHELF, HeldFor.ROUNDUP)
        self.settle(self._over_budget(), Placing.SHELF, HeldFor.BUDGET)
        pushed = self.open
        self.decision[pushed] = PLACINGS[Placing.PUSH]
        self.held[pushed & moved] = HELD[HeldFor.QUIET]
        self.channels[pushed] = ways[pushed]
        self.when[pushed] = when[pushed]

    def _reach(self) -> Array:
        place = np.searchsorted(self.rules.areas, self.them.municipality)
        row = np.zeros(len(place), np.int64)
        if len(self.rules.areas):
            near = np.minimum(place, len(self.rules.areas) - 1)
            row = np.where(self.rules.areas[near] == self.them.municipality, near + 1, 0)
        result: Array = self.rules.reach[row, self.them.program]
        return result

    def _is_stopped(self) -> Array:
        found = np.zeros(len(self.row), np.bool_)
        for rule, area in self.rules.stopped:
            found |= (self.them.rule == rule) & ((area == 0) | (self.them.municipality == area))
        return found

    def _agreed(self) -> Array:
        agreed = np.ones(len(self.row), np.bool_)
        for item in range(self.rules.items.shape[1]):
            needed = self.rules.items[self.them.program, item]
            agreed &= ~needed | (self.of_person(self.who.masks[:, item]) != 0)
        return agreed

    def _order(self, rows: Array) -> Array:
        """Return rows ordered by person, and for each by what goes first (see budget.Claim)."""
        left = self._days_left()[rows]
        keys = (
            rows,
            self.them.about[rows],
            self.them.program[rows],
            self.them.rule[rows],
            -self.them.value[rows].astype(np.float64),
            left,
            left > URGENT_DAYS,
            self.them.person[rows],
        )
        result: Array = rows[np.lexsort(keys)]
        return result

    def _days_left(self) -> Array:
        days = self.them.deadline.astype(np.int64) - self.now.date().toordinal()
        result: Array = np.where(self.them.deadline == 0, NO_DEADLINE, days)
        return result

    def _repeated(self) -> Array:
        """Return which say the same to the same person as another still open one that goes before them."""
        ordered = self._order(np.flatnonzero(self.open))
        by_key = np.lexsort((np.arange(len(ordered)), self.them.dedupe[ordered], self.them.person[ordered]))
        rows = ordered[by_key]
        found = np.zeros(len(self.row), np.bool_)
        if len(rows) > 1:
            alike = (self.them.person[rows[1:]] == self.them.person[rows[:-1]]) & (
                self.them.dedupe[rows[1:]] == self.them.dedupe[rows[:-1]]
            )
            found[rows[1:][alike]] = True
        return found

    def _when(self) -> tuple[Array, Array]:
        """Return when each would be pushed (seconds since 1970), and whether quiet hours moved it."""
        minute = self.now.hour * 60 + self.now.minute
        start = self.of_person(self.who.quiet_from).astype(np.int64)
        length = (self.of_person(self.who.quiet_until).astype(np.int64) - start) % DAY_MINUTES
        since = (minute - start) % DAY_MINUTES
        wait = np.where(since < length, length - since, 0)
        wait[self.rules.outside[self.them.rule]] = 0
        whole = int(self.now.replace(second=0, microsecond=0).timestamp())
        when = np.where(wait > 0, whole + wait * 60, int(self.now.timestamp()))
        return when, wait > 0

    def _is_too_late(self, when: Array) -> Array:
        """Return which deadlines leave fewer than three office days after the push."""
        days = self._days_of(when)
        found = np.zeros(len(when), np.bool_)
        for day in np.unique(days).tolist():
            found |= (days == day) & (
                self.them.deadline < first_useful_deadline(date.fromordinal(day)).toordinal()
            )
        found &= self.them.deadline != 0
        return found

    def _waits(self, when: Array) -> Array:
        """Return which come in the roundup their person chose a day for: not what would be too late by then."""
        chosen = self.of_person(self.who.roundup_day)
        days = self._days_of(when)
        found = np.zeros(len(when), np.bool_)
        for weekday in np.unique(chosen[chosen >= 0]).tolist():
            for day in np.unique(days).tolist():
                earliest = earliest_that_waits(date.fromordinal(day), weekday).toordinal()
                in_time = (self.them.deadline == 0) | (self.them.deadline >= earliest)
                found |= (chosen == weekday) & (days == day) & in_time
        return found & ~self.rules.outside[self.them.rule]

    def _days_of(self, when: Array) -> Array:
        """Return the days in Tokyo (ordinals) of moments."""
        offset = int((self.now.utcoffset() or TOKYO.utcoffset(self.now)).total_seconds())  # type: ignore[union-attr]
        result: Array = (when + offset) // 86_400 + _EPOCH
        return result

    def _over_budget(self) -> Array:
        rows = np.flatnonzero(self.open & ~self.rules.outside[self.them.rule])
        found = np.zeros(len(self.row), np.bool_)
        if not len(rows):
            return found
        ordered = self._order(rows)
        person = self.row[ordered]
        begins = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
        counts = np.diff(np.r_[begins, len(person)])
        rank = np.arange(len(person)) - np.repeat(begins, counts)
        who = person[begins]
        left = np.maximum(self.who.budget[who].astype(np.int64) - self.who.used[who].astype(np.int64), 0)
        left -= (self.who.roundup_day[who] >= 0) & (left > 0) & (left < counts)
        found[ordered] = rank >= np.repeat(left, counts)
        return found


_EPOCH: Final = date(1970, 1, 1).toordinal()


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Return several candidates as one, in their order."""
    names = Candidates.__dataclass_fields__
    return Candidates(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
