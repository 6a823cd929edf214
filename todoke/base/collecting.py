"""Keeping Python from looking for garbage while much is made that holds none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Look for no cycles meanwhile: many new objects make Python look through all there are, again and again.

    Through rules that were loaded, a million objects, one look takes a fifth of a second.

    >>> with no_collecting():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def loaded_for_good() -> Iterator[None]:
    """Leave whatever is there already, such as rules that were loaded, out of every look for cycles meanwhile.

    >>> with loaded_for_good():
    ...     gc.get_freeze_count() > 0
    True
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
