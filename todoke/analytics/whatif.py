"""What if a rule changed: everybody answered with the rules before and after, and compared (影響の試算).

Only programs whose fingerprint changes are evaluated. Both rulebooks are asked about the same day and the same
facts, so that whatever differs is due to the rule.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from todoke.analytics import ages
from todoke.analytics.changing import Change
from todoke.analytics.effect import Cell, Effect, ProgramEffect
from todoke.analytics.money import Money, per_row, total
from todoke.analytics.moves import FAILED, KINDS, NO, OPEN, YES, kinds, moves_of, states
from todoke.analytics.source import Residents
from todoke.engines.port import Engine, ProgramAnswers
from todoke.residents.block import Array, Block
from todoke.residents.taking import take
from todoke.rules.programs import Program
from todoke.rules.rulebook import Rulebook

_PURSES = ("year", "once", "loan")
_BANDS = ages.UNKNOWN + 1


@dataclass(slots=True)
class _Tally:
    """What was counted of one program so far."""

    program: Program
    counts: dict[str, Array] = field(default_factory=dict)
    held: Array = field(default_factory=lambda: np.zeros((2, 2), np.int64))
    money: list[Money] = field(default_factory=lambda: [Money(), Money(), Money()])
    squares: Array = field(default_factory=lambda: np.zeros(3))
    failure: str | None = None


def whatif(
    change: Change,
    residents: Residents,
    *,
    on: date,
    engine: Engine,
    name: str = "",
    sample: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Effect:
    """Return the effect of a change on everybody, or on about ``sample`` residents drawn household by household."""
    began = time.perf_counter()
    affected = change.affected(on)
    tallies = {one: _Tally(_program(change, one)) for one in affected}
    asked = 0
    for municipality in residents.municipalities if affected else ():
        for block in _drawn(residents.blocks(municipality), sample, residents.persons):
            asked += block.persons
            _count(tallies, block, change, on, engine)
        if progress is not None:
            progress(municipality)
    effects = [_effect(tally) for tally in tallies.values()]
    return Effect(
        on=on,
        population=name,
        residents=asked if affected else residents.persons,
        programs=tuple(one for one in effects if not one.moves.is_nothing or one.failure),
        unmoved=tuple(one.name for one in effects if one.moves.is_nothing and not one.failure),
        seconds=round(time.perf_counter() - began, 3),
    )


def _program(change: Change, program_id: str) -> Program:
    content = change.after.content.programs
    return (content if program_id in content else change.before.content.programs)[program_id].program


def _drawn(blocks: Iterable[Block], sample: int | None, persons: int) -> Iterator[Block]:
    """Yield the blocks, or a part of each block's households: the same part whenever it is drawn."""
    share = 1.0 if sample is None or not persons else min(1.0, sample / persons)
    for block in blocks:
        if share >= 1:
            yield block
            continue
        # A household is drawn by its number alone, so that both sides and later draws see the same ones.
        mixed = (block.household_ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
        chosen = np.flatnonzero(mixed < np.uint64(share * (1 << 24)))
        if len(chosen):
            yield take(block, chosen)


def _count(tallies: dict[str, _Tally], block: Block, change: Change, on: date, engine: Engine) -> None:
    before = _asked(engine, block, change.before, on, tallies)
    after = _asked(engine, block, change.after, on, tallies)
    bands = {"person": ages.bands(block, "person", on), "household": ages.bands(block, "household", on)}
    for program_id, tally in tallies.items():
        one, other = before.get(program_id), after.get(program_id)
        unit = tally.program.subject
        rows = block.persons if unit == "person" else block.households
        was, now = (_states(answers, rows) for answers in (one, other))
        differs = _money(tally, one, other, rows, was, now)
        kind = kinds(was, now, differs)
        counted = np.bincount(bands[unit] * KINDS + kind, minlength=_BANDS * KINDS).reshape(_BANDS, KINDS)
        tally.counts[block.municipality] = tally.counts.get(block.municipality, 0) + counted
        tally.held += [[np.sum(was == YES), np.sum(now == YES)], [np.sum(was == OPEN), np.sum(now == OPEN)]]
        homes = block.household_of if unit == "person" else np.arange(rows)
        left = was == YES
        for side, moved in enumerate(((now == YES) & ~left, left & (now == NO), left & (now == OPEN))):
            if moved.any():
                tally.squares[side] += float((np.bincount(homes[moved]) ** 2).sum())
        if tally.failure is None and ((now == FAILED) & (was != FAILED)).any():
            tally.failure = (other and other.message) or "規則を計算できない住民がいます"


def _asked(
    engine: Engine, block: Block, book: Rulebook, on: date, tallies: dict[str, _Tally]
) -> dict[str, ProgramAnswers]:
    known = tuple(one for one in tallies if one in book.content.programs)
    return {one.program_id: one for one in engine.answers(block, book, on=on, programs=known)}


def _states(answers: ProgramAnswers | None, rows: int) -> Array:
    return np.zeros(rows, np.int64) if answers is None else states(answers, rows)


def _money(
    tally: _Tally,
    before: ProgramAnswers | None,
    after: ProgramAnswers | None,
    rows: int,
    was: Array,
    now: Array,
) -> Array:
    """Add up what is paid before and after; return the rows whose amount differs.

    The difference is worked out row by row: where neither the answer nor the interval changes it is nothing,
    however wide the interval.
    """
    differs = np.zeros(rows, np.bool_)
    for purse in _PURSES:
        one, other = (
            (np.zeros(rows), np.zeros(rows)) if answers is None else per_row(answers, rows, purse)
            for answers in (before, after)
        )
        moved = (one[0] != other[0]) | (one[1] != other[1])
        differs |= moved
        moved |= was != now
        # Without an upper bound on either side nothing can be said of the difference, and it is counted so.
        bounded = np.isfinite(one[1]) & np.isfinite(other[1])
        least, most = np.zeros(rows), np.zeros(rows)
        np.subtract(other[0], one[1], out=least, where=moved & bounded)
        np.subtract(other[1], one[0], out=most, where=moved & bounded)
        least[moved & ~bounded], most[moved & ~bounded] = -np.inf, np.inf
        for place, (low, high) in enumerate((one, other)):
            tally.money[place] += Money(**{purse: total(low, high)})
        tally.money[2] += Money(**{purse: total(least, most)})
    return differs


def _effect(tally: _Tally) -> ProgramEffect:
    cells = tuple(
        Cell(municipality, band, found)
        for municipality, counts in sorted(tally.counts.items())
        for band in range(_BANDS)
        if (found := moves_of(counts[band])).kept or not found.is_nothing
    )
    return ProgramEffect(
        program_id=tally.program.id,
        name=tally.program.name.ja,
        unit=tally.program.subject,
        cells=cells,
        eligible=(int(tally.held[0, 0]), int(tally.held[0, 1])),
        undetermined=(int(tally.held[1, 0]), int(tally.held[1, 1])),
        before=tally.money[0],
        after=tally.money[1],
        difference=tally.money[2],
        errors=tuple(np.sqrt(tally.squares).tolist()),
        failure=tally.failure,
    )
