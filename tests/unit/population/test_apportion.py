"""Whole numbers add up, samples are of the right size, nobody is matched twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.population.apportion import along, by_largest_remainder, matched, matched_alike, pick
from todoke.population.smoothing import single_years

WEIGHTS = st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=40).filter(lambda w: sum(w) > 1)


@settings(deadline=None)
@given(WEIGHTS, st.integers(0, 5000), st.floats(0, 0.999))
def test_shares_add_up_and_none_is_off_by_more_than_one(weights, total, start):
    weights = np.array(weights)
    exact = weights * total / weights.sum()
    for counts in (by_largest_remainder(total, weights), along(total, weights, start)):
        assert counts.sum() == total
        assert (np.abs(counts - exact) <= 1 + 1e-6).all()
        assert (counts >= 0).all()


@settings(deadline=None)
@given(WEIGHTS, st.integers(0, 60), st.integers(0, 2**32))
def test_a_sample_has_its_size_and_no_row_twice(weights, count, seed):
    chosen = pick(np.array(weights), count, np.random.default_rng(seed))
    assert len(chosen) == min(count, len(weights))
    assert (np.diff(chosen) > 0).all()


def test_a_sample_follows_its_weights():
    random = np.random.default_rng(1)
    weights = np.array([1.0, 2.0, 3.0, 4.0] * 50)
    times = np.mean([np.bincount(pick(weights, 60, random), minlength=200) for _ in range(400)], axis=0)
    assert times.reshape(50, 4).mean(axis=0) == pytest.approx([0.12, 0.24, 0.36, 0.48], abs=0.02)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 100), max_size=30),
    st.lists(st.floats(0, 100), max_size=30),
    st.integers(0, 2**32),
)
def test_everybody_is_matched_once_as_far_as_there_are_enough(wishes, ages, seed):
    random = np.random.default_rng(seed)
    found = matched(np.array(wishes), np.array(ages), random)
    assert (found >= 0).sum() == min(len(wishes), len(ages))
    assert len(set(found[found >= 0].tolist())) == (found >= 0).sum()
    kinds, offered = np.arange(len(wishes)) % 3 == 0, np.arange(len(ages)) % 2 == 0
    alike = matched_alike(np.array(wishes), kinds, np.array(ages), offered, random)
    assert (alike >= 0).sum() == min(len(wishes), len(ages))
    assert len(set(alike[alike >= 0].tolist())) == (alike >= 0).sum()


def test_those_of_a_kind_are_matched_among_themselves_first():
    wishes, ages = np.array([30.0, 30.0]), np.array([31.0, 60.0])
    found = matched_alike(
        wishes, np.array([True, False]), ages, np.array([False, True]), np.random.default_rng(0)
    )
    assert found.tolist() == [1, 0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=21, max_size=21))
def test_single_years_keep_the_bands_and_are_never_negative(bands):
    years = single_years(np.array(bands, np.float64), decline=0.6)
    assert (years >= -1e-6).all()
    sums = [*years[:100].reshape(20, 5).sum(axis=1), years[100:].sum()]
    assert sums == pytest.approx(bands, abs=1e-3)
