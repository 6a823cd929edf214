"""Columns along rows of which some were taken out and others put in: always what encoding them anew comes to."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.nights.carried.figure_columns import Column, column_of, splice_figures
from todoke.nights.carried.splicing import Edits, Places, Stored, splice
from todoke.nights.carried.told_anew import ToldEnd
from todoke.nights.stored import figures, planes
from todoke.nights.stored.ranks import ranks
from todoke.nights.stored.totals import parts_of
from todoke.residents.block import Array

SHARES = (0.0, 0.02, 0.5, 0.97, 1.0)
SHIFTED = 3
"""So many rows are new in front of all others."""


@dataclass(frozen=True)
class Case:
    """Planes of two days: who is taken out is somebody else today, or gone; the last of them come in front."""

    before: Array
    dropped: Array
    now: Array
    anew: Array

    @classmethod
    def of(cls, seed: int, rows: int) -> "Case":
        dice = np.random.default_rng(seed)
        before = np.stack([dice.random(rows) < share for share in SHARES])
        dropped = np.flatnonzero(dice.random(rows) < 0.2)
        now = np.concatenate([np.zeros((len(SHARES), SHIFTED), np.bool_), before], axis=1)
        anew = np.concatenate([np.arange(SHIFTED), dropped + SHIFTED])
        now[:, anew] = np.stack([dice.random(len(anew)) < share for share in SHARES])
        return cls(before, dropped, now, anew)

    @property
    def edits(self) -> Edits:
        then, today = stored(self.before), stored(self.now)
        return Edits(
            then.counts,
            today.counts,
            Places.of(then, self.before[:, self.dropped], self.dropped),
            Places.of(today, self.now[:, self.anew], self.anew),
        )

    def taken_out(self, plane: int) -> Array:
        """The places of those taken out among the true rows of yesterday."""
        counted: Array = np.cumsum(self.before[plane]) - 1
        return counted[self.dropped[self.before[plane, self.dropped]]]

    def spliced(self, plane: int, values: Array, told: Array) -> Array:
        """Values of the true rows of today, row by row: those of the rows put in are ``told``."""
        whole = np.zeros(self.before.shape[1], values.dtype)
        whole[self.before[plane]] = values
        found = np.concatenate([np.zeros(SHIFTED, values.dtype), whole])
        found[self.anew[self.now[plane, self.anew]]] = told
        return found[self.now[plane]]


def stored(some: Array) -> Stored:
    containers = [planes.encoded(plane, some.shape[1]) for plane in some]
    return Stored(
        [(kind, content) for kind, _, content in containers], np.array([one[1] for one in containers])
    )


cases = st.builds(Case.of, st.integers(0, 10_000), st.integers(1, 900))


@given(cases)
def test_a_row_stands_where_counting_the_rows_before_it_says(one: Case) -> None:
    wanted = one.before[:, one.dropped]
    found = ranks(stored(one.before).planes, wanted, one.dropped)
    counted = np.cumsum(one.before, axis=1) - 1
    assert found.tolist() == counted[:, one.dropped][wanted].tolist()


@given(cases, st.integers(0, 10_000))
def test_columns_of_all_planes_are_spliced_as_one_by_one(one: Case, seed: int) -> None:
    dice = np.random.default_rng(seed)
    which = np.array([2, 4, 2, 1, 3])
    columns = [dice.integers(0, 200, int(one.before[plane].sum())).astype(np.uint8) for plane in which]
    put = [dice.integers(0, 200, int(one.now[plane, one.anew].sum())).astype(np.uint8) for plane in which]
    found = splice([column.tobytes() for column in columns], np.uint8, which, one.edits, put)
    for place, (plane, column, told) in enumerate(zip(which.tolist(), columns, put, strict=True)):
        assert found.columns[place].tolist() == one.spliced(plane, column, told).tolist()
        taken = found.out[found.bounds[place] : found.bounds[place + 1]]
        assert taken.tolist() == column[one.taken_out(plane)].tolist()


KINDS = {
    "few": [0.0, 5_000.0, 10_000.0, float("nan"), float("inf")],
    "whole": [float(figure) for figure in range(0, 40_000, 1_000)],
    "broken": [figure / 7 for figure in range(40)],
}


@pytest.mark.parametrize("kind", KINDS)
@given(one=cases, seed=st.integers(0, 10_000), fewer=st.booleans())
def test_figures_are_stored_as_if_they_were_encoded_anew(
    kind: str, one: Case, seed: int, fewer: bool
) -> None:
    dice, plane = np.random.default_rng(seed), 2
    before = dice.choice(KINDS[kind], int(one.before[plane].sum()))
    told = dice.choice(KINDS[kind][: 2 if fewer else None], int(one.now[plane, one.anew].sum()))
    way, different, content = figures.encoded(before)
    if way == figures.FigureKind.CONSTANT or not len(before):
        return
    anew = ToldEnd(told, len(told)) if len(told) else None
    column = column_of(way, different, memoryview(content), plane, anew, slice(0, len(told)))
    if column is None:
        return
    out_open, into_open = (
        dice.random(len(one.edits.out.places)) < 0.5,
        dice.random(len(one.edits.into.places)) < 0.5,
    )
    splice_figures([column], one.edits, out_open, into_open)
    expected = one.spliced(plane, before, told)
    if column.stored is not None:
        assert (int(column.stored[0]), *column.stored[1:]) == figures.encoded(expected)
    assert_sums(column, one, plane, out_open, into_open, before, told)


def assert_sums(
    column: Column, one: Case, plane: int, out_open: Array, into_open: Array, before: Array, told: Array
) -> None:
    """What went and came adds up to what the figures taken out and put in add up to, the undetermined apart."""
    edits = one.edits
    for added, values, is_open in (
        (column.gone, before[one.taken_out(plane)], out_open[edits.out.along(np.array([plane]))]),
        (column.come, told, into_open[edits.into.along(np.array([plane]))]),
    ):
        parts, infinite = parts_of(values)
        wanted = [int(some[chosen].sum()) for chosen in (~is_open, is_open) for some in (parts, infinite)]
        assert list(added) == wanted


def test_who_is_told_the_same_as_yesterday_is_seen_to_be() -> None:
    one = Case.of(1, 400)
    count = int(one.before[2].sum())
    before = np.resize([5_000.0, 10_000.0], count)
    way, different, content = figures.encoded(before)
    told = np.full(int(one.now[2, one.anew].sum()), 5_000.0)
    column = column_of(way, different, memoryview(content), 2, ToldEnd(told, len(told)), slice(0, len(told)))
    assert column is not None
    splice_figures(
        [column], one.edits, *(np.zeros(len(p.places), np.bool_) for p in (one.edits.out, one.edits.into))
    )
    assert column.out_bits.view("<f8").tolist() == before[one.taken_out(2)].tolist()
    assert column.put_bits.view("<f8").tolist() == told.tolist()
