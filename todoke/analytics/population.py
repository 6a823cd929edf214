"""Opening the residents that measures are taken of: a population folder with its snapshot."""

from __future__ import annotations

from pathlib import Path

from todoke.residents.building import build_snapshot
from todoke.residents.problems import PopulationError, SnapshotError
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content

HOW_TO_MAKE = "todoke population make --residents 100000 --seed 1 --out フォルダー"


class NoPopulationError(LookupError):
    """There is no population to measure; the message says how to make one."""


def open_population(folder: Path, content: Content) -> Snapshot:
    """Return the residents of a population folder, or of a snapshot folder. Raises NoPopulationError."""
    if (folder / "snapshot.json").exists():
        found = folder
    elif (folder / "population.json").exists():
        return _built(folder, content)
    else:
        raise NoPopulationError(
            f"{folder} に住民がありません。合成した住民は次の命令で作れます: {HOW_TO_MAKE}"
        )
    try:
        return Snapshot.open(found)
    except SnapshotError as error:
        raise NoPopulationError(str(error)) from error


def _built(folder: Path, content: Content) -> Snapshot:
    try:
        return build_snapshot(folder, None, content)
    except (PopulationError, SnapshotError) as error:
        raise NoPopulationError(str(error)) from error
