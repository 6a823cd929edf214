"""A few households of several municipalities answered together get what each municipality gets alone."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.factories import rules as make
from tests.factories.blocks import DAYS, block_of_seeds, household_of_any_kind
from tests.factories.content import content, rulebook
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.columnar.together import Everywhere, slices_of
from todoke.engines.comparing import differences
from todoke.engines.port import ProgramAnswers
from todoke.nights.run.scope import in_scope
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.residents.taking import take
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, Household, Member
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import Choices, Value, interval

ENGINE = ColumnarEngine()
TOWNS = ("131016", "131121", "132080", "133639")
Parts = Sequence[tuple[Block, tuple[str, ...]]]


def disagreements(parts: Parts, book: Rulebook, on: date, *, details: bool = True) -> list[str]:
    """Return what is answered differently together than one municipality after another."""
    together = ENGINE.answers_together(parts, book, on=on, details=details)
    found: list[str] = []
    for (block, programs), answers in zip(parts, together, strict=True):
        alone = list(ENGINE.answers(block, book, on=on, programs=programs, details=details))
        assert [one.program_id for one in answers] == list(programs)
        for one, other in zip(answers, alone, strict=True):
            found += [f"{block.municipality} {line}" for line in differences(one, other, block)]
            found += _otherwise_told(one, other)
    return found


def _otherwise_told(one: ProgramAnswers, other: ProgramAnswers) -> list[str]:
    """Return what only those see who look at details that one has and the other has not."""
    told = [(each.rows is None, each.open_rows is None, each.message, each.version) for each in (one, other)]
    return [] if told[0] == told[1] else [f"{one.program_id}: {told[0]} ≠ {told[1]}"]


def in_force(of: Content, municipality: str, on: date) -> tuple[str, ...]:
    return in_scope(of, municipality, on, of.programs)


def born(block: Block, on: date) -> Block:
    """Return the households of whom nobody is certainly born after a day."""
    births = block.columns.get(BIRTH_DATE)
    if births is None:
        return block
    late = np.asarray(births.said) & (births.low > on.toordinal())
    return take(block, np.setdiff1d(np.arange(block.households), block.household_of[late]))


@pytest.mark.parametrize("on", DAYS[::3], ids=str)
def test_households_of_several_municipalities_get_what_they_get_alone(on: date) -> None:
    place = 40 * DAYS.index(on)
    blocks = [
        born(block_of_seeds(range(place + 10 * at, place + 10 * at + 10), content(), DAYS[0], code), on)
        for at, code in enumerate(TOWNS)
    ]
    parts = [(block, in_force(content(), block.municipality, on)) for block in blocks]
    assert disagreements(parts, rulebook(), on) == []


@pytest.mark.slow
def test_all_municipalities_at_once_with_one_household_each() -> None:
    codes = sorted(content().municipalities)
    parts = [
        (
            born(block_of_seeds([900 + at], content(), DAYS[0], code), DAYS[0]),
            in_force(content(), code, DAYS[0]),
        )
        for at, code in enumerate(codes)
    ]
    parts = [one for one in parts if one[0].households]
    assert len(parts) > 50
    assert disagreements(parts, rulebook(), DAYS[0]) == []


def test_without_details_the_answers_are_the_same() -> None:
    blocks = [
        born(block_of_seeds(range(500 + at, 512 + at), content(), DAYS[0], code), DAYS[0])
        for at, code in zip((0, 20, 40), TOWNS, strict=False)
    ]
    parts = [(block, in_force(content(), block.municipality, DAYS[0])) for block in blocks]
    assert disagreements(parts, rulebook(), DAYS[0], details=False) == []


def test_each_municipality_is_answered_for_its_own_programs_in_its_own_order() -> None:
    blocks = [
        born(block_of_seeds(range(600 + at, 606 + at), content(), DAYS[0], code), DAYS[0])
        for at, code in zip((0, 20, 40), TOWNS, strict=False)
    ]
    chance = random.Random(2)
    parts = []
    for block in blocks:
        programs = list(in_force(content(), block.municipality, DAYS[0]))
        chance.shuffle(programs)
        parts.append((block, tuple(programs[:60])))
    assert disagreements(parts, rulebook(), DAYS[0]) == []
    assert disagreements([(blocks[0], ()), (blocks[1], parts[1][1])], rulebook(), DAYS[0]) == []


def test_who_is_not_born_yet_in_one_municipality_changes_nothing_in_another() -> None:
    on = date(2026, 3, 30)
    blocks = []
    for at, code in enumerate(TOWNS[:3]):
        households = [
            _without_town(household_of_any_kind(700 + 10 * at + k, content(), on)) for k in range(8)
        ]
        if at == 1:
            households = [
                replace(
                    one,
                    members=(
                        *one.members,
                        Member("late", "child", {BIRTH_DATE: date(2026, 3, 31), "person.sex": "female"}),
                    ),
                )
                for one in households
            ]
        blocks.append(block_of(households, code, content()))
    parts = [(block, in_force(content(), block.municipality, on)) for block in blocks]
    assert disagreements(parts, rulebook(), on) == []


def _without_town(household: Household) -> Household:
    return replace(household, facts={k: v for k, v in household.facts.items() if k != MUNICIPALITY})


# --- programs of a few lines -------------------------------------------------------------------------------------

CHIYODA, CHUO, MINATO = "131016", "131024", "131032"
SMALL = make.content("""
facts:
  - {id: person.birth_date, label: x, type: {kind: date}}
  - {id: person.salary, label: x, type: {kind: money, basis: gross}}
  - {id: person.hours, label: x, type: {kind: number, unit: hours}}
  - {id: person.work, label: x, type: {kind: code, codes: {none: x, employed: x, own: x, school: x}}}
  - {id: person.dependants, label: x, type: {kind: number, unit: people, maximum: 20}}
  - {id: household.rent, label: x, type: {kind: money, basis: rent}}
  - {id: household.of_chuo, label: x, type: {kind: boolean},
     derive: {eq: [{fact: household.municipality}, "131024"]}}
  - {id: person.near, label: x, type: {kind: boolean}, derive: {fact: household.of_chuo}}
