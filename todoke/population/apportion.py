"""Whole numbers from shares, and rows chosen by weight: exact sums, the same for the same seed (配分と系統抽出)."""

from __future__ import annotations

import numpy as np

from todoke.residents.block import Array

Random = np.random.Generator


def by_largest_remainder(total: int, weights: Array) -> Array:
    """Return whole numbers that add up to ``total`` in proportion to ``weights``.

    >>> by_largest_remainder(10, np.array([1, 1, 1]))
    array([4, 3, 3])
    """
    exact = weights * (total / weights.sum())
    whole: Array = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:short]] += 1
    return whole


def along(total: int, weights: Array, start: float) -> Array:
    """Return whole numbers that add up to ``total``, each right in expectation over ``start`` in [0, 1).

    The running sum of the exact shares is rounded, so that whatever stands together is never off by one or more.

    >>> along(4, np.array([0.5, 0.5, 1.0, 2.0]), 0.25).tolist()
    [0, 1, 1, 2]
    """
    if not len(weights):
        return np.zeros(0, np.int64)
    running = np.cumsum(weights, dtype=np.float64)
    if running[-1] <= 0:
        running = np.arange(1, len(weights) + 1, dtype=np.float64)
    running *= total / running[-1]
    running[-1] = total
    # Sums that ought to be whole must not fall below by a rounding error of the floating point.
    steps = np.floor(running + start + 1e-7).astype(np.int64)
    steps[-1] = total
    return np.diff(np.minimum(steps, total), prepend=0)


def pick(weights: Array, count: int, random: Random) -> Array:
    """Return ``count`` different rows, ascending, each with a chance in proportion to its weight (at most sure).

    Rows that stand together are spread as evenly as their weights say: a systematic sample with a random start.
    """
    rows = len(weights)
    count = min(count, rows)
    if count <= 0:
        return np.zeros(0, np.int64)
    if count == rows:
        return np.arange(rows)
    chance = weights.astype(np.float64) + 1e-9
    chance *= count / chance.sum()
    for _ in range(30):
        over = chance > 1
        if not over.any():
            break
        chance[over] = 1
        free = chance < 1
        chance[free] *= (count - (rows - np.count_nonzero(free))) / chance[free].sum()
    running = np.cumsum(chance)
    running *= count / running[-1]
    running[-1] = count
    steps = np.floor(running + random.random() * (1 - 1e-9))
    chosen = np.flatnonzero(np.diff(steps, prepend=0.0) >= 1)
    if len(chosen) < count:
        rest = np.setdiff1d(np.arange(rows), chosen)
        chosen = np.union1d(chosen, random.choice(rest, count - len(chosen), replace=False))
    return chosen[:count]


def matched(wishes: Array, ages: Array, random: Random) -> Array:
    """Return for each wished age a different row of ``ages`` close to it; -1 where there are too few rows.

    Both sides are sorted and each wish takes the first free row not below it, so that nobody is taken twice and
    what is scarce moves everybody by a little rather than somebody by a lot.

    >>> matched(np.array([30.0, 40.0]), np.array([41.0, 20.0, 31.0]), np.random.default_rng(0)).tolist()
    [2, 0]
    """
    found = np.full(len(wishes), -1, np.int64)
    lucky = np.arange(len(wishes))
    if len(wishes) > len(ages):
        lucky = np.sort(random.permutation(len(wishes))[: len(ages)])
    if not len(lucky):
        return found
    by_wish = lucky[np.argsort(wishes[lucky], kind="stable")]
    by_age = np.argsort(ages, kind="stable")
    place = np.arange(len(by_wish))
    at = np.searchsorted(ages[by_age], wishes[by_wish])
    at = np.minimum(at, len(ages) - 1)
    at = np.maximum.accumulate(at - place) + place
    at = np.minimum(at, len(ages) - len(by_wish) + place)
    found[by_wish] = by_age[at]
    return found


def matched_alike(wishes: Array, kinds: Array, ages: Array, kinds_of_ages: Array, random: Random) -> Array:
    """Return as :func:`matched`, those marked in ``kinds`` first among those marked alike, the rest among all."""
    found = np.full(len(wishes), -1, np.int64)
    free = np.ones(len(ages), np.bool_)
    wanting = np.flatnonzero(kinds)
    offered = np.flatnonzero(kinds_of_ages)
    if len(wanting) and len(offered):
        got = matched(wishes[wanting], ages[offered], random)
        found[wanting] = np.where(got >= 0, offered[got], -1)
        free[found[found >= 0]] = False
    rest, offered = np.flatnonzero(found < 0), np.flatnonzero(free)
    got = matched(wishes[rest], ages[offered], random)
    if len(offered):
        found[rest] = np.where(got >= 0, offered[got], -1)
    return found
