"""From what changed and what comes up to candidates (候補): which rule tells it, to whom, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from todoke.apps.planning.ports import Readers
from todoke.apps.planning.queries.reception import Reception
from todoke.apps.planning.rulings import Rulings
from todoke.apps.planning.windows import PlanDays
from todoke.base.fiscal import FiscalYear
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.aligned.changes import Changes, Kind, Reason
from todoke.nights.stored.entitled import Entitled
from todoke.residents.block import Array
from todoke.telling.candidates import Candidates
from todoke.telling.occasions import Occasion
from todoke.telling.planner import dedupe_of
from todoke.telling.rules import NoticeRule
from todoke.telling.spreading import CHANGES_AHEAD

_OCCASIONS = {Kind.GAINED: Occasion.GAINED, Kind.LOST: Occasion.LOST, Kind.AMOUNT: Occasion.AMOUNT}
_COMING = {
    Coming.DEADLINE: Occasion.DEADLINE,
    Coming.ENDS: Occasion.ENDS,
    Coming.BEGINS: Occasion.BEGINS,
}
_SAME_NEWS = {Occasion.GAINED: Occasion.BEGINS, Occasion.ALREADY: Occasion.BEGINS}
"""Who was told that it begins soon, or found it on the shelf, is not told again when it has begun."""


@dataclass(slots=True)
class Gathered:
    """Candidates with the reasons their numbers mean, and how many occasions no rule tells of."""

    candidates: Candidates
    reasons: list[dict[str, Any]] = field(default_factory=list)
    untold: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By occasion and program."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Alike in everything but persons."""

    rule: NoticeRule
    program_id: str
    municipality: str
    unit: str
    occasion: Occasion
    about: Array
    deadline: Array
    reason: Array
    turn: Array | int | None = None
    """What tells it from the same news told before, where its occasion alone does not; of many, by row."""


def gather(
    changes: Iterable[Changes],
    coming: Iterable[Soon],
    rulings: Rulings,
    *,
    already: Iterable[Entitled] = (),
    received: Iterable[tuple[Reception, Entitled]] = (),
    last: date | None = None,
    readers_about: Readers,
    addressee_of_households: Readers,
) -> Gathered:
    """Return the candidates; a person about whom nobody reads is told to person 0, who is in no list.

    ``already`` is what those can receive who begin to listen only now, ``received`` what the registry says of the
    days ahead, with those it matters to. ``last`` is the day planned for before this one, None the day before.
    """
    gathered = Gathered(_empty())
    coming = list(coming)
    already = [one for one in (_without_due(one, coming) for one in already) if len(one.ids)]
    window = PlanDays(last or rulings.on - timedelta(1), rulings.on)
    parts = list(_parts(changes, coming, already, received, rulings, window, gathered))
    if not parts:
        return gathered
    by_unit = {"person": readers_about, "household": addressee_of_households}
    columns: list[Candidates] = []
    for unit, readers in by_unit.items():
        chosen = [part for part in parts if part.unit == unit]
        if not chosen:
            continue
        ids = np.unique(np.concatenate([part.about for part in chosen]))
        columns += _of_unit(chosen, ids, *readers(ids, on=rulings.on), rulings)
    names = Candidates.__dataclass_fields__
    gathered.candidates = Candidates(
        **{name: np.concatenate([getattr(one, name) for one in columns]) for name in names}
    )
    return gathered


