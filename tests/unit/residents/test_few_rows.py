"""A few rows of all columns read at once are those that are read one column after the other."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content
from todoke.residents.block import Array
from todoke.residents.encoding import Bytes, decode, decode_rows, encode
from todoke.residents.few_rows import FewRows
from todoke.residents.parts import Encoder, Part, write_part
from todoke.residents.problems import SnapshotError
from todoke.residents.taking import take

ROWS = 640
CHANCE = np.random.default_rng(7)
COLUMNS: list[Array] = [
    np.zeros(ROWS, np.bool_),
    CHANCE.random(ROWS) < 0.01,
    CHANCE.random(ROWS) > 0.01,
    CHANCE.random(ROWS) < 0.5,
    np.full(ROWS, 12, np.int64),
    CHANCE.integers(0, 1 << 40, ROWS),
    CHANCE.integers(700_000, 740_000, ROWS).astype(np.int32),
    np.where(CHANCE.random(ROWS) < 0.05, 9, 3).astype(np.uint16),
    np.where(CHANCE.random(ROWS) < 0.05, CHANCE.integers(0, 90_000, ROWS), -5).astype(np.int64),
    np.where(CHANCE.random(ROWS) < 0.05, CHANCE.integers(0, 1 << 40, ROWS), 0),
    np.where(CHANCE.random(ROWS) < 0.05, np.inf, 1.5),
    np.where(CHANCE.random(ROWS) < 0.03, -2.25, 1.5),
]


@given(st.sets(st.integers(0, ROWS - 1)).map(sorted), st.permutations(range(len(COLUMNS))))
def test_rows_read_together_are_those_read_alone(rows: list[int], order: list[int]) -> None:
    into = Bytes()
    streams = [encode(COLUMNS[place], into) for place in order]
    content = np.frombuffer(b"".join(into.pieces), np.uint8)
    wanted = np.array(rows, np.int64)
    together = FewRows(content, ROWS, wanted).read(streams)
    for stream, found in zip(streams, together, strict=True):
        alone = decode_rows(stream, ROWS, content, wanted)
        assert found.dtype == alone.dtype
        assert found.tolist() == alone.tolist()
        whole = decode(stream, ROWS, content)
        assert found.tolist() == (whole if whole.ndim == 0 else whole[wanted]).tolist()


def test_every_way_a_column_may_be_stored_is_tried() -> None:
    into = Bytes()
    assert {encode(column, into)[0] for column in COLUMNS} == {"=", "b", "d", "o", "s"}


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """A file of one block of sixty households."""
    block = block_of_seeds(range(60), content(), DAYS[0], "132080")
    encoder = Encoder(block, 0)
    for name, column in block.columns.items():
        encoder.add(name, column)
    columns = block.columns
    record = write_part(
        tmp_path,
        "132080",
        [encoder.done()],
        {name: one.entries for name, one in columns.items() if one.entries},
        {name: one.scale for name, one in columns.items()},
    )
    return Part(tmp_path, record)


def test_households_taken_at_once_are_those_taken_column_by_column(part: Part) -> None:
    chosen = np.array([3, 4, 17, 59])
    at_once, one_by_one = take(part[0], chosen, at_once=True), take(part[0], chosen)
    assert [*at_once.columns] == [*one_by_one.columns]
    for name, column in at_once.columns.items():
        other = one_by_one.columns[name]
        assert column.is_exact == other.is_exact
        assert (column.entries, column.scale) == (other.entries, other.scale)
        for mine, its in ((column.low, other.low), (column.high, other.high), (column.said, other.said)):
            assert np.array_equal(mine, its)


def test_nobody_taken_at_once_is_an_empty_block(part: Part) -> None:
    nobody = take(part[0], np.empty(0, np.int64), at_once=True)
    assert nobody.persons == nobody.households == 0
    assert all(column.low.size <= 1 for column in nobody.columns.values())


def test_a_damaged_block_is_noticed_before_its_rows_are_read(part: Part) -> None:
    header, damaged = part.header["blocks"][0], bytearray(part.path.read_bytes())
    damaged[header["at"] + header["columns"][0] // 2] ^= (
        1  # in the columns, of which each has a check of its own
    )
    part.path.write_bytes(damaged)
    block = Part(part.path.parent, part.record)[0]
    with pytest.raises(SnapshotError, match="壊れています"):
        take(block, np.array([0]), at_once=True)
