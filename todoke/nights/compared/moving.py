"""Those who came, left, or moved from one municipality to another: what it changed for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from todoke.nights.aligned.changes import Cause, Changes, Reason
from todoke.nights.aligned.telling_apart import Eligible
from todoke.nights.compared.rejoining import Places, Unit, rejoined

_PRESENCES: tuple[Literal["moved", "arrived", "left"], ...] = ("moved", "arrived", "left")


def moved(
    had: Sequence[Eligible],
    has: Sequence[Eligible],
    gone: Mapping[Unit, Places],
    new: Mapping[Unit, Places],
    codes: Sequence[str],
) -> Iterator[Changes]:
    """Yield the changes of those who are in a municipality on one of the nights only.

    ``gone`` and ``new`` have the place of the municipality in ``codes`` for a block. A change is told under the
    municipality they live in now, or lived in where they left.
    """
    reasons = tuple(Reason(Cause.PERSON, (), presence) for presence in _PRESENCES)
    for rows in rejoined(had, has, dict(gone), dict(new)):
        presence = np.where(rows.before_block < 0, 1, np.where(rows.after_block < 0, 2, 0))
        lives_in = np.where(rows.after_block < 0, rows.before_block, rows.after_block)
        for place in np.unique(lives_in).tolist():
            here = lives_in == place
            yield Changes(
                codes[place],
                rows.program_id,
                rows.unit,
                rows.kind,
                rows.ids[here],
                {name: (low[here], high[here]) for name, (low, high) in rows.before_figures.items()},
                {name: (low[here], high[here]) for name, (low, high) in rows.after_figures.items()},
                reasons,
                presence[here],
            )