def _parts(
    changes: Iterable[Changes],
    coming: Iterable[Soon],
    already: Iterable[Entitled],
    received: Iterable[tuple[Reception, Entitled]],
    rulings: Rulings,
    window: PlanDays,
    gathered: Gathered,
) -> Iterator[_Part]:
    known: dict[tuple[Any, ...], int] = {}

    def number(key: tuple[Any, ...], said: dict[str, Any]) -> int:
        if key not in known:
            known[key] = len(gathered.reasons)
            gathered.reasons.append(said)
        return known[key]

    for some in changes:
        occasion = _OCCASIONS[some.kind]
        rule = _rule(occasion, some.program_id, len(some), rulings, gathered)
        if rule is None:
            continue
        numbers = np.array(
            [
                number((occasion, some.program_id, reason), _said(occasion, some.program_id, reason))
                for reason in some.reasons
            ]
            or [number((occasion, some.program_id, None), _said(occasion, some.program_id, None))],
            np.int32,
        )
        of_row = np.zeros(len(some), np.int64) if some.reason_of is None else some.reason_of
        yield _Part(
            rule,
            some.program_id,
            some.municipality,
            some.unit,
            occasion,
            some.ids,
            _days_ahead(some, rulings.on),
            numbers[of_row],
        )
    for soon in coming:
        occasion = _COMING[soon.coming]
        rule = _rule(occasion, soon.program_id, len(soon.ids), rulings, gathered)
        if rule is None:
            continue
        ids, days = soon.ids, np.zeros(len(soon.ids), np.int64) if soon.days is None else soon.days
        if occasion in CHANGES_AHEAD:
            yield from _by_day(soon, rule, occasion, window, number)
            continue
        near = days - rulings.on.toordinal() <= rule.lead_days
        ids, days = ids[near], days[near]
        place = number((occasion, soon.program_id), _said(occasion, soon.program_id, None))
        yield _Part(
            rule,
            soon.program_id,
            soon.municipality,
            soon.unit,
            occasion,
            ids,
            days,
            np.full(len(ids), place, np.int32),
        )
    for one in already:
        rule = _rule(Occasion.ALREADY, one.program_id, len(one.ids), rulings, gathered)
        if rule is None:
            continue
        key = (Occasion.ALREADY, one.program_id)
        place = number(key, _said(Occasion.ALREADY, one.program_id, None))
        count = len(one.ids)
        yield _Part(
            rule,
            one.program_id,
            one.municipality,
            one.unit,
            Occasion.ALREADY,
            one.ids,
            np.zeros(count, np.int64),
            np.full(count, place, np.int32),
        )

    for reception, one in received:
        rule = _rule(reception.occasion, one.program_id, len(one.ids), rulings, gathered)
        if rule is None or (reception.day - rulings.on).days > rule.lead_days:
            continue
        said = _said(reception.occasion, one.program_id, None) | {"reception": reception.milestone.value}
        if reception.begins is not None:
            said["begins"] = reception.begins.isoformat()
        place = number((reception.occasion, one.program_id, reception.milestone), said)
        day = reception.day.toordinal()
        ids = window.come(reception, one, rule)
        count = len(ids)
        yield _Part(
            rule,
            one.program_id,
            one.municipality,
            one.unit,
            reception.occasion,
            ids,
            np.full(count, day if reception.is_last_day else 0, np.int64),
            np.full(count, place, np.int32),
            _turn_of(reception),
        )


def _turn_of(reception: Reception) -> int | None:
    """Return in which turn a day of the registry is told: its own day, of an end the fiscal year it falls in."""
    if reception.occasion is Occasion.ENDS:
        return FiscalYear.of(reception.day).year
    return reception.day.toordinal() if reception.occasion is Occasion.REGISTRY else None


def _by_day(
    soon: Soon, rule: NoticeRule, occasion: Occasion, window: PlanDays, number: Callable[..., int]
) -> Iterator[_Part]:
    """Yield whom it is the day to tell what begins or ends, with the day on which it does."""
    ids, days = window.chosen(soon, rule)
    places = np.zeros(len(ids), np.int32)
    for day in np.unique(days).tolist():
        said = _said(occasion, soon.program_id, None) | {occasion.value: date.fromordinal(day).isoformat()}
        places[days == day] = number((occasion, soon.program_id, day), said)
    years = [FiscalYear.of(date.fromordinal(day)).year for day in days.tolist()]
    yield _Part(
        rule,
        soon.program_id,
        soon.municipality,
        soon.unit,
        occasion,
        ids,
        np.zeros(len(ids), np.int64),
        places,
        np.array(years, np.int64),
    )


def _days_ahead(some: Changes, on: date) -> Array:
    """Return the last days of what is new, 0 where there is none or it went by long ago; amounts have none."""
    if some.deadlines is None or some.kind is Kind.AMOUNT:
        return np.zeros(len(some), np.int64)
    result: Array = np.where(some.deadlines < on.toordinal(), 0, some.deadlines)
    return result


