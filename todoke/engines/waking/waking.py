"""Which programs stand as on another day, and whom to work out again although nothing was said anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np

from todoke.engines.fingerprints import Fingerprints
from todoke.engines.waking.noticing import Notes, Noticing
from todoke.engines.waking.sayings import Sayings
from todoke.engines.waking.unsaid import Unsaid
from todoke.engines.waking.walking import written
from todoke.engines.waking.watches import DAYS, FIRST, Crossings, Watch
from todoke.residents.block import Array, Block
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.reading import dated_value
from todoke.rules.evaluation.run import exact
from todoke.rules.household import BIRTH_DATE
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import ProgramOverlay, Version
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import EARLIEST, LATEST

_LAYOUT = "1"
_MOST_KEPT = 8
"""Of so many municipalities (or sets of programs) it is kept which days wake."""


@dataclass(frozen=True, slots=True)
class _Stirring:
    """Which days of one date fact wake (bool, one per day there is), and whether a fact left unsaid does."""

    days: Array
    unsaid: bool
    beside: frozenset[str] = frozenset()
    """Date facts that wake a household in which somebody's birth was left unsaid, where they lie ahead."""


class Waking:
    """How the programs of some content rest on the day ``on``."""

    def __init__(self, content: Content, on: date, *, fingerprints: Fingerprints | None = None) -> None:
        """Look at nothing yet: each program is looked at when it is first asked.

        ``fingerprints`` of the content on the day spare working out what they know already.
        """
        self._like = fingerprints
        self._content, self.on = content, on
        self._sayings = Sayings(content, on)
        self._noticing = Noticing(content, self._sayings)
        self._crossings = Crossings(on, self._sayings.value)
        self._fingerprints: dict[str, Fingerprints] = {}
        self._notes: dict[tuple[str, str], tuple[Notes, tuple[str, ...]]] = {}
        self._own: dict[tuple[str, str, bool], Notes] = {}
        self._keys: dict[tuple[str, str], str | None] = {}
        self._common_keys: dict[tuple[str, bool], str] = {}
        self._stirring: dict[tuple[date, str, frozenset[str]], dict[str, _Stirring]] = {}

    def __reduce__(self) -> tuple[type[Waking], tuple[Content, date]]:
        """Travel to another process without what was found out: functions are made again there."""
        return Waking, (self._content, self.on)

    def key(self, program_id: str, municipality: str) -> str | None:
        """Return what a program's answers rest on besides households: equal on two days where it is the same.

        None where it must be worked out for everybody every day.
        """
        at = (program_id, municipality)
        if at not in self._keys:
            noted = self._noted(program_id, municipality)
            self._keys[at] = None if noted[0].restless else self._key(program_id, municipality, noted)
        return self._keys[at]

    def restless(self, program_id: str, municipality: str) -> tuple[str, ...]:
        """Return the nodes (as JSON) that mention the day in a way that cannot be watched."""
        return tuple(dict.fromkeys(self._noted(program_id, municipality)[0].restless))

    def watches(self, program_id: str, municipality: str) -> frozenset[Watch]:
        """Return what of each household's days a program looks at."""
        return frozenset(self._noted(program_id, municipality)[0].watches)

    def awake(self, block: Block, since: date, programs: Iterable[str]) -> Array:
        """Return the households (bool, h) to work out again because days passed between ``since`` and today.

        The answers of all others are those of ``since``, for each of the programs whose key was the same then.
        """
        found = np.zeros(block.households, np.bool_)
        if since == self.on or not block.households:
            return found
        for fact_id, stirring in self._stirred(since, block.municipality, frozenset(programs)).items():
            rows = _stirred_rows(block, fact_id, stirring)
            if isinstance(rows, bool):
                found |= rows
            elif fact_id.startswith("household"):
                found[rows] = True
            else:
                found[np.searchsorted(block.first, rows, side="right") - 1] = True
            if stirring.beside and not stirring.unsaid:
                found |= _beside(block, stirring.beside, min(since, self.on).toordinal())
        return found

    def _stirred(self, since: date, municipality: str, programs: frozenset[str]) -> dict[str, _Stirring]:
        at = (since, municipality, programs)
        found = self._stirring.get(at)
        if found is None:
            watches: set[Watch] = set()
            unsaid = Unsaid()
            for program_id in programs:
                notes, _ = self._noted(program_id, municipality)
                if not notes.restless:
                    watches |= notes.watches
                    unsaid.add(notes.unsaid)
            while len(self._stirring) >= _MOST_KEPT:
                del self._stirring[next(iter(self._stirring))]
            found = self._stirring[at] = self._stirring_of(watches, unsaid, since, municipality)
        return found

    def _stirring_of(
        self, watches: set[Watch], births: Unsaid, since: date, municipality: str
    ) -> dict[str, _Stirring]:
        days: dict[str, Array] = {BIRTH_DATE: np.zeros(DAYS, np.bool_)}
        for fact_id, places in self._crossings.of(self._set(watches, municipality), since):
            if fact_id not in days:
                days[fact_id] = np.zeros(DAYS, np.bool_)
            days[fact_id][places] = True
        # Who is born between both days is there on one of them only.
        early, late = sorted((since.toordinal(), self.on.toordinal()))
        # Beside somebody born on the earlier day, a birth that nobody said may lie behind from the next day on.
        days[BIRTH_DATE][early + (not births.compares) - FIRST : late + 1 - FIRST] = True
        found = {}
        for fact_id, mask in days.items():
            unsaid = any(mask[end - FIRST] for end in self._ends(fact_id))
            if unsaid or mask.any():
                found[fact_id] = _Stirring(mask, unsaid)
        flips = any(self._crossings.flips_unsaid(one, since) for one in self._set(births.ends, municipality))
        stirring = found[BIRTH_DATE]
        found[BIRTH_DATE] = replace(
            stirring, unsaid=stirring.unsaid or flips or bool(births.loose), beside=frozenset(births.beside)
        )
        return found

    def _ends(self, fact_id: str) -> Iterator[int]:
        """Yield what bounds a date fact that nobody said."""
        otherwise = self._content.facts[fact_id].otherwise
        for end in (EARLIEST, LATEST, otherwise):
            if isinstance(end, date):
                yield min(max(end.toordinal(), FIRST), FIRST + DAYS - 1)

    def _set(self, watches: set[Watch], municipality: str) -> Iterator[Watch]:
        """Yield watches with the values a municipality set; nothing can be told of one that it did not set."""
        for watch in watches:
            if not isinstance(watch.limit, n.Local):
                yield watch
                continue
            values = self._overlay(watch.program, municipality).local.get(watch.limit.local, ())
            if (value := dated_value(values, self.on)) is not None:
                yield replace(watch, limit=exact(value), program="")

    def _overlay(self, program_id: str, municipality: str) -> ProgramOverlay:
        overlay = self._content.overlays.get(municipality)
        return _NOTHING if overlay is None else overlay.programs.get(program_id, _NOTHING)

    def _version(self, program_id: str, municipality: str) -> Version | None:
        """Return the rule that answers for somebody on the day, if any does."""
        loaded = self._content.programs.get(program_id)
        if loaded is None or program_id in self._content.broken_programs:
            return None
        began = loaded.program.began
        if self._overlay(program_id, municipality).offered is False or (began and self.on < began):
            return None
        try:
            return loaded.version_on(self.on)
        except NotEncodedError:
            return None

    def _noted(self, program_id: str, municipality: str) -> tuple[Notes, tuple[str, ...]]:
        """Return what a program and those it asks mention, and the names of them all."""
        # Where a municipality says nothing of any of them, it is as everywhere.
        common = self._notes.get((program_id, ""))
        if common is None:
            common = self._notes[program_id, ""] = self._gathered(program_id, "")
        overlay = self._content.overlays.get(municipality)
        if overlay is None or overlay.programs.keys().isdisjoint(common[1]):
            return common
        found = self._notes.get((program_id, municipality))
        if found is None:
            found = self._notes[program_id, municipality] = self._gathered(program_id, municipality)
        return found

    def _gathered(self, program_id: str, municipality: str) -> tuple[Notes, tuple[str, ...]]:
        found = Notes()
        waiting, seen = [program_id], []
        while waiting:
            one = waiting.pop()
            seen.append(one)
            notes = self._own_notes(one, municipality, amounts=one == program_id)
            found.add(notes)
            waiting += [other for other in notes.programs if other not in seen and other not in waiting]
        return found, tuple(sorted(seen))

    def _own_notes(self, program_id: str, municipality: str, *, amounts: bool) -> Notes:
        local = municipality if self._overlay(program_id, municipality) is not _NOTHING else ""
        at = (program_id, local, amounts)
        if at not in self._own:
            self._own[at] = self._noticing.of(
                self._expressions(program_id, municipality, amounts=amounts), program_id
            )
        return self._own[at]

    def _expressions(self, program_id: str, municipality: str, *, amounts: bool) -> Iterator[Any]:
        version = self._version(program_id, municipality)
        if version is None:
            return
        yield version.among
        for condition in (*version.conditions, *self._overlay(program_id, municipality).conditions):
            yield condition.when
        for amount in version.amounts if amounts else ():
            yield amount.when
            yield amount.value

    def _key(self, program_id: str, municipality: str, noted: tuple[Notes, tuple[str, ...]]) -> str:
        notes, programs = noted
        overlay = self._content.overlays.get(municipality)
        overlaid = {} if overlay is None else overlay.programs
        own = {one: overlaid[one] for one in programs if one in overlaid}
        inside = self._is_in_area(program_id, municipality)
        common = self._common_keys.get((program_id, inside)) if not own else None
        if common is not None:
            return common
        of_place = municipality if any(said.conditions for said in own.values()) else ""
        told = [
            _LAYOUT,
            self._fingerprint(program_id, of_place),
            inside,
            [one for one in programs if one in self._content.broken_programs],
            [(one, self._said(said)) for one, said in own.items()],
            [(text, self._sayings.told(node)) for text, node in sorted(notes.said.items())],
        ]
        found = blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
        if not own:
            self._common_keys[program_id, inside] = found
        return found

    def _is_in_area(self, program_id: str, municipality: str) -> bool:
        loaded = self._content.programs.get(program_id)
        return loaded is None or not loaded.program.area or municipality in loaded.program.area

    def _said(self, own: ProgramOverlay) -> list[Any]:
        """Return what a municipality says of a program today that changes an answer."""
        values = [
            (name, str(dated_value(values, self.on)), type(dated_value(values, self.on)).__name__)
            for name, values in sorted(own.local.items())
        ]
        conditions = [
            (one.id, written(one.when) if isinstance(one.when, n.Node) else str(one.when))
            for one in own.conditions
        ]
        return [own.offered, values, conditions]

    def _fingerprint(self, program_id: str, municipality: str) -> str:
        """Return the fingerprint of a program without what other municipalities say of it."""
        found = self._fingerprints.get(municipality)
        if found is None:
            kept = {code: one for code, one in self._content.overlays.items() if code == municipality}
            book = Rulebook(replace(self._content, overlays=kept))
            found = Fingerprints(book, self.on, like=self._like)
            self._fingerprints[municipality] = found
        return found.program(program_id)


