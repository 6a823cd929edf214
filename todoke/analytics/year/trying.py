"""A whole year tried (1年の試し): lived, asked about, planned and sent, in several manners."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from todoke.analytics.year.answering import Asking, ask_every_day
from todoke.analytics.year.assuming import read_assumptions
from todoke.analytics.year.broadcasting import Habit, drawn, read_habits
from todoke.analytics.year.living import live
from todoke.analytics.year.nightly import Nights
from todoke.analytics.year.personas import Manner, Personas
from todoke.analytics.year.spans import cuts
from todoke.analytics.year.states import States
from todoke.analytics.year.telling import Gather, Nightly, Rules, Trying, Year
from todoke.population.assumptions import Assumptions
from todoke.rules.rulebook import Rulebook
from todoke.telling.occasions import Occasion
from todoke.telling.reach import Reached
from todoke.telling.rules import NoticeRules
from todoke.telling.spreading import looked_ahead

AHEAD_DAYS = 36
"""So far ahead a night looks for deadlines, beginnings and ends (planning.windows)."""

OTHER_BUDGETS = (1, 2, 4, 8)


class AllRules(Rules, Protocol):
    """The rules of notices, with how far each program reaches."""

    @property
    def rules(self) -> NoticeRules:
        """Return the rules themselves."""
        ...

    def reached(self, program_id: str, area: str = "") -> Reached:
        """Return how far a program reaches."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be tried."""

    personas: int = 1000
    seed: int = 1
    since: date = date(2026, 4, 1)
    days: int = 365
    programs: tuple[str, ...] | None = None
    budget: int | None = None


@dataclass(slots=True)
class Trial:
    """Everything that came of it."""

    order: Order
    book: Rulebook
    rules: AllRules
    stated: Assumptions
    personas: Personas
    years: dict[str, Year] = field(default_factory=dict)
    """By the key of its manner: ``asked`` is the one that was asked for."""
    reached: dict[str, Reached] = field(default_factory=dict)
    habits: tuple[Habit, ...] = ()
    """What offices are assumed to tell everybody."""
    broadcasts: int = 0
    """How many notices to everybody the year held."""

    @property
    def year(self) -> Year:
        """Return the year as it was asked for."""
        return self.years["asked"]


Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many steps of how many are done."""


def try_year(
    order: Order,
    *,
    book: Rulebook,
    rules: AllRules,
    gather: Gather,
    data: Path,
    quiet_days: int,
    workers: int = 2,
    progress: Progress | None = None,
    work: Path | None = None,
) -> Trial:
    """Return a year of notices; the same order and data give the same.

    Everything on disk lies in a folder that is thrown away, below ``work`` where it is given. Raises as
    ``population.making.make``, AssumptionError, AnsweringError.
    """
    say = progress or _nobody_hears
    stated = read_assumptions(data)
    habits = read_habits(data)
    steps = len(cuts(order.since, order.days + 1))
    done = [0]

    def lived() -> None:
        done[0] += 1
        say("暮らす", done[0], steps)

    with tempfile.TemporaryDirectory(prefix=".simulating-", dir=work) as folder:
        # A night is compared with the one before, so everybody lives from a day earlier.
        states = live(
            order.personas,
            order.seed,
            since=order.since,
            days=order.days + 1,
            content=book.content,
            source=data / "population",
            stated=stated,
            quiet_days=quiet_days,
            work=Path(folder),
            step=lived,
        )
    return try_states(
        order,
        states,
        book=book,
        rules=rules,
        gather=gather,
        stated=stated,
        habits=habits,
        workers=workers,
        progress=say,
    )


def _nobody_hears(_what: str, _done: int, _of: int) -> None:
    """Hear of progress, and do nothing."""


def try_states(
    order: Order,
    states: States,
    *,
    book: Rulebook,
    rules: AllRules,
    gather: Gather,
    stated: Assumptions,
    habits: tuple[Habit, ...] = (),
    workers: int = 1,
    progress: Progress = _nobody_hears,
) -> Trial:
    """Return a year of notices to people who live as ``states`` say; raises AnsweringError."""
    first = order.since.toordinal()
    last = first + order.days
    asked = programs_of(order, book, rules)
    programs = [book.content.programs[one].program for one in asked]
    nearest, _, _ = looked_ahead(rules.rules, programs)
    asking = Asking(states, book, asked, _detailed(asked, book, rules), AHEAD_DAYS, nearest)
    days = range(first, last + AHEAD_DAYS + 1)
    counted = [0]

    def answered(count: int) -> None:
        counted[0] += count
        progress("判定する", counted[0], len(days))

    answers = ask_every_day(asking, days, workers=workers, progress=answered)
    nights = Nights(asking, answers)
    personas = Personas(states, stated, order.seed, since=first, until=last + 1)
    trial = Trial(order, book, rules, stated, personas, reached={one: rules.reached(one) for one in asked})
    areas = sorted(book.content.municipalities)
    broadcasts = drawn(habits, areas, order.seed, since=order.since, days=order.days)
    trial.habits, trial.broadcasts = habits, sum(map(len, broadcasts.values()))
    nightly = Nightly(nights, personas, gather, broadcasts=broadcasts)
    hour = int(stated.number("desk.hour"))
    manners = manners_of(order)
    for place, manner in enumerate(manners):
        trial.years[manner.key] = Trying(nightly, hour, manner).run(range(first + 1, last + 1))
        progress("送る", place + 1, len(manners))
    return trial


def manners_of(order: Order) -> list[Manner]:
    """Return in which manners a year is tried: as it was asked for first."""
    name = "ご本人の希望どおり" if order.budget is None else f"全員30日に{order.budget}通まで"
    found = [Manner("asked", name, order.budget)]
    if order.budget is not None:
        found.append(Manner("wishes", "ご本人の希望どおり"))
    found += [
        Manner(f"budget-{number}", f"全員30日に{number}通まで", number)
        for number in OTHER_BUDGETS
        if number != order.budget
    ]
    found.append(Manner("no-budget", "上限なし", 250))
    found.append(Manner("at-once", "日を分けずに知らせる", order.budget, at_once=True))
    found.append(Manner("everybody", "全員が全部を希望(上限4通)", 4, everybody=True))
    found.append(Manner("everybody-no-budget", "全員が全部を希望(上限なし)", 250, everybody=True))
    found.append(
        Manner(
            "everybody-at-once",
            "全員が全部を希望(上限なし、日を分けない)",
            250,
            everybody=True,
            at_once=True,
        )
    )
    return found


def programs_of(order: Order, book: Rulebook, rules: AllRules) -> tuple[str, ...]:
    """Return the programs somebody could be told of, in the order of the rulebook."""
    known = {id_ for rule in rules.rules for id_ in rule.programs}
    topics = {topic for rule in rules.rules for topic in rule.topics}
    return tuple(
        program_id
        for program_id, loaded in book.content.programs.items()
        if (order.programs is None or program_id in order.programs)
        and rules.reached(program_id).decision.value != "search"
        and (program_id in known or not topics.isdisjoint(loaded.program.topics))
    )


def _detailed(asked: tuple[str, ...], book: Rulebook, rules: AllRules) -> frozenset[str]:
    """Return the programs of which another amount is told."""
    return frozenset(
        one
        for one in asked
        if rules.rules.for_occasion(Occasion.AMOUNT, book.content.programs[one].program) is not None
        and any(version.amounts for version in book.content.programs[one].versions)
    )
