"""The planner in columns says what the reference says for each person, and keeps the budget (C1, C4, C5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from todoke.telling.budget import WINDOW, Claim, allot
from todoke.telling.candidates import Candidates, HeldFor, Placing, Recipients
from todoke.telling.planner import REACHES, RuleColumns, place
from todoke.telling.quiet import TOKYO, first_useful_deadline, wait_minutes
from todoke.telling.reach import Decision
from todoke.telling.reference import Candidate, PlacedOne, PlainRules, Recipient, place_one
from todoke.telling.roundups import earliest_that_waits

TODAY = date(2026, 11, 22)
PROGRAMS, RULES, ITEMS, PEOPLE = 4, 4, 2, 3
AREAS = (132080, 131016)

moments = st.builds(
    lambda minute, second: datetime(2026, 11, 22, tzinfo=TOKYO) + timedelta(minutes=minute, seconds=second),
    st.integers(0, 2 * 24 * 60),
    st.sampled_from((0, 30)),
)
candidates = st.builds(
    Candidate,
    rule=st.integers(0, RULES - 1),
    program=st.integers(0, PROGRAMS - 1),
    about=st.integers(1, 3),
    municipality=st.sampled_from((*AREAS, 999999)),
    deadline=st.none() | st.integers(-3, 40).map(lambda days: TODAY + timedelta(days=days)),
    value=st.sampled_from((0.0, 1.0, 2.5)),
    dedupe=st.integers(0, 5),
)
recipients = st.builds(
    Recipient,
    none=st.sampled_from((False, False, False, True)),
    topics=st.sampled_from((7, 7, 1, 0)),
    channels=st.sampled_from((15, 3, 4, 0)),
    budget=st.integers(0, 5),
    used=st.integers(0, 6),
    quiet_from=st.sampled_from((21 * 60, 0, 600)),
    quiet_until=st.sampled_from((8 * 60, 0, 601)),
    roundup_day=st.integers(-1, 6),
    is_silenced=st.sampled_from((False, False, False, True)),
    is_shielded=st.booleans(),
    is_dead=st.sampled_from((False, False, False, True)),
    agreed=st.sampled_from((frozenset({0, 1}), frozenset({0, 1}), frozenset({0}), frozenset[int]())),
)
rule_sets = st.builds(
    PlainRules,
    reach=st.fixed_dictionaries(
        {(area, program): st.sampled_from(Decision) for area in (0, *AREAS) for program in range(PROGRAMS)}
    ),
    items=st.fixed_dictionaries(
        {program: st.frozensets(st.integers(0, ITEMS - 1)) for program in range(PROGRAMS)}
    ),
    topics=st.fixed_dictionaries({program: st.sampled_from((1, 2, 4, 6)) for program in range(PROGRAMS)}),
    channels=st.fixed_dictionaries({rule: st.sampled_from((15, 15, 4, 1)) for rule in range(RULES)}),
    outside=st.frozensets(st.just(3)),
    stopped=st.frozensets(st.tuples(st.integers(0, RULES - 1), st.sampled_from((0, *AREAS))), max_size=1),
)


def columns_of(them: list[tuple[int, Candidate]]) -> Candidates:
    """Return candidates of several people as columns."""
    one = [candidate for _, candidate in them]
    deadlines = [0 if each.deadline is None else each.deadline.toordinal() for each in one]
    return Candidates(
        rule=np.array([each.rule for each in one], np.int32),
        program=np.array([each.program for each in one], np.int32),
        person=np.array([person for person, _ in them], np.int64),
        about=np.array([each.about for each in one], np.int64),
        municipality=np.array([each.municipality for each in one], np.int32),
        deadline=np.array(deadlines, np.int32),
        value=np.array([each.value for each in one], np.float32),
        reason=np.zeros(len(one), np.int32),
        dedupe=np.array([each.dedupe for each in one], np.uint64),
    )


def recipients_of(them: dict[int, Recipient]) -> Recipients:
    """Return people as columns."""
    ids = sorted(them)
    who = [them[number] for number in ids]
    masks = np.zeros((len(ids), ITEMS), np.uint8)
    for row, one in enumerate(who):
        masks[row, sorted(one.agreed)] = 1
    return Recipients(
        ids=np.array(ids, np.int64),
        none=np.array([one.none for one in who], np.bool_),
        topics=np.array([one.topics for one in who], np.int64),
        channels=np.array([one.channels for one in who], np.uint8),
        budget=np.array([one.budget for one in who], np.uint8),
        used=np.array([one.used for one in who], np.uint8),
        quiet_from=np.array([one.quiet_from for one in who], np.int16),
        quiet_until=np.array([one.quiet_until for one in who], np.int16),
        roundup_day=np.array([one.roundup_day for one in who], np.int8),
        silenced=np.array([one.is_silenced for one in who], np.bool_),
        shielded=np.array([one.is_shielded for one in who], np.bool_),
        dead=np.array([one.is_dead for one in who], np.bool_),
        masks=masks,
    )


def rules_of(plain: PlainRules) -> RuleColumns:
    """Return rules as columns."""
    areas = sorted(AREAS)
    reach = [
        [REACHES.index(plain.reach_in(area, program).value) for program in range(PROGRAMS)]
        for area in (0, *areas)
    ]
    items = [[item in plain.items[program] for item in range(ITEMS)] for program in range(PROGRAMS)]
    return RuleColumns(
        reach=np.array(reach, np.uint8),
        areas=np.array(areas, np.int32),
        items=np.array(items, np.bool_),
        topics=np.array([plain.topics[program] for program in range(PROGRAMS)], np.int64),
        channels=np.array([plain.channels[rule] for rule in range(RULES)], np.uint8),
        outside=np.array([rule in plain.outside for rule in range(RULES)], np.bool_),
        stopped=plain.stopped,
    )


@given(
    st.lists(st.tuples(st.integers(1, PEOPLE), candidates), max_size=14),
    st.dictionaries(st.integers(1, PEOPLE), recipients),
    rule_sets,
    moments,
)
def test_columns_say_what_the_reference_says(
    them: list[tuple[int, Candidate]], people: dict[int, Recipient], rules: PlainRules, now: datetime
) -> None:
    placed = place(columns_of(them), recipients_of(people), rules_of(rules), now=now)

    for person in {number for number, _ in them}:
        rows = [row for row, (number, _) in enumerate(them) if number == person]
        meant = place_one([them[row][1] for row in rows], people.get(person), rules, now=now)
        said = [
            PlacedOne(
                tuple(Placing)[placed.decision[row]],
                tuple(HeldFor)[placed.held_for[row]],
                int(placed.channels[row]),
                datetime.fromtimestamp(int(placed.when[row]), TOKYO) if placed.when[row] else None,
            )
            for row in rows
        ]
        assert said == meant


@given(st.lists(candidates, max_size=14), recipients, rule_sets, moments)
def test_nobody_is_told_what_they_did_not_want(
    them: list[Candidate], who: Recipient, rules: PlainRules, now: datetime
) -> None:
    placed = place_one(them, who, rules, now=now)
    pushed = [(one, line) for one, line in zip(them, placed, strict=True) if line.decision is Placing.PUSH]

    assert sum(one.rule not in rules.outside for one, _ in pushed) <= max(who.budget - who.used, 0)
    for one, line in pushed:
        assert not who.none, "no message to somebody who wants none"
        assert not who.is_dead
        assert not who.is_silenced
        assert rules.items[one.program] <= who.agreed, "every item on the way was agreed to"
        assert rules.reach_in(one.municipality, one.program) is Decision.PUSH
        if who.roundup_day >= 0 and one.rule not in rules.outside:
            told_on = line.when.date() if line.when else TODAY
            assert one.deadline is not None, "what can wait comes in the roundup"
            assert one.deadline < earliest_that_waits(told_on, who.roundup_day)
        assert line.channels, "a push goes some way"
        assert line.channels & ~who.channels == 0, "only ways the person chose"
        assert line.when is not None
        assert line.when >= now
        if one.rule not in rules.outside:
            minute = line.when.hour * 60 + line.when.minute
            assert wait_minutes(minute, who.quiet_from, who.quiet_until) == 0, "not in the quiet hours"
        if one.deadline is not None:
            assert one.deadline >= first_useful_deadline(line.when.date()), "in time to do something"


@given(
    st.integers(1, 6),
    st.integers(-1, 6),
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), max_size=4), max_size=80),
)
def test_in_any_thirty_days_the_budget_holds(
    budget: int, roundup_day: int, nights: list[list[tuple[int, int]]]
) -> None:
    sent: list[date] = []
    rest: list[Claim] = []
    for offset, night in enumerate(nights):
        on = TODAY + timedelta(days=offset)
        used = sum(on - day < WINDOW for day in sent)
        if on.weekday() == roundup_day and rest and used < budget:
            sent.append(on)  # the roundup itself, made before the night's plan
            used, rest = used + 1, []
        waiting = [Claim(days, float(value), 0, 0, 0, row) for row, (days, value) in enumerate(night)]
        chosen, left = allot(budget, used, waiting, has_roundup=roundup_day >= 0)
        sent += [on] * len(chosen)
        rest += left

    for day in sent:
        assert sum(timedelta(0) <= other - day < WINDOW for other in sent) <= budget


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), max_size=8), st.integers(0, 5))
def test_the_urgent_and_the_valuable_go_first(waiting: list[tuple[int, int]], budget: int) -> None:
    claims = [Claim(days, float(value), 0, 0, 0, row) for row, (days, value) in enumerate(waiting)]
    chosen, rest = allot(budget, 0, claims)

    assert len(chosen) == min(budget, len(claims))
    for one in chosen:
        for other in rest:
            assert one.days_left <= other.days_left
            assert one.days_left < other.days_left or one.value >= other.value