_NOTHING = ProgramOverlay()


def _stirred_rows(block: Block, fact_id: str, stirring: _Stirring) -> Array | bool:
    """Return the rows of a fact that wake, ascending, or whether all of them do."""
    few = _few_stirred(block, fact_id, stirring)
    if few is not None:
        return few
    column = block.columns.get(fact_id)
    if column is None or column.said is False:
        return stirring.unsaid
    rows = _crossed(stirring.days, column.low)
    if not column.is_exact:
        rows = rows | _crossed(stirring.days, column.high)
    if column.said is not True:
        rows = rows | ~column.said if stirring.unsaid else rows & column.said
    if not rows.ndim:
        return bool(rows)
    return np.flatnonzero(rows)


def _few_stirred(block: Block, fact_id: str, stirring: _Stirring) -> Array | None:
    """Return the rows that wake where only those that are stored one by one may."""
    uncommon = getattr(block.columns, "uncommon", None)
    if uncommon is None or stirring.unsaid or fact_id not in block.columns:
        return None
    found = uncommon(fact_id)
    if found is None or _crossed(stirring.days, found.usual):
        return None
    rows: Array = found.rows[_crossed(stirring.days, found.values)]
    said: Array = rows[found.said(rows)]
    return said


def _crossed(mask: Array, days: Any) -> Array:
    found: Array = mask.take(np.asarray(days) - FIRST, mode="clip")
    return found


def _beside(block: Block, facts: Iterable[str], first: int) -> Array:
    """Return the households with a birth that nobody said in which one of some days is said not to lie before one."""
    births = block.columns.get(BIRTH_DATE)
    unsaid = np.ones(1, np.bool_) if births is None else ~np.asarray(births.said)
    ahead = np.zeros(block.households, np.bool_)
    for fact_id in facts:
        column = block.columns.get(fact_id)
        if column is not None and column.said is not False and unsaid.any():
            ahead |= _in_households(block, fact_id, (column.high >= first) & column.said)
    return ahead & _in_households(block, BIRTH_DATE, unsaid) if ahead.any() else ahead


def _in_households(block: Block, fact_id: str, rows: Array) -> Array:
    """Return the households in which some rows of a fact are true."""
    if fact_id.startswith("household"):
        return np.broadcast_to(rows, (block.households,))
    found = np.zeros(block.households, np.bool_)
    places = np.flatnonzero(np.broadcast_to(rows, (block.persons,)))
    found[np.searchsorted(block.first, places, side="right") - 1] = True
    return found
