"""Where an installation keeps its nights."""

from __future__ import annotations

import os
from pathlib import Path


def default_folder(population: str) -> Path:
    """Return the folder of the nights of a population, under the folder the installation writes to."""
    var = Path(os.environ.get("TODOKE_VAR") or "var")
    root = Path(__file__).resolve().parents[2]
    return root / var / "nights" / population
