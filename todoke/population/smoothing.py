"""Single years of age from the table's five-year bands (各歳への分割).

The running total of the bands is joined by a monotone cubic (Fritsch and Carlson, SIAM J. Numer. Anal. 17, 1980),
so that the bands keep their totals, no year is negative, and neighbouring bands meet without a step.
"""

from __future__ import annotations

import numpy as np

from todoke.population.assumptions import OLDEST
from todoke.population.demography import BANDS
from todoke.residents.block import Array


def single_years(bands: Array, *, decline: float) -> Array:
    """Return the persons of each age from 0 to :data:`OLDEST`, given those of each band.

    From 100 on each year holds ``decline`` of the one before: the table does not tell them apart.

    >>> single_years(np.full(21, 50.0), decline=0.6)[:6].round(2).tolist()
    [10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    """
    known = np.array([*BANDS], np.float64)
    total = np.concatenate([[0.0], np.cumsum(bands[:-1])])
    slopes = _slopes(known, total)
    years = np.arange(BANDS[-1] + 1, dtype=np.float64)
    place = np.minimum(np.searchsorted(known, years, side="right") - 1, len(known) - 2)
    width = known[place + 1] - known[place]
    t = (years - known[place]) / width
    running = (
        total[place] * (1 + 2 * t) * (1 - t) ** 2
        + slopes[place] * width * t * (1 - t) ** 2
        + total[place + 1] * t**2 * (3 - 2 * t)
        + slopes[place + 1] * width * t**2 * (t - 1)
    )
    oldest = decline ** np.arange(OLDEST - BANDS[-1] + 1)
    return np.concatenate([np.maximum(np.diff(running), 0), bands[-1] * oldest / oldest.sum()])


def _slopes(known: Array, total: Array) -> Array:
    secant = np.diff(total) / np.diff(known)
    slopes = np.zeros(len(known))
    before, after = secant[:-1], secant[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        harmonic = 2 * before * after / (before + after)
    slopes[1:-1] = np.where(before * after > 0, harmonic, 0)
    slopes[0], slopes[-1] = secant[0], secant[-1]
    return slopes
