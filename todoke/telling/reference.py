"""What planning means (基準の計算): one person at a time, in plain Python; the columns are held equal to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from todoke.telling.budget import NO_DEADLINE, Claim, allot
from todoke.telling.candidates import HeldFor, Placing
from todoke.telling.channels import Channel
from todoke.telling.quiet import TOKYO, allowed_at, first_useful_deadline
from todoke.telling.reach import Decision
from todoke.telling.roundups import earliest_that_waits


class Candidate(NamedTuple):
    """What one person could be told."""

    rule: int
    program: int
    about: int
    municipality: int
    deadline: date | None
    value: float
    dedupe: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is known of the person; see candidates.Recipients."""

    none: bool = False
    topics: int = -1
    channels: int = 15
    budget: int = 4
    used: int = 0
    quiet_from: int = 21 * 60
    quiet_until: int = 8 * 60
    roundup_day: int = -1
    is_silenced: bool = False
    is_shielded: bool = False
    is_dead: bool = False
    agreed: frozenset[int] = frozenset()
    """Items, by their place."""


@dataclass(frozen=True, slots=True)
class PlainRules:
    """What must be known of rules and programs; see planner.RuleColumns."""

    reach: Mapping[tuple[int, int], Decision]
    """By municipality (0: any other) and program."""
    items: Mapping[int, frozenset[int]]
    topics: Mapping[int, int]
    channels: Mapping[int, int]
    outside: frozenset[int] = frozenset()
    stopped: frozenset[tuple[int, int]] = frozenset()

    def reach_in(self, municipality: int, program: int) -> Decision:
        """Return how far a program reaches in a municipality."""
        return self.reach.get((municipality, program), self.reach[0, program])


class PlacedOne(NamedTuple):
    """What becomes of one candidate."""

    decision: Placing
    held_for: HeldFor = HeldFor.NOTHING
    channels: int = 0
    when: datetime | None = None


def place_one(
    candidates: Sequence[Candidate], recipient: Recipient | None, rules: PlainRules, *, now: datetime
) -> list[PlacedOne]:
    """Return what becomes of everything one person could be told; None is somebody nobody reads for."""
    placed: dict[int, PlacedOne] = {}
    for place, one in enumerate(candidates):
        reason = _held(one, recipient, rules)
        if reason is not None:
            placed[place] = reason
    if recipient is None:
        return [placed[place] for place in range(len(candidates))]
    today = now.astimezone(TOKYO).date()
    claims = sorted(
        (_claim(place, one, today) for place, one in enumerate(candidates) if place not in placed),
        key=lambda claim: claim.order,
    )
    seen: set[int] = set()
    waiting: list[Claim] = []
    for claim in claims:
        one = candidates[claim.place]
        if one.dedupe in seen:
            placed[claim.place] = PlacedOne(Placing.HELD, HeldFor.DUPLICATE)
            continue
        seen.add(one.dedupe)
        shelf = _shelf(one, recipient, rules, now)
        if shelf is not None:
            placed[claim.place] = PlacedOne(Placing.SHELF, shelf)
        elif one.rule in rules.outside:
            placed[claim.place] = _pushed(one, recipient, rules, now)
        elif _waits(one, recipient, rules, now):
            placed[claim.place] = PlacedOne(Placing.SHELF, HeldFor.ROUNDUP)
        else:
            waiting.append(claim)
    has_roundup = recipient.roundup_day >= 0
    chosen, rest = allot(recipient.budget, recipient.used, waiting, has_roundup=has_roundup)
    for claim in chosen:
        placed[claim.place] = _pushed(candidates[claim.place], recipient, rules, now)
    for claim in rest:
        placed[claim.place] = PlacedOne(Placing.SHELF, HeldFor.BUDGET)
    return [placed[place] for place in range(len(candidates))]


def _held(one: Candidate, recipient: Recipient | None, rules: PlainRules) -> PlacedOne | None:
    """Return what keeps it from reaching the person at all, or None."""
    if rules.reach_in(one.municipality, one.program) is Decision.SEARCH:
        return PlacedOne(Placing.SEARCH, HeldFor.REACH)
    if recipient is None:
        return PlacedOne(Placing.NONE, HeldFor.NO_READER)
    if recipient.is_dead:
        return PlacedOne(Placing.HELD, HeldFor.DEATH)
    if recipient.is_silenced:
        return PlacedOne(Placing.HELD, HeldFor.SILENCE)
    if not rules.stopped.isdisjoint({(one.rule, 0), (one.rule, one.municipality)}):
        return PlacedOne(Placing.HELD, HeldFor.STOPPED)
    if not rules.items[one.program] <= recipient.agreed:
        return PlacedOne(Placing.HELD, HeldFor.CONSENT)
    return None


def _shelf(one: Candidate, recipient: Recipient, rules: PlainRules, now: datetime) -> HeldFor | None:
    """Return why it stays on the shelf instead of being pushed, budget apart, or None."""
    if rules.reach_in(one.municipality, one.program) is Decision.SHELF:
        return HeldFor.REACH
    if not rules.channels[one.rule]:
        return HeldFor.REACH
    when = _when(one, recipient, rules, now)
    if one.deadline is not None and one.deadline < first_useful_deadline(when.date()):
        return HeldFor.TOO_LATE
    if recipient.none:
        return HeldFor.NONE
    if not recipient.topics & rules.topics[one.program]:
        return HeldFor.TOPIC
    if not recipient.channels & rules.channels[one.rule]:
        return HeldFor.CHANNEL
    if not _ways(one, recipient, rules):
        return HeldFor.SHIELD
    return None


def _waits(one: Candidate, recipient: Recipient, rules: PlainRules, now: datetime) -> bool:
    """Return whether it comes in the roundup the person chose a day for: not what would be too late by then."""
    if recipient.roundup_day < 0:
        return False
    told_on = _when(one, recipient, rules, now).date()
    return one.deadline is None or one.deadline >= earliest_that_waits(told_on, recipient.roundup_day)


def _ways(one: Candidate, recipient: Recipient, rules: PlainRules) -> int:
    """Return the channels: no letter goes to the address of somebody a shield stands around."""
    ways = recipient.channels & rules.channels[one.rule]
    return ways & ~Channel.LETTER.bit if recipient.is_shielded else ways


def _when(one: Candidate, recipient: Recipient, rules: PlainRules, now: datetime) -> datetime:
    if one.rule in rules.outside:
        return now.astimezone(TOKYO)
    return allowed_at(now, recipient.quiet_from, recipient.quiet_until)


def _pushed(one: Candidate, recipient: Recipient, rules: PlainRules, now: datetime) -> PlacedOne:
    when = _when(one, recipient, rules, now)
    moved = when != now
    ways = _ways(one, recipient, rules)
    return PlacedOne(Placing.PUSH, HeldFor.QUIET if moved else HeldFor.NOTHING, ways, when)


def _claim(place: int, one: Candidate, today: date) -> Claim:
    left = NO_DEADLINE if one.deadline is None else (one.deadline - today).days
    return Claim(left, one.value, one.rule, one.program, one.about, place)
