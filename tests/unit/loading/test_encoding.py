"""Columns as bytes come back, whole or only some of their rows."""

import numpy as np
import pytest

from todoke.residents.encoding import Bytes, decode_rows, encode


@pytest.mark.parametrize("seed", range(40))
def test_some_rows_are_those_of_the_whole(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = int(chance.integers(1, 3000))
    share = chance.choice([0.0, 0.001, 0.02, 0.4, 1.0])
    marked = chance.random(count) < share
    arrays = {
        "flags": marked,
        "others": ~marked,
        "small": np.where(marked, chance.integers(0, 200, count), 7).astype(np.int32),
        "wide": np.where(marked, chance.integers(0, 10**6, count), 10**6).astype(np.int32) + 5_000_000,
        "reals": np.where(marked, np.inf, chance.integers(0, 50, count).astype(np.float64)),
        "steps": np.cumsum(chance.integers(0, 9, count)).astype(np.int64),
    }
    rows = np.sort(chance.choice(count, int(chance.integers(0, count + 1)), replace=False))
    for name, array in arrays.items():
        into = Bytes()
        stream = encode(array, into, ascending=name == "steps")
        content = np.frombuffer(b"".join(into.pieces), np.uint8)
        found = decode_rows(stream, count, content, rows)
        assert found.dtype == array.dtype
        assert np.array_equal(np.broadcast_to(found, rows.shape), array[rows])
