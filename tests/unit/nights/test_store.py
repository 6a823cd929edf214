"""What is stored comes back as it was, in the same bytes whoever made it."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.nights.carried.parts import PartWriter
from todoke.nights.stored import figures, planes
from todoke.nights.stored.ids import packed_ids, unpacked_ids
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import Part
from todoke.residents.block import MOST_PERSONS, Block
from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount
from todoke.rules.texts import Text

AMOUNTS = tuple(Amount(id=f"amount-{n}", label=Text(ja=f"額{n}"), period="month") for n in range(3))


def block(persons: int) -> Block:
    size = np.ones(persons, np.int32)
    rows = np.arange(persons, dtype=np.int32)
    ids = np.arange(persons, dtype=np.int64) * 3 + 7_000_000_000_000
    return Block(
        "131016", ids, ids + 1, rows, size, np.zeros(persons, np.uint8), rows, size.astype(np.uint16)
    )


def plane(chance: np.random.Generator, rows: int) -> Any:
    share = chance.choice([0.0, 0.0, 0.0005, 0.02, 0.4, 0.97, 0.9999, 1.0])
    return bool(share) if share in (0.0, 1.0) and chance.random() < 0.5 else chance.random(rows) < share


def column(chance: np.random.Generator, rows: int) -> Any:
    kinds = [
        np.full(rows, 5000.0),
        chance.choice([10000.0, 15000.0, 30000.0], rows),
        chance.integers(-5, 3_000_000, rows).astype(np.float64),
        np.round(chance.random(rows) * 1e7, 6),
        np.where(chance.random(rows) < 0.3, np.nan, 12.5),
        np.where(chance.random(rows) < 0.3, np.inf, -0.0),
    ]
    return kinds[chance.integers(len(kinds))]


def some_answers(seed: int, rows: int, name: str) -> ProgramAnswers:
    chance = np.random.default_rng(seed)
    if chance.random() < 0.1:
        return ProgramAnswers(name, "person", outcome=Outcome.RULE_ERROR, message="計算できません")
    possible = np.broadcast_to(plane(chance, rows), rows).copy()
    failed = plane(chance, rows) if chance.random() < 0.1 else False
    possible &= ~np.broadcast_to(failed, rows)
    sure = possible & np.broadcast_to(plane(chance, rows), rows)
    chosen = np.flatnonzero(possible).astype(np.int32)
    unsure = np.flatnonzero(possible & ~sure).astype(np.int32)
    if chance.random() < 0.2:
        return ProgramAnswers(name, "person", date(2024, 4, 1), sure=sure, possible=possible, failed=failed)
    patterns = ("T?T", "TT?", "T??", "???")
    amounts = []
    for amount in AMOUNTS[: chance.integers(4)]:
        low, high = column(chance, len(chosen)), column(chance, len(chosen))
        high = low if chance.random() < 0.5 else high
        none = chance.random() < 0.1
        applies = chance.random(len(chosen)) < 0.5 if none else True
        amounts.append(AmountColumns(amount, None if none else low, None if none else high, applies))
    return ProgramAnswers(
        name,
        "person",
        date(2024, 4, 1),
        sure=sure,
        possible=possible,
        failed=failed,
        rows=chosen,
        amounts=tuple(amounts) if len(chosen) else (),
        open_rows=unsure,
        reasons=Reasons(chance.integers(0, 4, len(unsure)).astype(np.uint16), patterns)
        if len(unsure)
        else None,
    )


def same(one: Any, other: Any, rows: int) -> bool:
    return bool(np.array_equal(np.broadcast_to(one, rows), np.broadcast_to(other, rows)))


def check_same(stored: ProgramAnswers, given: ProgramAnswers, rows: int) -> None:
    assert (stored.program_id, stored.unit, stored.version) == (given.program_id, given.unit, given.version)
    assert (stored.outcome, stored.message) == (given.outcome, given.message)
    for name in ("sure", "possible", "failed", "unencoded"):
        assert same(getattr(stored, name), getattr(given, name), rows), name
    assert (stored.rows is None) == (given.rows is None)
    if stored.rows is None or given.rows is None or stored.open_rows is None or given.open_rows is None:
        return
    assert np.array_equal(stored.rows, given.rows)
    assert np.array_equal(stored.open_rows, given.open_rows)
    for mine, its in zip(stored.amounts, given.amounts, strict=True):
        assert mine.amount == its.amount
        assert same(mine.applies, its.applies, len(given.rows))
        for end in ("low", "high"):
            one, other = getattr(mine, end), getattr(its, end)
            assert (one is None) == (other is None)
            assert one is None or np.array_equal(one, other, equal_nan=True)
    if given.reasons is not None and stored.reasons is not None:
        letters = [np.array(one.patterns)[one.codes].tolist() for one in (stored.reasons, given.reasons)]
        assert letters[0] == letters[1]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), st.sampled_from([1, 5, 63, 64, 1000, 4097]))
@settings(max_examples=60, deadline=None)
def test_a_part_brings_back_what_was_stored(tmp_path_factory, seeds, rows) -> None:
    folder = tmp_path_factory.mktemp("part")
    blocks = [block(rows), block(rows + 1)]
    answered = [
        [some_answers(seed + n, one.persons, f"p{n}") for n in range(3)] for seed in seeds for one in blocks
    ]
    writers = [PartWriter("131016"), PartWriter("131016")]
    for writer in writers:
        for place, answers in enumerate(answered):
            writer.add(blocks[place % 2], answers)
    seals = [writer.write(folder) for writer in writers]
    assert seals[0] == seals[1]
    part = Part(folder, "131016", cure="", seal=seals[0])
    assert len(part.blocks) == len(answered)
    for place, (stored, answers) in enumerate(zip(part.blocks, answered, strict=True)):
        assert np.array_equal(stored.person_ids, blocks[place % 2].person_ids)
        assert list(stored.programs) == [one.program_id for one in answers]
        for one in answers:
            check_same(stored.programs[one.program_id], one, blocks[place % 2].persons)


@given(st.integers(0, 2**32), st.sampled_from([1, 2, 70, MOST_PERSONS]))
@settings(max_examples=60, deadline=None)
def test_a_plane_comes_back(seed, rows) -> None:
    given = plane(np.random.default_rng(seed), rows)
    kind, count, content = planes.encoded(given, rows)
    assert same(planes.decoded(kind, memoryview(content), rows), given, rows)
    assert count == int(np.broadcast_to(given, rows).sum())
    assert np.array_equal(
        planes.true_rows(kind, memoryview(content), rows), np.flatnonzero(np.broadcast_to(given, rows))
    )


@pytest.mark.parametrize(
    ("true", "kind"),
    [(0, "EMPTY"), (6400, "FULL"), (3, "OFFSETS"), (6397, "HOLES"), (3000, "BITS")],
)
def test_a_plane_takes_the_fewest_bytes(true, kind) -> None:
    found, _, content = planes.encoded(np.arange(6400) < true, 6400)
    assert found == PlaneKind[kind]
    assert len(content) <= 6400 // 8


def test_more_rows_than_offsets_can_name_are_refused() -> None:
    with pytest.raises(ValueError, match="65537"):
        planes.encoded(np.ones(MOST_PERSONS + 1, np.bool_), MOST_PERSONS + 1)


@given(st.integers(0, 2**32), st.sampled_from([1, 3, 100, 5000]))
@settings(max_examples=80, deadline=None)
def test_figures_come_back_to_a_millionth(seed, rows) -> None:
    given = column(np.random.default_rng(seed), rows)
    kind, different, content = figures.encoded(given)
    found = figures.decoded(kind, different, memoryview(content), rows)
    assert found is not None
    assert np.array_equal(found, given, equal_nan=True)


def test_what_a_quotient_comes_to_beyond_a_millionth_is_nobodys_other_amount() -> None:
    exact, rough = np.array([1.0, 2.0, 5.0]) / 3, np.array([1.0, 2.0, 5.0]) * (1 / 3)
    assert figures.encoded(exact) == figures.encoded(rough)
    assert figures.encoded(exact[:1]) == figures.encoded(rough[:1])


def test_figures_beyond_a_sample_are_found_too() -> None:
    given = np.full(5000, 10.0)
    given[[17, 4001]] = (20.0, 30.0)
    kind, different, content = figures.encoded(given)
    assert (kind, different) == (figures.FigureKind.FEW, 3)
    found = figures.decoded(kind, different, memoryview(content), 5000)
    assert found is not None
    assert np.array_equal(found, given)


@given(st.lists(st.integers(-(2**62), 2**62), unique=True, max_size=50))
def test_ids_come_back(ids) -> None:
    given = np.array(ids, np.int64)
    assert np.array_equal(unpacked_ids(memoryview(packed_ids(given)), len(ids)), given)


def test_constant_answers_take_next_to_nothing(tmp_path: Path) -> None:
    writer = PartWriter("131016")
    for _ in range(10):
        writer.add(
            block(1000), [ProgramAnswers(f"p{n}", "person", sure=True, possible=True) for n in range(200)]
        )
    writer.write(tmp_path)
    assert (tmp_path / "131016.part").stat().st_size < 25_000
