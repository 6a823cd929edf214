"""The same people are found again in the rows of another day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.nights.aligned.aligning import align

IDS = st.lists(st.integers(0, 400), unique=True, max_size=120)


def check(before: np.ndarray, after: np.ndarray) -> None:
    found = align(before, after)
    place = {int(one): row for row, one in enumerate(before.tolist())}
    assert found.before_of.tolist() == [place.get(one, -1) for one in after.tolist()]
    assert set(found.gone.tolist()) == {place[one] for one in place if one not in set(after.tolist())}
    assert set(found.new.tolist()) == {row for row, one in enumerate(after.tolist()) if one not in place}
    plane = before % 3 == 0
    carried = np.broadcast_to(found.carried(plane), len(after))
    assert carried.tolist() == [one in place and one % 3 == 0 for one in after.tolist()]
    assert np.broadcast_to(found.carried(True), len(after)).tolist() == [
        one in place for one in after.tolist()
    ]
    assert found.carried(False) is False


@given(
    IDS, st.lists(st.integers(0, 119), max_size=6), st.lists(st.integers(500, 600), unique=True, max_size=6)
)
def test_some_left_and_some_came(ids, leaving, coming) -> None:
    before = np.array(sorted(ids), np.int64)
    left = np.delete(before, [row for row in set(leaving) if row < len(before)])
    places = [min(one % 120, len(left)) for one in coming]
    check(before, np.insert(left, places, coming))


@given(IDS, st.randoms())
def test_everybody_changed_places(ids, chance) -> None:
    after = list(ids)
    chance.shuffle(after)
    check(np.array(ids, np.int64), np.array(after[: len(after) // 2], np.int64))


@given(IDS, IDS)
def test_two_lists_of_anybody(before, after) -> None:
    check(np.array(before, np.int64), np.array(after, np.int64))


@pytest.mark.parametrize("count", [64, 65, 5000])
def test_more_came_than_are_looked_ahead_for(count) -> None:
    before = np.arange(10_000, dtype=np.int64)
    after = np.insert(before, 77, np.arange(20_000, 20_000 + count))
    check(before, after)
    check(after, before)
