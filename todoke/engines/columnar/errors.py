"""Which rows a rule fails for: as in the reference, only where the failing part is reached."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from todoke.engines.columnar.values import Plane, settled

UNENCODED, FAILED = 1, 2
"""The law of the day is not written down; the rule itself fails."""

Err: TypeAlias = Any
"""None where nothing fails; otherwise 0 or one of the codes above, per row (uint8) or for all rows (int)."""


def first(*errs: Err) -> Err:
    """Return the first failure of each row.

    >>> first(None, 2, 1)
    2
    """
    found: Err = None
    for err in errs:
        if err is None:
            continue
        if found is None:
            found = err
        elif isinstance(found, int) and found:
            return found
        else:
            merged: Any = np.where(np.asarray(found) != 0, found, err)
            found = merged.astype(np.uint8)
    return found


def where(mask: Plane, err: Err) -> Err:
    """Return the failures of the rows of a mask only."""
    if err is None or mask is False:
        return None
    if mask is True:
        return err
    kept = np.where(mask, err, 0).astype(np.uint8)
    return kept if kept.any() else None


def failing(err: Err) -> Plane:
    """Return the rows that fail."""
    return False if err is None else settled(np.asarray(err) != 0 if not isinstance(err, int) else err != 0)


def only(err: Err, code: int) -> Err:
    """Return the failures of one kind."""
    if err is None:
        return None
    if isinstance(err, int):
        return err if err == code else None
    kept = np.where(err == code, err, 0).astype(np.uint8)
    return kept if kept.any() else None
