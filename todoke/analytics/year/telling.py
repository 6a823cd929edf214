"""A year of plans, approved on the days offices are open, and sent (1年の送り方): the real planner each night."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np

from todoke.analytics.year.broadcasting import Broadcast, Hinted, hinted
from todoke.analytics.year.nightly import Nights
from todoke.analytics.year.personas import Manner, Personas, Readers
from todoke.base.calendar import is_office_holiday
from todoke.nights.ahead.soon import Soon
from todoke.nights.aligned.changes import Changes
from todoke.nights.stored.entitled import Entitled
from todoke.residents.block import Array
from todoke.telling.budget import WINDOW
from todoke.telling.candidates import Candidates, HeldFor, Placed, Placing
from todoke.telling.channels import Channel
from todoke.telling.freshness import is_stale
from todoke.telling.planner import RuleColumns, place
from todoke.telling.quiet import TOKYO, allowed_at

_PLACINGS, _HELD = tuple(Placing), tuple(HeldFor)
_QUIET = (21 * 60, 8 * 60)


class Rules(Protocol):
    """The rules of notices on a day, as planning has them (``planning.rulings.Rulings``)."""

    @property
    def programs(self) -> tuple[str, ...]:
        """Return all programs, in the order of their places in columns."""
        ...

    def columns(self, programs: Collection[str]) -> tuple[RuleColumns, tuple[str, ...]]:
        """Return the rules in columns, and the items a person must agree to."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of a night, the occasion of each, and the rules of the day."""

    candidates: Candidates
    occasions: tuple[str, ...]
    rules: Rules


Able = Callable[[Collection[str]], list[Entitled]]
"""Returns who surely can receive one of some programs on the day."""


class Gather(Protocol):
    """Makes candidates of what changed and comes up, by the rules of a day (``planning.gathering.gather``)."""

    def __call__(
        self,
        changes: list[Changes],
        coming: list[Soon],
        on: date,
        readers: Readers,
        able: Able,
        *,
        at_once: bool = False,
    ) -> Found:
        """Return the candidates of a night, with what the registry says; ``at_once`` without spreading over days."""
        ...


@dataclass(slots=True)
class Nightly:
    """What comes of each night before anybody's wishes are asked: worked out once for all trials."""

    nights: Nights
    personas: Personas
    gather: Gather
    _moved: dict[int, tuple[list[Changes], list[Soon]]] = field(default_factory=dict)
    broadcasts: Mapping[int, Sequence[Broadcast]] = field(default_factory=dict)
    """What offices tell everybody, by day (ordinal)."""
    _found: dict[tuple[int, bool, bool], Found] = field(default_factory=dict)

    def found(self, day: int, readers: Readers, manner: Manner) -> Found:
        """Return the candidates of a night (ordinal) for those who log in."""
        if day not in self._moved:
            self._moved[day] = self.nights.changes(day), self.nights.coming(day)
        at = (day, manner.everybody, manner.at_once)
        if at not in self._found:
            changes, coming = self._moved[day]
            self._found[at] = self.gather(
                changes,
                coming,
                date.fromordinal(day),
                readers,
                partial(self.nights.entitled, day),
                at_once=manner.at_once,
            )
        return self._found[at]


class Line(NamedTuple):
    """What became of one notice to one persona."""

    day: int
    """Ordinal of the day it was sent, or held back."""
    person: int
    about: int
    municipality: int
    rule: int
    program: int
    occasion: str
    placing: Placing
    held_for: HeldFor
    channels: int
    deadline: int
    """Ordinal; 0 for none."""
    expired: bool = False
    """Its plan was too old when offices opened again: nobody was told."""
    planned: bool = True
    """It stood in a plan; otherwise it was held back before."""

    @property
    def is_pushed(self) -> bool:
        """Tell whether it was hinted at at once."""
        return self.placing is Placing.PUSH and not self.expired


class Roundup(NamedTuple):
    """A roundup to one persona: what waited, told as one."""

    day: int
    person: int
    municipality: int
    channels: int
    notices: int


