"""Planes moved along rows that stand elsewhere than yesterday: always what moving each truth by itself comes to."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from todoke.nights.aligned.shifts import Shift, bits_at, bits_shifted, counted, lists_shifted
from todoke.residents.block import Array

BYTE_BORDERS = (0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65)


@dataclass(frozen=True)
class Case:
    """Rows of two days: ``before_of`` has the row of yesterday of every row of today, -1 for one that is new."""

    before: int
    before_of: Array
    anew: Array
    planes: Array
    fresh: Array
    is_in_long_runs: bool

    @property
    def now(self) -> int:
        return len(self.before_of)

    @property
    def shift(self) -> Shift:
        return Shift(self.before, self.now, self.runs, self.anew)

    @property
    def runs(self) -> list[tuple[int, int, int]]:
        """Rows in step; those among them that are answered anew lie within a run, or part two."""
        stays = self.before_of >= 0
        if not self.is_in_long_runs:
            stays[self.anew] = False
        found: list[tuple[int, int, int]] = []
        for today in np.flatnonzero(stays).tolist():
            then = int(self.before_of[today])
            last = found[-1] if found else (-2, -2, 0)
            if (last[0] + last[2], last[1] + last[2]) == (then, today):
                found[-1] = (last[0], last[1], last[2] + 1)
            else:
                found.append((then, today, 1))
        return found

    @property
    def expected(self) -> Array:
        """The planes of today, truth by truth."""
        found = np.zeros((len(self.planes), self.now), np.bool_)
        known = self.before_of >= 0
        found[:, known] = self.planes[:, self.before_of[known]]
        found[:, self.anew] = self.fresh
        return found

    @property
    def dropped(self) -> list[int]:
        """The rows of yesterday that keep no answer."""
        anew = set(self.anew.tolist())
        kept = {then for today, then in enumerate(self.before_of.tolist()) if today not in anew}
        return [row for row in range(self.before) if row not in kept]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return rows of which some went, some came and some are answered anew, with a few planes."""
    before = draw(st.sampled_from(BYTE_BORDERS) | st.integers(0, 300))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gone, new, anew = (draw(st.sampled_from((0.0, 0.01, 0.1, 0.5, 1.0))) for _ in range(3))
    origin: list[int] = []
    for row in range(before + 1):
        while len(origin) < 300 and chance.random() < min(new, 0.8):
            origin.append(-1)
        if row < before and chance.random() >= gone:
            origin.append(row)
    before_of = np.array(origin, np.int64)
    rows = np.flatnonzero((before_of < 0) | (chance.random(len(origin)) < anew))
    count, dense = draw(st.integers(0, 6)), draw(st.sampled_from((0.0, 0.02, 0.5, 0.98, 1.0)))
    return Case(
        before,
        before_of,
        rows,
        chance.random((count, before)) < dense,
        chance.random((count, len(rows))) < draw(st.sampled_from((0.0, 0.5, 1.0))),
        draw(st.booleans()),
    )


def case(before: int, before_of: list[int], anew: list[int]) -> Case:
    """Return a case with an empty plane, a full one and two of every other row; what is anew is the opposite."""
    rows, others = np.arange(before), np.arange(len(anew))
    planes = np.stack([rows < 0, rows >= 0, rows % 2 == 0, rows % 2 == 1])
    fresh = np.stack([others >= 0, others < 0] * 2)
    return Case(before, np.array(before_of, np.int64), np.array(anew, np.int64), planes, fresh, True)


def packed(planes: Array) -> Array:
    return np.packbits(planes, axis=1, bitorder="little")


def listed(planes: Array) -> list[bytes]:
    return [np.flatnonzero(plane).astype("<u2").tobytes() for plane in planes]


NOBODY_YESTERDAY = case(0, [-1] * 9, list(range(9)))
NOBODY_TODAY = case(9, [], [])
NOBODY = case(0, [], [])
ONE_BEFORE_ALL = case(8, [-1, *range(8)], [0])
ONE_IN_THE_LAST_BYTE = case(17, [*range(15), 16], [15])
ALL_ANEW = case(16, list(range(16)), list(range(16)))
STILL = case(16, list(range(16)), [])
as_they_are = pytest.mark.parametrize(
    "given_case",
    [NOBODY_YESTERDAY, NOBODY_TODAY, NOBODY, ONE_BEFORE_ALL, ONE_IN_THE_LAST_BYTE, ALL_ANEW, STILL],
    ids=["nobody yesterday", "nobody today", "nobody", "one more", "one less", "all anew", "still"],
)