def _without_due(one: Entitled, coming: Iterable[Soon]) -> Entitled:
    """Return it without those who are told of the same program's deadline: that says it all."""
    due = [
        soon.ids
        for soon in coming
        if (soon.coming, soon.municipality, soon.program_id)
        == (Coming.DEADLINE, one.municipality, one.program_id)
    ]
    return replace(one, ids=np.setdiff1d(one.ids, np.concatenate(due))) if due else one


def _rule(
    occasion: Occasion, program_id: str, count: int, rulings: Rulings, gathered: Gathered
) -> NoticeRule | None:
    loaded = rulings.content.programs.get(program_id)
    rule = None if loaded is None else rulings.rules.for_occasion(occasion, loaded.program)
    if rule is None:
        gathered.untold[occasion.value, program_id] += count
    return rule


def _said(occasion: Occasion, program_id: str, reason: Reason | None) -> dict[str, Any]:
    """Return a reason as it is kept: names of conditions and how they stood, never a value."""
    said: dict[str, Any] = {"occasion": occasion.value, "program": program_id}
    if reason is not None:
        said |= {
            "cause": reason.cause.value,
            "flips": [[flip.condition_id, flip.before, flip.after] for flip in reason.flips],
            "presence": reason.presence,
        }
    return said


def _of_unit(
    parts: list[_Part], ids: Array, readers: Array, places: Array, rulings: Rulings
) -> Iterator[Candidates]:
    """Yield candidates: each row once for every reader of whom it is about, or once for person 0."""
    order = np.argsort(places, kind="stable")
    readers, places = readers[order], places[order]
    first = np.searchsorted(places, np.arange(len(ids) + 1))
    counts = np.diff(first)
    position = {program_id: place for place, program_id in enumerate(rulings.programs)}
    year = FiscalYear.of(rulings.on).year
    for part in parts:
        place = np.searchsorted(ids, part.about)
        many = np.maximum(counts[place], 1)
        row = np.repeat(np.arange(len(place)), many)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        is_read = counts[place][row] > 0
        at = np.minimum(first[place][row] + nth, max(len(readers) - 1, 0))
        person = np.where(is_read, readers[at] if len(readers) else 0, 0).astype(np.int64)
        news = _SAME_NEWS.get(part.occasion, part.occasion)
        turn = part.deadline[row] if part.occasion is Occasion.DEADLINE else _turn(part, rulings.on, year)
        if isinstance(part.turn, np.ndarray):
            turn = part.turn[row]
        about = part.about[row].astype(np.int64)
        yield Candidates(
            rule=np.full(len(row), rulings.rules.place[part.rule.id], np.int32),
            program=np.full(len(row), position[part.program_id], np.int32),
            person=person,
            about=about,
            municipality=np.full(len(row), int(part.municipality), np.int32),
            deadline=part.deadline[row].astype(np.int32),
            value=np.full(len(row), part.rule.value, np.float32),
            reason=part.reason[row].astype(np.int32),
            dedupe=np.broadcast_to(
                dedupe_of(_number_of(f"{news}:{part.program_id}:{part.unit}"), about, turn), len(row)
            ),
        )


def _turn(part: _Part, on: date, year: int) -> Array | int:
    """Return in which turn the same news may come again: another month for amounts, else another fiscal year."""
    if part.turn is not None:
        return part.turn
    return on.year * 12 + on.month if part.occasion is Occasion.AMOUNT else year


def _number_of(text: str) -> int:
    """Return a number of 63 bits that stays the same when rules and programs are added."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


def _empty() -> Candidates:
    kinds = {
        "rule": np.int32,
        "program": np.int32,
        "person": np.int64,
        "about": np.int64,
        "municipality": np.int32,
        "deadline": np.int32,
        "value": np.float32,
        "reason": np.int32,
        "dedupe": np.uint64,
    }
    return Candidates(**{name: np.zeros(0, kind) for name, kind in kinds.items()})