programs:
  salary: {subject: person, versions: [{conditions: {c: {lt: [{fact: person.salary}, 3000000]}},
    amounts: {a: {subtract: [3000000, {fact: person.salary}]}}}]}
  hours: {subject: person, versions: [{conditions: {c: {lt: [{fact: person.hours}, 20]}},
    amounts: {a: {multiply: [{fact: person.hours}, 7]}}}]}
  work: {subject: person, versions: [{conditions: {c: {in: [{fact: person.work}, [employed, school]]}}}]}
  rent: {versions: [{conditions: {c: {ge: [{fact: household.rent}, 50000]}},
    amounts: {a: {multiply: [{fact: household.rent}, {count: {who: everyone}}]}}}]}
  failing: {subject: person, versions: [{conditions: {c: {lt: [{divide: [6, {fact: person.dependants}]}, 4]}}}]}
  here: {versions: [{conditions: {c: {in: [{fact: household.municipality}, ["131024", "131032"]]}}}]}
  near: {subject: person, versions: [{conditions: {c: {fact: person.near}},
    amounts: {a: {case: [{when: {fact: household.of_chuo}, then: 5}, {then: 6}]}}}]}
  local: {local: {limit: {label: x, type: {kind: money, basis: gross}}},
    versions: [{conditions: {c: {lt: [{fact: person.salary}, {local: limit}]}}}]}
  extra: {versions: [{conditions: {c: {ge: [{fact: household.rent}, 1]}}}]}
  said: {offered_everywhere: false, versions: [{conditions: {c: {ge: [{fact: household.rent}, 60000]}}}]}
  of-two: {area: ["131016", "131032"], versions: [{conditions: {c: {ge: [{fact: household.rent}, 1]}}}]}
  asks-local: {versions: [{conditions: {c: {eligible: local}, d: {eligible: salary}}}]}
  asks-said: {versions: [{conditions: {c: {not: {eligible: said}}}}]}
  asks-asking: {subject: person, versions: [{conditions: {c: {eligible: asks-said}}}]}
  asks-of-two: {versions: [{conditions: {c: {eligible: of-two}}}]}
overlays:
  "131016":
    local: {change: 1, local: {limit: [{from: 2020-01-01, value: 2000000}]}}
    said: {change: 1, offered: true}
  "131024":
    local: {change: 1, local: {limit: [{from: 2020-01-01, value: 4000000}]}}
    said: {change: 1, offered: false}
    extra: {change: 1, conditions: [{id: own, label: x, when: {ge: [{fact: household.rent}, 60000]}, cite: {law: x}}]}
