"""What is kept of past nights: the last few, the last of each month, and the residents they were worked out from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import SNAPSHOTS, STAGING, Night, latest, nights_in

KEPT: Final = 3
"""How many of the newest nights are kept by default."""


def keep_snapshot(out: Path, identity: str, folder: Path) -> Path | None:
    """Keep the files of a snapshot beside the nights as further names of the same bytes, which cost no room.

    Tomorrow's comparison needs today's facts when the snapshot itself has moved on. None where the file system
    cannot give a file two names.
    """
    kept = out / SNAPSHOTS / identity[:16]
    if kept.is_dir():
        return kept
    unfinished = kept.with_name(f".{kept.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                os.link(path, unfinished / path.name)
        unfinished.rename(kept)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        return None
    return kept


def prune(out: Path, *, keep: int = KEPT) -> list[Path]:
    """Remove nights that are neither among the newest, nor the last of their month, nor published.

    Of one day only the newest night stays; nights of some programs only take nobody's place, and go when they are
    older than the newest that stay. Staged parts and snapshots that no night rests on go too. Returns what
    was removed.
    """
    nights = list(nights_in(out))
    try:
        published = latest(out)
    except NightError:
        published = None
    of_day = {night.on: night for night in nights if night.is_whole}
    newest = set(sorted(of_day)[-keep:])
    month_ends = {max(day for day in of_day if (day.year, day.month) == month) for month in _months(of_day)}
    stay = {of_day[day].folder for day in newest | month_ends}
    stay |= {
        night.folder for night in nights if not night.is_whole and (not newest or night.on >= min(newest))
    }
    if published is not None:
        stay.add(published.folder)
    removed = [night.folder for night in nights if night.folder not in stay]
    used = {str(night.record["snapshot"])[:16] for night in nights if night.folder in stay}
    if (out / SNAPSHOTS).is_dir():
        removed += [path for path in (out / SNAPSHOTS).iterdir() if path.is_dir() and path.name not in used]
    if published is not None and (out / STAGING).is_dir():
        removed += [path for path in (out / STAGING).iterdir() if _is_older(path, published)]
    for path in removed:
        shutil.rmtree(path, ignore_errors=True)
    return removed


def _months(days: Iterable[date]) -> set[tuple[int, int]]:
    return {(day.year, day.month) for day in days}


def _is_older(staged: Path, published: Night) -> bool:
    return staged.stat().st_mtime < published.folder.stat().st_mtime
