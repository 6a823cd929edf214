"""What those taken out of a block were promised, and those put in are: found for many entries at once."""

import numpy as np

from todoke.nights.carried.seen_figures import Ends, Promises

NOBODY = -1


def bits(*figures: float) -> np.ndarray:
    return np.array(figures, "<f8").view("<i8")


def ends() -> Ends:
    """Two programs: one with a monthly amount of two ends and one figure for all, one with nothing but the latter."""
    monthly = [1, 2], [10, 20], [5, 6, 7], [50, 60, 70]
    begin_before, begin_now = [[0, 10, 10], [2, 10, 10]], [[4, 10, 10], [7, 10, 10]]
    promises = Promises(
        np.array([0, 0, 1]),
        ["monthly", "once", "once"],
        np.array([begin_before, begin_now]),
        np.array([[1, 0, 0], [1, 0, 0]]),
        bits(*(figure for some in monthly for figure in some), 300),
    )
    had = np.array([[True, False, True], [False, True, False]])
    anew = np.array([[True, True, True], [False, True, True]])
    return Ends(promises, had, anew)


def told(programs: list[int], then: list[int], now: list[int]) -> dict[tuple[int, str], list[float | None]]:
    """The four ends of each entry's amounts; None where there is none."""
    some = ends()
    return {
        (int(entry), some.ids[amount]): [None if one != one else one for one in four]
        for which, amounts, figures in some.of(np.array(programs), np.array(then), np.array(now))
        for entry, amount, four in zip(which, amounts.tolist(), figures.tolist(), strict=True)
    }


def test_figures_lie_in_the_order_of_those_who_may_have_them() -> None:
    assert told([0, 0, 1], [2, 0, 1], [0, NOBODY, 2]) == {
        (0, "monthly"): [2, 20, 5, 50],
        (0, "once"): [300, 300, 300, 300],
        (1, "monthly"): [1, 10, None, None],
        (1, "once"): [300, 300, None, None],
        (2, "once"): [300, 300, 300, 300],
    }


def test_who_could_not_have_it_was_promised_nothing() -> None:
    assert told([0, 1], [1, NOBODY], [2, 0]) == {
        (0, "monthly"): [None, None, 7, 70],
        (0, "once"): [None, None, 300, 300],
        (1, "once"): [None, None, None, None],
    }


def test_another_figure_at_either_end_is_another_promise() -> None:
    starts, steps = np.array([[[0], [3]], [[6], [9]]]), np.ones((2, 1), np.int64)
    lows_and_highs = bits(1, 1, 1, 9, 9, 9, 1, 2, 1, 9, 9, 8)
    everybody = np.ones((1, 3), np.bool_)
    some = Ends(Promises(np.array([0]), ["monthly"], starts, steps, lows_and_highs), everybody, everybody)
    rows = np.arange(3)
    assert some.differing(np.zeros(3, np.int64), rows, rows).tolist() == [False, True, True]


def test_of_programs_that_promise_nothing_nothing_is_told() -> None:
    none = np.zeros((0, 0), np.bool_)
    nobody = np.empty(0, np.int64)
    promises = Promises(nobody, [], np.zeros((2, 2, 0), np.int64), np.zeros((2, 0), np.int64), nobody)
    assert list(Ends(promises, none, none).of(nobody, nobody, nobody)) == []