""")
BOOK = Rulebook(SMALL)


def drawn(seed: int, code: str, count: int = 25, *, more: int = 3) -> Block:
    """Return households of a municipality with at most ``more`` members besides the one who asks."""
    chance = random.Random(f"{seed} {code}")

    def told() -> dict[str, Value]:
        salary = chance.choice((0, 2_500_000, 3_000_000, 5_000_000))
        found: dict[str, Value] = {
            BIRTH_DATE: date(chance.randint(1950, 2020), 5, 5),
            "person.salary": salary if chance.random() < 0.8 else interval(salary, salary + 10**6),
            "person.hours": chance.randint(1, 40),
            "person.work": chance.choice(("none", "employed", "own", Choices(frozenset({"own", "school"})))),
            "person.dependants": chance.randint(0, 3),
        }
        return {name: value for name, value in found.items() if chance.random() < 0.9}

    households = []
    for _ in range(count):
        others = [Member(f"m{k}", "child", told()) for k in range(chance.randint(0, more))]
        rent: dict[str, Value] = {"household.rent": chance.choice((40_000, 55_000, 70_000))}
        households.append(
            Household((Member("m", "self", told()), *others), rent if chance.random() < 0.9 else {})
        )
    return block_of(households, code, SMALL)


def parts_of(*blocks: Block) -> Parts:
    return [(block, in_force(SMALL, block.municipality, make.TODAY)) for block in blocks]


@pytest.mark.parametrize("seed", range(8))
def test_what_municipalities_say_of_programs_stays_their_own(seed: int) -> None:
    blocks = [drawn(seed, code) for code in (CHIYODA, CHUO, MINATO, "131041")]
    assert disagreements(parts_of(*blocks), BOOK, make.TODAY) == []
    random.Random(seed).shuffle(blocks)
    assert disagreements(parts_of(*blocks[:2]), BOOK, make.TODAY) == []


@pytest.mark.parametrize("more", [0, 1])
def test_people_who_live_alone_beside_those_who_do_not(more: int) -> None:
    blocks = [drawn(3, CHIYODA, more=0), drawn(4, CHUO, more=more), drawn(5, MINATO, more=0)]
    assert disagreements(parts_of(*blocks), BOOK, make.TODAY) == []


def test_one_municipality_twice_and_one_household_alone() -> None:
    blocks = [drawn(1, CHUO), drawn(2, CHUO, count=1), drawn(3, CHIYODA, count=1), drawn(4, CHUO)]
    assert disagreements(parts_of(*blocks), BOOK, make.TODAY) == []
    assert disagreements(parts_of(*blocks[:2]), BOOK, make.TODAY) == []
    assert disagreements(parts_of(blocks[2]), BOOK, make.TODAY) == []


def test_columns_said_in_other_parts_of_a_unit_or_by_other_codes() -> None:
    plain, fine = drawn(7, CHIYODA), drawn(8, CHUO)
    hours = fine.columns["person.hours"]
    coarse = replace(hours, low=hours.low // hours.scale, scale=1)
    coarse = replace(coarse, high=coarse.low)
    work = plain.columns["person.work"]
    order = list(reversed(range(len(work.entries))))
    turned = replace(
        work,
        low=np.array(order, work.low.dtype)[work.low],
        entries=tuple(work.entries[place] for place in order),
    )
    turned = replace(turned, high=turned.low)
    other = replace(fine, columns={**fine.columns, "person.hours": coarse})
    renamed = replace(plain, columns={**plain.columns, "person.work": turned})
    silent = drawn(9, MINATO)
    silent = replace(
        silent,
        columns={
            name: said for name, said in silent.columns.items() if name in (BIRTH_DATE, "household.rent")
        },
    )
    uniform = replace(drawn(9, "131041"), columns={})
    assert disagreements(parts_of(renamed, other, silent, uniform), BOOK, make.TODAY) == []
    assert disagreements(parts_of(silent, other, renamed), BOOK, make.TODAY) == []


def test_failures_stay_with_those_who_fail() -> None:
    blocks = [drawn(11, CHIYODA), drawn(12, CHUO), drawn(13, MINATO)]
    dependants = blocks[1].columns["person.dependants"]
    for value in (0, 3):
        same = replace(dependants, low=np.array(value), high=np.array(value), said=True)
        same = replace(same, high=same.low)
        all_alike = replace(blocks[1], columns={**blocks[1].columns, "person.dependants": same})
        parts = parts_of(blocks[0], all_alike, blocks[2])
        assert disagreements(parts, BOOK, make.TODAY) == []
        together = ENGINE.answers_together(parts, BOOK, on=make.TODAY)
        (failing,) = [one for one in together[1] if one.program_id == "failing"]
        assert bool(np.all(failing.failed)) is (value == 0)


def test_only_programs_that_are_the_same_in_all_municipalities_are_asked_of_all_at_once() -> None:
    everywhere = Everywhere(ENGINE.plan(BOOK, make.TODAY))
    shared = {name for name in SMALL.programs if everywhere.holds(name)}
    assert shared == {"salary", "hours", "work", "rent", "failing", "here", "near", "said"}


def test_rows_of_joined_blocks_follow_one_another() -> None:
    blocks = [drawn(1, CHIYODA, count=3), drawn(2, CHUO, count=2)]
    (persons, households), (others, other_households) = slices_of(blocks)
    assert (persons.start, persons.stop) == (0, blocks[0].persons)
    assert (others.start, others.stop) == (blocks[0].persons, blocks[0].persons + blocks[1].persons)
    assert (households, other_households) == (slice(0, 3), slice(3, 5))
