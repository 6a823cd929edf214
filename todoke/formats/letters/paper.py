"""Measures of a letter on paper: where the address must stand to be seen through the window of an envelope.

The place of the window is recalled, not taken from a real envelope: measure yours (長形3号, three folds) and change
these figures before the first batch.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """Millimetres from the upper left corner of the page."""

    width: float = 210.0
    height: float = 297.0
    margin: float = 20.0
    window_left: float = 22.0
    window_top: float = 18.0
    window_width: float = 85.0
    window_height: float = 40.0


A4 = Paper()
