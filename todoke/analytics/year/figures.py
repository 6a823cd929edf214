"""What a year came to, in numbers (1年の数字): for each persona, sender, day, way, program and rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from todoke.analytics.year.telling import Line, Year
from todoke.analytics.year.trying import Trial
from todoke.base.calendar import is_office_holiday
from todoke.telling.budget import WINDOW
from todoke.telling.candidates import HeldFor, Placing
from todoke.telling.channels import channels_of

WITHIN_DAYS = 21
"""Two notices of the same program about the same child within so many days count as telling the same twice."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many got how many: counts by number of notices, and what is read off them."""

    counts: Counter[int]

    @property
    def people(self) -> int:
        """Return how many there are."""
        return sum(self.counts.values())

    @property
    def notices(self) -> int:
        """Return how many notices that makes."""
        return sum(number * people for number, people in self.counts.items())

    @property
    def mean(self) -> float:
        """Return the mean; 0 of nobody."""
        return self.notices / self.people if self.people else 0.0

    @property
    def most(self) -> int:
        """Return the most anybody got."""
        return max(self.counts, default=0)

    def at(self, share: float) -> int:
        """Return what so many of all at most got.

        >>> Spread(Counter({0: 5, 2: 4, 9: 1})).at(0.9)
        2
        """
        reached = 0
        for number in sorted(self.counts):
            reached += self.counts[number]
            if reached >= share * self.people:
                return number
        return 0

    def classes(self) -> list[tuple[str, int]]:
        """Return the counts in few classes: one by one up to six, then wider."""
        bounds = [*range(7), 7, 10, 13, 20, 30, 10**6]
        found = []
        for low, high in pairwise(bounds):
            name = str(low) if high == low + 1 else f"{low}〜{high - 1}" if high < 10**6 else f"{low}〜"
            found.append(
                (name, sum(people for number, people in self.counts.items() if low <= number < high))
            )
        while len(found) > 4 and not found[-1][1]:
            found.pop()
        return found


@dataclass(frozen=True, slots=True)
class People:
    """The personas of a year: ids of those of the first day, those there to the end, who came, who left."""

    started: frozenset[int]
    stayed: frozenset[int]
    came: frozenset[int]
    left: frozenset[int]
    takers: frozenset[int]
    """Who asked for notices, of all who were there on any day."""
    parents: frozenset[int]
    """Who was told about a child on the first or the last day."""

    @property
    def everybody(self) -> frozenset[int]:
        """Return all who were there on any day."""
        return self.started | self.came


def people_of(trial: Trial) -> People:
    """Return the personas of a trial."""
    personas = trial.personas
    first = trial.order.since.toordinal() + 1
    last = trial.order.since.toordinal() + trial.order.days
    begun, ended = set(personas.adults(first)), set(personas.adults(last))
    ever = {
        int(one)
        for one, birth in zip(personas.ids.tolist(), personas.birth.tolist(), strict=True)
        if one not in personas.states.beside and birth <= last - 18 * 365.25
    }
    parents = personas.parents(first) | personas.parents(last)
    takers = frozenset(one for one in ever if personas.wishes(one, is_parent=one in parents).channels)
    started = frozenset(begun)
    return People(
        started, started & ended, frozenset(ever - begun), frozenset(started - ended), takers, parents & ever
    )


def pushed(year: Year) -> Iterator[tuple[int, int, int, int]]:
    """Yield day, person, municipality and ways of everything that was hinted at, roundups as one."""
    for line in year.lines:
        if line.is_pushed:
            yield line.day, line.person, line.municipality, line.channels
    for roundup in year.roundups:
        yield roundup.day, roundup.person, roundup.municipality, roundup.channels


def everything(year: Year) -> Iterator[tuple[int, int, int, int]]:
    """Yield the same of all that was hinted at: of what was told to everybody too, disasters or not."""
    yield from pushed(year)
    for one in year.hinted:
        yield one.day, one.person, int(one.sender), one.channels


def counted(year: Year) -> Iterator[tuple[int, int, int, int]]:
    """Yield the same of all that takes of the budget: everything but disasters."""
    yield from pushed(year)
    for one in year.hinted:
        if not one.disaster:
            yield one.day, one.person, int(one.sender), one.channels


def per_person(year: Year, persons: Iterable[int]) -> Spread:
    """Return how many hints each of these persons got in the year."""
    got = Counter(person for _, person, _, _ in everything(year))
    return Spread(Counter(got[person] for person in persons))


def per_day(year: Year, trial: Trial) -> dict[date, int]:
    """Return the hints of each day, days without any too."""
    return _by_day(everything(year), trial)


def per_day_planned(year: Year, trial: Trial) -> dict[date, int]:
    """Return the same of what plans and roundups told: without notices to everybody."""
    return _by_day(pushed(year), trial)


def busiest(days: dict[date, int]) -> tuple[date, int]:
    """Return the day with most hints, the first of them, and how many."""
    day = max(days, key=lambda one: (days[one], -one.toordinal()))
    return day, days[day]


def most_on_a_day(year: Year) -> int:
    """Return the most anybody got on one day of what plans told."""
    return max(Counter((day, person) for day, person, _, _ in pushed(year)).values(), default=0)


def per_habit(year: Year) -> dict[str, tuple[int, int]]:
    """Return of each kind of notice to everybody how many hints it made, and to how many persons."""
    persons: dict[str, list[int]] = defaultdict(list)
    for one in year.hinted:
        persons[one.habit].append(one.person)
    return {habit: (len(some), len(set(some))) for habit, some in persons.items()}


