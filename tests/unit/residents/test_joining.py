"""Small blocks put together, also of several municipalities, hold the households they held."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.factories import rules as make
from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content
from todoke.engines.columnar.frames import Run
from todoke.residents.block import Block, Column
from todoke.residents.households import block_of, household_at
from todoke.residents.joining import join
from todoke.residents.stamps import stamps_of
from todoke.residents.taking import take
from todoke.rules.household import Household, Member
from todoke.rules.values import Choices, interval

CHIYODA, CHOFU, MINATO = "131016", "132080", "131032"
SMALL = make.content("""
facts:
  - {id: person.salary, label: x, type: {kind: money, basis: gross}}
  - {id: person.hours, label: x, type: {kind: number, unit: hours}}
  - {id: person.work, label: x, type: {kind: code, codes: {none: x, employed: x, own: x}}}
  - {id: person.since, label: x, type: {kind: date}}
  - {id: household.rent, label: x, type: {kind: money, basis: rent}}
""")


def towns_of(block: Block) -> list[str]:
    """Return the municipality of every household."""
    if block.towns is None:
        return [block.municipality] * block.households
    return [block.towns[0][place] for place in block.towns[1].tolist()]


def without_town(household: Household) -> Household:
    return replace(
        household, facts={k: v for k, v in household.facts.items() if k != "household.municipality"}
    )


@pytest.mark.parametrize(
    "codes", [(CHIYODA, CHOFU, MINATO), (CHIYODA, CHIYODA, CHIYODA)], ids=["three", "one"]
)
def test_every_household_is_the_one_it_was(codes: tuple[str, ...]) -> None:
    blocks = [
        block_of_seeds(range(40 * at, 40 * at + 20), content(), DAYS[0], code)
        for at, code in enumerate(codes)
    ]
    joined = join(blocks)
    wanted = [household_at(block, place, content()) for block in blocks for place in range(block.households)]
    found = [household_at(joined, place, content()) for place in range(joined.households)]
    assert [without_town(one) for one in found] == [without_town(one) for one in wanted]
    assert joined.persons == sum(block.persons for block in blocks)
    assert joined.person_ids.tolist() == [one for block in blocks for one in block.person_ids.tolist()]


def test_each_household_keeps_its_municipality() -> None:
    counts = {CHOFU: 2, CHIYODA: 3, MINATO: 1}
    blocks = [
        block_of_seeds(range(count), content(), DAYS[0], code)
        for code, count in [*counts.items(), (CHOFU, 1)]
    ]
    joined = join(blocks)
    assert joined.municipality == ""
    assert towns_of(joined) == [CHOFU] * 2 + [CHIYODA] * 3 + [MINATO] + [CHOFU]
    assert joined.towns is not None
    assert len(joined.towns[0]) == 3  # each named once
    of_run = Run(joined, DAYS[0].toordinal()).municipality
    assert [of_run.entries[place] for place in np.asarray(of_run.place).tolist()] == towns_of(joined)


def test_blocks_of_one_municipality_make_a_block_of_it() -> None:
    blocks = [block_of_seeds([seed], content(), DAYS[0], CHOFU) for seed in range(3)]
    joined = join(blocks)
    assert (joined.municipality, joined.towns) == (CHOFU, None)
    assert join(blocks[:1]) is blocks[0]


def said_of(*members: dict, rent: int | None = None) -> Household:
    everybody = tuple(
        Member(f"m{place}", "child" if place else "self", facts) for place, facts in enumerate(members)
    )
    return Household(everybody, {} if rent is None else {"household.rent": rent})


def facts_of(block: Block) -> list[dict]:
    households = [household_at(block, place, SMALL) for place in range(block.households)]
    return [dict(member.facts) for one in households for member in one.members]


def in_other_codes(block: Block) -> Block:
    """Return the same block with the codes of a column listed the other way round."""
    work = block.columns["person.work"]
    turned = tuple(reversed(work.entries))
    places = np.array([turned.index(entry) for entry in work.entries], np.uint8)[work.low]
    return replace(
        block, columns={**block.columns, "person.work": Column(places, places, work.said, turned, work.scale)}
    )


def test_codes_and_parts_of_a_unit_need_not_be_the_same() -> None:
    one = block_of(
        [said_of({"person.work": "own", "person.hours": 7}, {"person.work": "none"}, rent=50_000)],
        CHIYODA,
        SMALL,
    )
    other = block_of(
        [
            said_of(
                {"person.work": Choices(frozenset({"own", "none"})), "person.hours": 9},
                {"person.work": "own"},
            )
        ],
        CHOFU,
        SMALL,
    )
    hours = other.columns["person.hours"]
    whole = hours.low // hours.scale
    other = replace(
        other,
        columns={**other.columns, "person.hours": Column(whole, whole, hours.said, (), 1)},
    )
    for blocks in ([one, other], [other, one], [in_other_codes(one), other], [one, in_other_codes(other)]):
        joined = join(blocks)
        assert facts_of(joined) == [facts for block in blocks for facts in facts_of(block)]
        assert joined.columns["person.hours"].scale == hours.scale


def test_exact_and_rough_said_and_unsaid_stand_beside_one_another() -> None:
    exact = block_of(
        [said_of({"person.salary": 5, "person.since": date(2020, 2, 29)}, rent=0)], CHIYODA, SMALL
    )
    rough = block_of(
        [
            said_of(
                {
                    "person.salary": interval(10, float("inf")),
                    "person.since": interval(date(2020, 1, 1), date(2020, 1, 31)),
                }
            )
        ],
        CHOFU,
        SMALL,
    )
    silent = block_of([said_of({}, {})], MINATO, SMALL)
    for blocks in ([exact, rough, silent], [silent, exact], [rough, silent, rough], [silent, silent]):
        joined = join(blocks)
        assert facts_of(joined) == [facts for block in blocks for facts in facts_of(block)]
    assert join([exact, silent]).columns["person.salary"].is_exact
    assert not join([exact, rough]).columns["person.since"].is_exact
    assert join([exact, rough]).columns["person.since"].high.dtype == np.int32


def test_what_all_of_a_block_say_alike_is_said_of_them_only() -> None:
    block = block_of([said_of({"person.work": "own"}, {}), said_of({})], CHIYODA, SMALL)
    alike = Column(np.array(1, np.uint8), np.array(1, np.uint8), True, ("none", "employed", "own"))
    alike = replace(alike, high=alike.low)
    uniform = replace(block, columns={"person.work": alike, "household.rent": _same(7)})
    other = block_of([said_of({"person.work": "own"}, rent=9)], CHOFU, SMALL)
    joined = join([uniform, other])
    assert facts_of(joined) == [{"person.work": "employed"}] * 3 + [{"person.work": "own"}]
    rents = [household_at(joined, place, SMALL).facts["household.rent"] for place in range(3)]
    assert rents == [7, 7, 9]


def _same(value: int) -> Column:
    low = np.array(value)
    return Column(low, low)


def test_a_household_taken_out_again_is_the_same_household() -> None:
    blocks = [
        replace(block_of_seeds(range(30 * at, 30 * at + 10), content(), DAYS[0], code), parents=None)
        for at, code in enumerate((CHIYODA, CHOFU))
    ]
    joined = join(blocks)
    wanted = np.concatenate([stamps_of(block) for block in blocks])
    assert stamps_of(joined).tolist() == wanted.tolist()
    some = take(replace(joined, municipality=CHIYODA, towns=None), np.array([3, 12, 19]))
    assert stamps_of(some).tolist() == wanted[[3, 12, 19]].tolist()


def test_parents_given_by_name_stay_those_of_their_children() -> None:
    def family(named: bool) -> Household:
        child = Member("m2", "child", {}, ("m0",) if named else None)
        return Household((Member("m0", "self", {}), Member("m1", "spouse", {}), child), {})

    with_names = block_of([family(True), family(True)], CHIYODA, SMALL)
    without = block_of([family(False)], CHOFU, SMALL)
    joined = join([without, with_names, without])
    assert joined.parents is not None
    children, parents, named = joined.parents
    assert (children.tolist(), parents.tolist()) == ([5, 8], [3, 6])
    assert np.flatnonzero(named).tolist() == [5, 8]
    assert join([without, without]).parents is None


def test_parents_named_in_one_household_say_nothing_of_the_others() -> None:
    plain = Household((Member("m0", "self", {}), Member("m1", "child", {})), {})
    naming = Household((Member("m0", "self", {}), Member("m1", "child", {}, ("m0",))), {})
    before = stamps_of(block_of([plain, plain], CHIYODA, SMALL))
    after = stamps_of(block_of([plain, naming], CHIYODA, SMALL))
    assert before[1] != after[1]
    assert before[0] == after[0]