@dataclass(slots=True)
class Year:
    """Everything a year came to in one manner of trying it."""

    manner: Manner
    lines: list[Line] = field(default_factory=list)
    """Each notice to each persona once: what was held back again and again counts with its first day."""
    roundups: list[Roundup] = field(default_factory=list)
    hinted: list[Hinted] = field(default_factory=list)
    """Hints of what was told to everybody."""
    planned: int = 0
    """Lines that plans held: those pushed, shelved, dropped at the last moment, and expired."""


class _Planned(NamedTuple):
    on: int
    candidates: Candidates
    occasions: tuple[str, ...]
    placed: Placed


@dataclass(slots=True)
class Trying:
    """Tries a year in one manner."""

    nightly: Nightly
    hour: int
    """When a plan is sent on the day it is approved."""
    manner: Manner
    year: Year = field(init=False)
    told: set[tuple[int, int]] = field(default_factory=set)
    held: dict[tuple[int, int], int] = field(default_factory=dict)
    pushes: dict[int, deque[datetime]] = field(default_factory=dict)
    waiting: dict[int, list[Line]] = field(default_factory=dict)
    plans: deque[_Planned] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Begin with nothing told."""
        self.year = Year(self.manner)

    def run(self, days: Iterable[int]) -> Year:
        """Plan each night and send when offices are open; return what became of everything."""
        for day in days:
            readers = self.nightly.personas.readers(day, self.manner)
            silenced = self._silenced(readers, day)
            found = self.nightly.found(day, readers, self.manner)
            rules = found.rules
            self._plan(day, found, readers, silenced)
            self._roundups(day, readers, silenced)
            if not is_office_holiday(date.fromordinal(day)):
                while self.plans:
                    self._send(self.plans.popleft(), day, rules, readers, silenced)
            self._tell_everybody(day, readers, silenced)
        return self.year

    def _tell_everybody(self, day: int, readers: Readers, silenced: frozenset[int]) -> None:
        """Hint at what offices tell everybody; only what is no disaster takes of the budget."""
        some = self.nightly.broadcasts.get(day, ())
        if not some:
            return
        now, towns = self._now(day), readers.towns()
        for broadcast in sorted(some, key=lambda one: not one.habit.disaster):
            told = hinted(broadcast, readers.wishes, town_of=towns, used=self._used(now), silenced=silenced)
            self.year.hinted += told
            for one in told:
                if not one.disaster:
                    self.pushes.setdefault(one.person, deque()).append(now)

    def _silenced(self, readers: Readers, day: int) -> frozenset[int]:
        homes = {home for home, first, last in self.nightly.nights.states.silences if first <= day <= last}
        if not homes:
            return frozenset()
        block = self.nightly.nights.block
        home_of = block.household_of
        return frozenset(
            one for one, row in readers.adults.items() if int(block.household_ids[home_of[row]]) in homes
        )

    def _now(self, day: int) -> datetime:
        return datetime.combine(date.fromordinal(day), datetime.min.time(), TOKYO).replace(hour=self.hour)

    def _used(self, now: datetime) -> dict[int, int]:
        found = {}
        for person, times in self.pushes.items():
            while times and times[0] <= now - WINDOW:
                times.popleft()
            found[person] = len(times)
        return found

    def _placed(
        self, candidates: Candidates, rules: Rules, readers: Readers, silenced: frozenset[int], now: datetime
    ) -> Placed:
        names = np.array(rules.programs)
        columns, items = rules.columns(names[np.unique(candidates.program)].tolist())
        ids = np.unique(candidates.person[candidates.person > 0])
        recipients = readers.recipients(ids, items, used=self._used(now), silenced=silenced)
        return place(candidates, recipients, columns, now=now)

    def _plan(self, day: int, found: Found, readers: Readers, silenced: frozenset[int]) -> None:
        them = found.candidates
        new = np.array([pair not in self.told for pair in _pairs(them)], np.bool_)
        if not new.any():
            return
        some, occasions = _chosen(them, new), _of(found.occasions, new)
        placed = self._placed(some, found.rules, readers, silenced, self._now(day))
        kept = np.isin(placed.decision, [_PLACINGS.index(one) for one in (Placing.PUSH, Placing.SHELF)])
        for row in np.flatnonzero(~kept).tolist():
            self._hold(day, some, occasions, placed, row)
        if kept.any():
            only = Placed(*(getattr(placed, name)[kept] for name in Placed.__dataclass_fields__))
            self.plans.append(_Planned(day, _chosen(some, kept), _of(occasions, kept), only))
            self.year.planned += int(kept.sum())

    def _hold(self, day: int, them: Candidates, occasions: tuple[str, ...], placed: Placed, row: int) -> None:
        """Note what is held back: once, however many nights it comes up again."""
        at = (int(them.person[row]), int(them.dedupe[row]))
        held = int(placed.held_for[row])
        if self.held.get(at) != held:
            self.held[at] = held
            self.year.lines.append(_line(day, them, occasions, placed, row)._replace(planned=False))

    def _send(
        self, plan: _Planned, day: int, rules: Rules, readers: Readers, silenced: frozenset[int]
    ) -> None:
        them = plan.candidates
        if is_stale(date.fromordinal(plan.on), date.fromordinal(day)):
            self.year.lines += [
                _line(day, them, plan.occasions, plan.placed, row)._replace(expired=True)
                for row in range(len(them.person))
            ]
            return
        now = self._now(day)
        placed = self._placed(them, rules, readers, silenced, now)
        for row, pair in enumerate(_pairs(them)):
            line = _line(day, them, plan.occasions, placed, row)
            if pair in self.told:
                # A night of a long weekend planned it too.
                line = line._replace(placing=Placing.HELD, held_for=HeldFor.DUPLICATE, channels=0)
            planned = _PLACINGS[int(plan.placed.decision[row])]
            if line.placing is Placing.PUSH and planned is Placing.SHELF:
                # Nothing gets further than was approved.
                line = line._replace(
                    placing=Placing.SHELF, held_for=_HELD[int(plan.placed.held_for[row])], channels=0
                )
            self._settle(line, int(them.dedupe[row]), now)

    def _settle(self, line: Line, dedupe: int, now: datetime) -> None:
        self.year.lines.append(line)
        if line.placing not in (Placing.PUSH, Placing.SHELF):
            return
        self.told.add((line.person, dedupe))
        if line.is_pushed:
            self.pushes.setdefault(line.person, deque()).append(now)
        elif line.held_for in (HeldFor.ROUNDUP, HeldFor.BUDGET):
            self.waiting.setdefault(line.person, []).append(line)

    def _roundups(self, day: int, readers: Readers, silenced: frozenset[int]) -> None:
        """Tell what waited to those whose day it is, where their budget has room."""
        now = self._now(day)
        used = self._used(now) if self.waiting else {}
        weekday = date.fromordinal(day).weekday()
        for person in sorted(self.waiting):
            wishes = readers.wishes.get(person)
            if wishes is None or wishes.roundup_day != weekday or person in silenced:
                continue
            if used.get(person, 0) >= wishes.budget:
                continue
            told = self.waiting.pop(person)
            ways = wishes.channels & (0xFF ^ Channel.LETTER.bit) if wishes.shielded else wishes.channels
            moment = allowed_at(now, *_QUIET)
            self.year.roundups.append(Roundup(day, person, told[-1].municipality, ways, len(told)))
            self.pushes.setdefault(person, deque()).append(moment)


def _line(day: int, them: Candidates, occasions: tuple[str, ...], placed: Placed, row: int) -> Line:
    return Line(
        day,
        int(them.person[row]),
        int(them.about[row]),
        int(them.municipality[row]),
        int(them.rule[row]),
        int(them.program[row]),
        occasions[row],
        _PLACINGS[int(placed.decision[row])],
        _HELD[int(placed.held_for[row])],
        int(placed.channels[row]),
        int(them.deadline[row]),
    )


def _pairs(them: Candidates) -> Iterable[tuple[int, int]]:
    return zip(them.person.tolist(), them.dedupe.tolist(), strict=True)


def _of(texts: tuple[str, ...], rows: Array) -> tuple[str, ...]:
    return tuple(text for text, is_chosen in zip(texts, rows.tolist(), strict=True) if is_chosen)


def _chosen(them: Candidates, rows: Array) -> Candidates:
    return replace(them, **{name: getattr(them, name)[rows] for name in Candidates.__dataclass_fields__})
