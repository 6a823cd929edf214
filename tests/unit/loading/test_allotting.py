"""Every household stands in exactly one block, like beside like, and tomorrow where it stood today."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.residents import allotting
from todoke.residents.allotting import (
    MIXED,
    ONE_OLDER,
    ONE_YOUNGER,
    SEVERAL_GROWN,
    WITH_CHILDREN,
    Standing,
    allot,
    allot_like,
    strata,
)
from todoke.residents.block import Column
from todoke.residents.structure import Structure

ON = date(2026, 1, 1)


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allotting, "SMALL", 0)
        patch.setattr(allotting, "FILLED", 15)
        patch.setattr(allotting, "MOST_PERSONS", 20)
        yield


def structure(sizes, ids=None):
    size = np.array(sizes, np.int32)
    households = len(size)
    return Structure(
        "131016",
        np.arange(size.sum()),
        np.zeros(size.sum(), np.uint8),
        np.arange(households) if ids is None else np.array(ids),
        np.arange(households, dtype=np.int32),
        (np.cumsum(size) - size).astype(np.int32),
        size,
        np.zeros(households, np.uint16),
        np.repeat(np.arange(households, dtype=np.int32), size),
    )


def born(*ages):
    days = np.array([date(2026 - age, 1, 1).toordinal() for age in ages], np.int32)
    return Column(days, days)


def test_strata_are_by_size_and_age():
    some = structure([1, 1, 2, 2, 1])
    birth = born(64, 65, 40, 19, 40, 18, 10)
    expected = [ONE_YOUNGER, ONE_OLDER, SEVERAL_GROWN, WITH_CHILDREN, ONE_YOUNGER]
    assert strata(some, birth, ON).tolist() == expected


def test_nothing_known_of_births_is_neither_child_nor_old():
    assert strata(structure([1, 3]), None, ON).tolist() == [ONE_YOUNGER, SEVERAL_GROWN]


def test_a_small_municipality_is_one_block(monkeypatch):
    monkeypatch.setattr(allotting, "SMALL", 100)
    assert strata(structure([1, 3]), None, ON).tolist() == [MIXED, MIXED]


SIZES = st.lists(st.integers(1, 6), max_size=40)


def test_a_block_that_is_full_to_the_last_person_is_not_cut_before_its_last_household():
    some = structure([1, 1, 1, 6, 6, 5, 1, 3, 6])
    sizes = [int(some.size[block.households].sum()) for block in allot(some, np.ones(9, np.uint8))]
    assert sizes == [15, 15]


@given(SIZES, st.randoms(use_true_random=False))
def test_every_household_stands_in_one_block_beside_those_like_it(sizes, chance):
    some = structure(sizes)
    stratum = np.array([chance.randint(1, 4) for _ in sizes], np.uint8)
    blocks = allot(some, stratum)
    assert sorted(h for block in blocks for h in block.households) == list(range(len(sizes)))
    assert len(blocks) == -(-sum(sizes) // 15)
    for block in blocks:
        assert (np.diff(block.households) > 0).all()
        assert some.size[block.households].sum() <= 20
    for one, other in pairwise(blocks):
        assert stratum[one.households].max() <= stratum[other.households].min()
    persons = [[some.size[h] for h in b.households if stratum[h] == b.stratum] for b in blocks]
    for block, own in zip(blocks, persons, strict=True):
        others = [
            some.size[block.households[stratum[block.households] == each]].sum() for each in range(1, 5)
        ]
        assert sum(own) == max(others)


def test_newcomers_of_a_kind_that_has_no_block_find_room_in_the_last():
    today = structure([1, 1, 3, 1])
    before = [Standing(ONE_YOUNGER, np.arange(2)), Standing(SEVERAL_GROWN, np.array([2]))]
    blocks = allot_like(today, np.array([1, 1, SEVERAL_GROWN, ONE_OLDER], np.uint8), before)
    assert [(block.number, block.households.tolist()) for block in blocks] == [(0, [0, 1]), (1, [2, 3])]


@given(SIZES, SIZES, st.randoms(use_true_random=False))
def test_a_household_that_was_known_keeps_its_block(sizes, newcomers, chance):
    first = structure(sizes)
    stratum = np.array([chance.randint(1, 4) for _ in sizes], np.uint8)
    before = [
        Standing(block.stratum, first.household_ids[block.households]) for block in allot(first, stratum)
    ]
    block_of = {int(one): number for number, standing in enumerate(before) for one in standing.household_ids}

    kept = [one for one in range(len(sizes)) if chance.random() < 0.8]
    ids = kept + list(range(len(sizes), len(sizes) + len(newcomers)))
    today = structure([sizes[one] for one in kept] + newcomers, ids)
    blocks = allot_like(today, np.array([chance.randint(1, 4) for _ in ids], np.uint8), before)

    assert sorted(h for block in blocks for h in block.households) == list(range(len(ids)))
    for block in blocks:
        assert (np.diff(block.households) > 0).all()
        assert today.size[block.households].sum() <= 20
        for one in today.household_ids[block.households]:
            if int(one) in block_of:
                assert block.number == block_of[int(one)]


def test_what_has_grown_too_large_leaves_from_the_end():
    today = structure([6, 6, 6, 6])
    before = [Standing(WITH_CHILDREN, np.arange(4))]
    blocks = allot_like(today, np.full(4, WITH_CHILDREN, np.uint8), before)
    assert [block.households.tolist() for block in blocks] == [[0, 1, 2], [3]]
