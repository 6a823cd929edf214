"""What comes for a child (これからの制度), from a month of birth, a municipality and the day alone.

Nothing else goes in, so nothing else can come out: two families with the same month in the same municipality are
told the same. The day of birth is known to lie in the month only; what depends on it is told as "may".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from todoke.nights.ahead.deadlines import last_day
from todoke.rules.answers import Outcome
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, Household, Member
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text
from todoke.rules.values import Interval, need

MOST_DAYS = 400
"""Nobody looks further ahead: rules and figures change every spring."""
_CHILD, _ADULT = "child", "self"
_OPEN = {Outcome.ELIGIBLE: True, Outcome.UNDETERMINED: False}


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a program may be received; days are included."""

    program_id: str
    begins: date
    """The first day on which some child of the month may receive it, or the first day looked at."""
    begins_surely: date | None
    """From when on every child of the month does; None where that is not known within the days looked at."""
    is_open: bool
    """Whether it may be received on the first day looked at already."""
    ends: date | None
    """The last day on which every child of the month still does; None where it lasts longer, or on no day all do."""
    ends_at_latest: date | None
    """The last day on which some child of the month may."""
    apply_by: date | None
    """The earliest last day to apply, where the rule counts it from the birth and it is not over."""
    apply_by_at_latest: date | None
    why: tuple[Text, ...]
    """The conditions of the rule that the child meets, in its own words."""

    @property
    def may_begin(self) -> bool:
        """Return whether it is not sure that it begins on its first day."""
        return self.begins_surely != self.begins


def spells_ahead(
    book: Rulebook,
    programs: Sequence[str],
    *,
    municipality: str,
    born: tuple[date, date],
    first: date,
    last: date,
) -> tuple[Spell, ...]:
    """Return the times of these programs from ``first`` to ``last``, in the order of their beginning.

    ``born`` are the first and last day the child may have been born on; a child not born yet gets nothing before.

    Raises ValueError for days or a birth the wrong way round, and for more than ``MOST_DAYS``.
    """
    if born[0] > born[1] or last < first or (last - first).days >= MOST_DAYS:
        raise ValueError("the days are the wrong way round, or too many")
    return _spells(book, tuple(programs), municipality, born, first, last)


def _spells(
    book: Rulebook,
    programs: tuple[str, ...],
    municipality: str,
    born: tuple[date, date],
    first: date,
    last: date,
) -> tuple[Spell, ...]:
    days: dict[str, list[_Day]] = {program_id: [] for program_id in programs}
    for ordinal in range(max(first, born[0]).toordinal(), last.toordinal() + 1):
        for day in _day(book, programs, municipality, born, date.fromordinal(ordinal)):
            days[day.program_id].append(day)
    found = [
        _spell(book, program_id, run, born, first, last)
        for program_id, seen in days.items()
        for run in _runs(seen)
    ]
    return tuple(sorted(found, key=lambda one: (one.begins, one.program_id)))


class _Day(NamedTuple):
    """That a program may be received on a day."""

    program_id: str
    on: date
    is_sure: bool
    why: tuple[Text, ...]


@lru_cache(maxsize=20_000)
def _day(
    book: Rulebook, programs: tuple[str, ...], municipality: str, born: tuple[date, date], on: date
) -> tuple[_Day, ...]:
    """Return what may be received on a day: by the child, or by the household it belongs to."""
    low, high = born[0], min(born[1], on)
    birth = low if low == high else Interval(low, high, need(BIRTH_DATE, _CHILD))
    child = Member(_CHILD, "child", {BIRTH_DATE: birth})
    household = Household((Member(_ADULT, "self"), child), {MUNICIPALITY: municipality})
    return tuple(
        _Day(
            answer.program_id,
            on,
            # Until the month is over the child may still be unborn.
            _OPEN[subject.outcome] and on >= born[1],
            tuple(one.condition.label for one in subject.conditions if one.truth is not False),
        )
        for answer in book.check(household, on=on, programs=programs)
        for subject in answer.subjects
        if subject.member_id in (None, _CHILD) and subject.outcome in _OPEN
    )


def _runs(seen: Sequence[_Day]) -> Iterator[list[_Day]]:
    run: list[_Day] = []
    for one in seen:
        if run and one.on - run[-1].on > timedelta(days=1):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _spell(
    book: Rulebook,
    program_id: str,
    run: Sequence[_Day],
    born: tuple[date, date],
    first: date,
    last: date,
) -> Spell:
    sure = [day.on for day in run if day.is_sure]
    begins, lasts = run[0].on, run[-1].on == last
    # Sure at first and doubtful at the end: the doubt has begun, and who was born early is out already.
    ends = None if not sure or (lasts and sure[-1] == last) else sure[-1]
    apply_by, at_latest = _apply_by(book, program_id, born)
    is_over = at_latest is None or at_latest < max(first, begins)
    told = next((day for day in run if day.is_sure), run[0])
    return Spell(
        program_id=program_id,
        begins=begins,
        begins_surely=sure[0] if sure else None,
        is_open=begins == first,
        ends=ends,
        ends_at_latest=None if lasts else run[-1].on,
        apply_by=None if is_over or apply_by is None else max(apply_by, first),
        apply_by_at_latest=None if is_over else at_latest,
        why=told.why,
    )


def _apply_by(
    book: Rulebook, program_id: str, born: tuple[date, date]
) -> tuple[date, date] | tuple[None, None]:
    deadline = book.content.programs[program_id].program.deadline
    if deadline is None or deadline.event != "birth":
        return None, None
    low, high = last_day(deadline, born[0]), last_day(deadline, born[1])
    return (None, None) if low is None or high is None else (low, high)