def _by_day(some: Iterable[tuple[int, int, int, int]], trial: Trial) -> dict[date, int]:
    found = {trial.order.since + timedelta(ahead): 0 for ahead in range(1, trial.order.days + 1)}
    for day, _, _, _ in some:
        found[date.fromordinal(day)] += 1
    return found


def closed_days(days: Iterable[date]) -> frozenset[date]:
    """Return the days on which offices are closed."""
    return frozenset(day for day in days if is_office_holiday(day))


def per_sender(year: Year) -> Counter[str]:
    """Return the hints by municipality, in whose name they went."""
    return Counter(f"{municipality:06d}" for _, _, municipality, _ in everything(year))


def per_way(year: Year) -> Counter[str]:
    """Return the hints by way; one that goes two ways counts with both."""
    return Counter(way.value for _, _, _, ways in everything(year) for way in channels_of(ways))


@dataclass(slots=True)
class Fate:
    """What became of the notices of one program or rule."""

    pushed: int = 0
    shelved: int = 0
    budget: int = 0
    roundup: int = 0
    too_late: int = 0
    expired: int = 0
    held: int = 0
    persons: int = 0


def fates(year: Year, key: str) -> dict[tuple[int, str], Fate]:
    """Return what became of everything by ``program`` or ``rule`` and occasion."""
    found: dict[tuple[int, str], Fate] = defaultdict(Fate)
    persons: dict[tuple[int, str], set[int]] = defaultdict(set)
    for line in year.lines:
        at = (line.program if key == "program" else line.rule, line.occasion)
        fate = found[at]
        if line.expired:
            fate.expired += 1
        elif line.placing is Placing.PUSH:
            fate.pushed += 1
            persons[at].add(line.person)
        elif line.placing is Placing.SHELF:
            fate.shelved += 1
            fate.budget += line.held_for is HeldFor.BUDGET
            fate.roundup += line.held_for is HeldFor.ROUNDUP
            fate.too_late += line.held_for is HeldFor.TOO_LATE
        elif line.held_for is not HeldFor.DUPLICATE:
            fate.held += 1
    for at, some in persons.items():
        found[at].persons = len(some)
    return dict(found)


def because(year: Year, held_for: HeldFor) -> list[Line]:
    """Return the lines that were kept back for a reason, by day."""
    chosen = [line for line in year.lines if line.held_for is held_for and not line.expired]
    return sorted(chosen, key=lambda line: (line.day, line.person, line.program))


def expired(year: Year) -> list[Line]:
    """Return the lines whose plan was too old to be approved and who were not told later either."""
    told = {
        (line.person, line.about, line.program, line.occasion)
        for line in year.lines
        if not line.expired and line.placing in (Placing.PUSH, Placing.SHELF)
    }
    return [
        line
        for line in year.lines
        if line.expired and (line.person, line.about, line.program, line.occasion) not in told
    ]


def most_in_window(year: Year) -> int:
    """Return the most hints anybody got in any 30 days in a row, disasters apart."""
    days: dict[int, list[int]] = defaultdict(list)
    for day, person, _, _ in counted(year):
        days[person].append(day)
    most = 0
    for some in days.values():
        some.sort()
        first = 0
        for place, day in enumerate(some):
            while some[first] <= day - WINDOW.days:
                first += 1
            most = max(most, place - first + 1)
    return most


def collisions(year: Year) -> Counter[tuple[str, str]]:
    """Return how often two hints came to one person on one day, by the two rules' places and occasions, as texts."""
    together: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in year.lines:
        if line.is_pushed:
            together[line.person, line.day].append(line)
    found: Counter[tuple[str, str]] = Counter()
    for some in together.values():
        for one, other in combinations(sorted(some, key=lambda line: (line.occasion, line.program)), 2):
            found[one.occasion, other.occasion] += 1
    return found


def told_twice(year: Year) -> Counter[tuple[int, str, str]]:
    """Return how often one program was told twice about one child within three weeks: program, first, second."""
    by_matter: dict[tuple[int, int, int], list[Line]] = defaultdict(list)
    for line in year.lines:
        if line.is_pushed:
            by_matter[line.person, line.about, line.program].append(line)
    found: Counter[tuple[int, str, str]] = Counter()
    for (_, _, program), some in by_matter.items():
        ordered = sorted(some, key=lambda line: (line.day, line.occasion))
        for one, other in pairwise(ordered):
            if other.day - one.day <= WITHIN_DAYS:
                found[program, one.occasion, other.occasion] += 1
    return found


NEVER = ("login", "none", "consent", "topic", "channel", "budget", "roundup", "expired", "too_late", "other")


def never_reached(trial: Trial, persons: Sequence[int]) -> tuple[int, Counter[str]]:
    """Return of how many personas something could have been pushed, and why those never reached were not.

    Could have been: it was, when everybody asked for everything and there was no budget.
    """
    could = {person for _, person, _, _ in pushed(trial.years["everybody-no-budget"])} & set(persons)
    reached = {person for _, person, _, _ in pushed(trial.year)}
    parents = people_of(trial).parents
    lines: dict[int, set[str]] = defaultdict(set)
    for line in trial.year.lines:
        lines[line.person].add("expired" if line.expired else line.held_for.value)
    found: Counter[str] = Counter()
    for person in sorted(could - reached):
        wishes = trial.personas.wishes(person, is_parent=person in parents)
        why = "none" if wishes.none else "login" if not wishes.logs_in else ""
        if not why:
            why = next((one for one in NEVER if one in lines[person]), "other")
        found[why] += 1
    return len(could), found