@given(cases())
@example(ONE_BEFORE_ALL)
@example(ONE_IN_THE_LAST_BYTE)
def test_a_shift_tells_where_each_row_stands_and_which_lost_their_place(one: Case) -> None:
    shift = one.shift
    places = {int(then): today for today, then in enumerate(one.before_of.tolist()) if then >= 0}
    answered_anew = set(one.anew.tolist())
    for then, today in enumerate(shift.today_of.tolist()):
        wanted = places.get(then, -1)
        assert today == (-1 if wanted in answered_anew else wanted)
    assert shift.dropped.tolist() == one.dropped
    assert (shift.before, shift.now) == (one.before, one.now)


@given(cases())
def test_bits_move_with_their_rows(one: Case) -> None:
    moved = bits_shifted(packed(one.planes), one.shift, one.fresh)
    assert moved.dtype == np.uint8
    assert np.array_equal(moved, packed(one.expected))  # bits behind the last row are zero, too


@given(cases())
def test_lists_move_with_their_rows(one: Case) -> None:
    rows, bounds, dropped = lists_shifted(listed(one.planes), one.shift, one.fresh)
    assert [rows[start:end].tobytes() for start, end in pairwise(bounds)] == listed(one.expected)
    assert np.array_equal(dropped, one.planes[:, one.dropped])


@as_they_are
def test_bits_and_lists_move_where_nearly_nobody_is(given_case: Case) -> None:
    shift, planes = given_case.shift, given_case.planes
    assert np.array_equal(bits_shifted(packed(planes), shift, given_case.fresh), packed(given_case.expected))
    rows, bounds, dropped = lists_shifted(listed(planes), shift, given_case.fresh)
    assert [rows[start:end].tobytes() for start, end in pairwise(bounds)] == listed(given_case.expected)
    assert np.array_equal(dropped, planes[:, given_case.dropped])


@given(cases())
def test_yesterdays_planes_stay_as_they_are(one: Case) -> None:
    planes = packed(one.planes)
    planes.flags.writeable = False
    assert np.array_equal(bits_shifted(planes, one.shift, one.fresh), packed(one.expected))


@given(cases(), st.data())
def test_single_bits_are_read_where_they_stand(one: Case, data: Any) -> None:
    some = data.draw(st.lists(st.integers(0, max(one.before - 1, 0)), max_size=20 if one.before else 0))
    rows = np.array(some, np.int64)
    assert np.array_equal(bits_at(packed(one.planes), rows), one.planes[:, rows])
    dropped = one.shift.dropped
    assert np.array_equal(bits_at(packed(one.planes), dropped), one.planes[:, dropped])


@given(cases())
def test_rows_are_counted_plane_by_plane_without_looking_at_all_bits(one: Case) -> None:
    before = one.planes.sum(axis=1).tolist()
    assert counted(before, one.planes[:, one.shift.dropped], one.fresh) == one.expected.sum(axis=1).tolist()


def test_the_rows_of_a_full_block_fit_into_lists_and_bits() -> None:
    before, chance = 65_536, np.random.default_rng(5)
    before_of = np.delete(np.arange(before), [0, 7, 40_000])
    before_of = np.concatenate([before_of, [-1, -1, -1]])
    anew = np.array([3, 65_533, 65_534, 65_535])
    planes = chance.random((5, before)) < np.array([[0.0], [0.01], [0.5], [0.99], [1.0]])
    one = Case(before, before_of, anew, planes, np.array([[True, False, True, True]] * 5), True)
    assert np.array_equal(bits_shifted(packed(planes), one.shift, one.fresh), packed(one.expected))
    rows, bounds, dropped = lists_shifted(listed(planes), one.shift, one.fresh)
    assert [rows[start:end].tobytes() for start, end in pairwise(bounds)] == listed(one.expected)
    assert np.array_equal(dropped, planes[:, one.shift.dropped])
