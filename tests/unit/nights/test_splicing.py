"""Columns along rows of which some were taken out and others put in: always what encoding them anew comes to."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.nights.aligned.shifts import Shift
from todoke.nights.carried.parts import PartWriter
from todoke.nights.carried.spliced_details import SplicedDetails
from todoke.nights.carried.splicing import Edits, Places, Stored, splice
from todoke.nights.carried.told_anew import ToldAnew
from todoke.nights.carried.touched import Touched
from todoke.nights.stored import planes
from todoke.nights.stored.containers import Container
from todoke.nights.stored.ranks import ranks
from todoke.nights.stored.reading import Part, StoredBlock
from todoke.residents.block import Array
from todoke.rules.programs import Amount
from todoke.rules.texts import Text

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

    def spliced(self, plane: int, values: Array, told: Array) -> Array:
        """Values of the true rows of today, row by row: those of the rows put in are ``told``."""
        whole = np.zeros(self.before.shape[1], values.dtype)
        whole[self.before[plane]] = values
        found = np.concatenate([np.zeros(SHIFTED, values.dtype), whole])
        found[self.anew[self.now[plane, self.anew]]] = told
        return found[self.now[plane]]


def stored(some: Array) -> Stored:
    kinds, counts, contents = zip(*(planes.encoded(plane, some.shape[1]) for plane in some), strict=True)
    return Stored(np.array(kinds), np.array(counts), contents)


cases = st.builds(Case.of, st.integers(0, 10_000), st.integers(1, 900))


@given(cases)
def test_a_row_stands_where_counting_the_rows_before_it_says(one: Case) -> None:
    wanted = one.before[:, one.dropped]
    then = stored(one.before)
    found, counts = ranks(then.kinds, then.contents, wanted, one.dropped)
    counted = np.cumsum(one.before, axis=1) - 1
    assert found.tolist() == counted[:, one.dropped][wanted].tolist()
    assert counts.tolist() == wanted.sum(axis=1).tolist()


@given(cases, st.integers(0, 10_000))
def test_columns_of_all_planes_are_spliced_as_one_by_one(one: Case, seed: int) -> None:
    dice = np.random.default_rng(seed)
    which, heads = np.array([2, 4, 2, 1, 3]), np.array([0, 3, 1, 0, 2])
    columns = [dice.integers(0, 200, int(one.before[plane].sum())).astype(np.uint8) for plane in which]
    put = [dice.integers(0, 200, int(one.now[plane, one.anew].sum())).astype(np.uint8) for plane in which]
    contents = [bytes(range(head)) + column.tobytes() for head, column in zip(heads, columns, strict=True)]
    found, bounds = splice(contents, np.uint8, which, one.edits, np.concatenate(put), heads)
    for place, (plane, column, told) in enumerate(zip(which.tolist(), columns, put, strict=True)):
        head = list(range(heads[place]))
        assert (
            found[bounds[place] : bounds[place + 1]].tolist()
            == head + one.spliced(plane, column, told).tolist()
        )


KINDS = {
    "few": [0.0, 5_000.0, 10_000.0, float("nan"), float("inf")],
    "whole": [float(figure) for figure in range(0, 40_000, 1_000)],
    "broken": [figure / 7 for figure in range(40)],
    "one": [300.0],
}
PATTERNS = ("?T", "T?", "??")


@dataclass(frozen=True)
class Told:
    """What a program tells some rows: who may be eligible, who is undetermined and why, and the amount."""

    possible: Array
    unsure: Array
    figures: Array
    codes: Array
    name: str

    @classmethod
    def of(
        cls, name: str, dice: np.random.Generator, possible: Array, figures: list[float], patterns: int
    ) -> "Told":
        unsure = possible & (dice.random(len(possible)) < PROGRAMS[name][1])
        chosen, codes = dice.choice(figures, len(possible)), dice.integers(0, patterns, len(possible))
        return cls(possible, unsure, chosen, codes, name)

    @property
    def answers(self) -> ProgramAnswers:
        low, having = self.figures[self.possible], self.codes[self.possible] > 0
        amounts = (
            AmountColumns(AMOUNTS[0], low, low),
            AmountColumns(AMOUNTS[1], low, 2 * low),
            AmountColumns(AMOUNTS[2], None, None, True if having.all() else having),
        )
        return ProgramAnswers(
            self.name,
            "person",
            possible=self.possible,
            sure=self.possible & ~self.unsure,
            rows=np.flatnonzero(self.possible),
            amounts=amounts if self.possible.any() else (),
            open_rows=np.flatnonzero(self.unsure),
            reasons=Reasons(self.codes[self.unsure], PATTERNS) if self.unsure.any() else None,
        )

    def along(self, one: Case, anew: "Told") -> "Told":
        """The same of the rows of today, of which some were told anew."""

        def moved(before: Array, told: Array) -> Array:
            found = np.concatenate([np.zeros(SHIFTED, before.dtype), before])
            found[one.anew] = told
            return found

        return Told(
            moved(self.possible, anew.possible),
            moved(self.unsure, anew.unsure),
            moved(self.figures, anew.figures),
            moved(self.codes, anew.codes),
            self.name,
        )

    def at(self, rows: Array, before: "Told", anew: Array) -> "Told":
        """The same, but for some rows what another says of others."""
        columns = {}
        for name in ("possible", "unsure", "figures", "codes"):
            columns[name] = getattr(self, name).copy()
            columns[name][anew] = getattr(before, name)[rows]
        return replace(self, **columns)


AMOUNTS = (
    Amount(id="monthly", label=Text(ja="月額")),
    Amount(id="at-most", label=Text(ja="上限まで")),
    Amount(id="meals", label=Text(ja="食事"), kind="in_kind", unit="times"),
)


PROGRAMS = {"few": (1, 0.5), "half": (2, 0.5), "open": (3, 1.0), "sure": (2, 0.0), "all": (4, 0.9)}
"""The plane each is about, and how many of those who may be eligible are undetermined."""


def stored_block(tolds: list[Told]) -> StoredBlock:
    rows = len(tolds[0].possible)
    writer = PartWriter("131016")
    ids = np.arange(rows)
    block = SimpleNamespace(persons=rows, households=rows, person_ids=ids, household_ids=ids)
    writer.add(block, [told.answers for told in tolds])  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        writer.write(Path(folder))
        return Part(Path(folder), "131016", cure="").blocks[0]


@pytest.mark.parametrize("kind", KINDS)
@given(one=cases, seed=st.integers(0, 10_000), fewer=st.booleans(), again=st.booleans())
def test_details_are_stored_as_if_everybody_had_been_answered_anew(
    kind: str, one: Case, seed: int, fewer: bool, again: bool
) -> None:
    spliced(kind, one, seed, fewer=fewer, again=again)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_in_the_way_of_yesterday_is_spliced(kind: str, again: bool) -> None:
    assert spliced(kind, Case.of(1, 800), 2, fewer=True, again=again)


def spliced(kind: str, one: Case, seed: int, *, fewer: bool, again: bool) -> bool:
    """Compare what is spliced with what is stored of everybody; tell whether all or all but one program were spliced.

    Those told ``fewer`` are told but a few figures and patterns, those told ``again`` what they were told yesterday.
    """
    dice, rows = np.random.default_rng(seed), one.before.shape[1]
    before, anew = [], []
    for name, (plane, _) in PROGRAMS.items():
        before.append(Told.of(name, dice, one.before[plane], KINDS[kind], 2))
        some = KINDS[kind][: 2 if fewer else None]
        told = Told.of(name, dice, one.now[plane, one.anew], some, 2 if fewer else 3)
        if again:
            told = told.at(one.dropped, before[-1], np.arange(SHIFTED, len(one.anew)))
        anew.append(told)
    now = [then.along(one, told) for then, told in zip(before, anew, strict=True)]
    some_day = [then.possible.any() and today.possible.any() for then, today in zip(before, now, strict=True)]
    touched = np.flatnonzero(some_day).tolist()
    if not touched:
        return False
    shift = Shift(rows, rows + SHIFTED, [(0, SHIFTED, rows)], one.anew)
    stored, wanted = ([*stored_block(day).stored.values()] for day in (before, now))
    programs = Touched(
        [stored[place] for place in touched],
        [wanted[place].stored_planes() for place in touched],
        ToldAnew.of([told.answers for told in anew], [0, len(one.anew)], stored[0].block.pattern_numbers),
        0,
        np.array([anew[place].possible.any() for place in touched]),
    )
    had = np.array(
        [[before[place].possible[one.dropped], before[place].unsure[one.dropped]] for place in touched]
    )
    has = np.array([[anew[place].possible, anew[place].unsure] for place in touched])
    answers = {told.name: told.answers for told in anew}
    made = SplicedDetails(programs, had.swapaxes(0, 1), has.swapaxes(0, 1), shift, answers.__getitem__)
    for number, details in made.found.items():
        expected = wanted[touched[number]]
        patterns, codes = expected.stored_reasons()
        figures = [bytes_of(container) for container in expected.stored_figures()]
        assert [bytes_of(container) for container in details.figures] == figures
        assert (details.patterns, bytes_of(details.codes)) == (patterns, bytes_of(codes))
        assert details.sums == expected.sums()
        assert_promised(made, number, one, before[touched[number]], anew[touched[number]])
    return len(made.found) >= len(PROGRAMS) - 1


def bytes_of(container: Container) -> tuple[int, int, bytes]:
    kind, count, content = container
    return int(kind), count, bytes(content)


def assert_promised(made: SplicedDetails, number: int, one: Case, before: Told, anew: Told) -> None:
    """Who was taken out was promised what was stored, who is put in is promised what was told."""
    nobody = np.full(max(len(one.dropped), len(one.anew)), -1)
    for side, told, rows in ((0, before, one.dropped), (1, anew, np.arange(len(one.anew)))):
        places = np.arange(len(rows))
        then, now = (nobody[: len(rows)], places)[:: 1 if side else -1]
        ends = {name: np.full((len(rows), 4), np.nan) for name in ("monthly", "at-most")}
        for entries, amounts, some in made.ends.of(np.full(len(rows), number), then, now):
            ends[made.ends.ids[amounts[0]]][entries] = some
        expected = np.where(told.possible[rows], np.round(told.figures[rows], 6), np.nan)
        twice = np.where(told.possible[rows], np.round(2 * told.figures[rows], 6), np.nan)
        for name, high in (("monthly", expected), ("at-most", twice)):
            assert np.array_equal(ends[name][:, 2 * side], expected, equal_nan=True)
            assert np.array_equal(ends[name][:, 2 * side + 1], high, equal_nan=True)
