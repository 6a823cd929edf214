"""Nights on disk: a folder for each, with a record and one part per municipality, and a pointer to the newest.

The pointer is replaced last, so that until a night is complete the one before it stays the published one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from todoke.nights.stored.reading import Part, StoredBlock
from todoke.nights.stored.sealing import DamagedPartError, NightError, write_whole

FORMAT: Final = 1
RECORD: Final = "night.json"
LATEST: Final = "latest"
"""The file that names the folder of the newest complete night."""

STAGING: Final = ".staging"
SNAPSHOTS: Final = "snapshots"


class Night:
    """What every program answered for everybody on one day."""

    def __init__(self, folder: Path, record: Mapping[str, Any]) -> None:
        """Take a folder and its record."""
        self.folder, self.record = folder, record
        self.on = date.fromisoformat(record["on"])

    @classmethod
    def open(cls, folder: Path) -> Night:
        """Open a night; raises NightError, which says what to do, where there is none."""
        path = folder / RECORD
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NightError(
                f"{folder} に判定の結果({RECORD})がありません。todoke match で判定してください"
            ) from None
        except (OSError, ValueError):
            raise DamagedPartError(f"{path} が壊れています。{_cure(None)}") from None
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise NightError(f"{path} は、この版の todoke では読めない形式です。{_cure(None)}")
        return cls(folder, record)

    @property
    def is_complete(self) -> bool:
        """Tell whether every municipality was answered for."""
        return bool(self.record["complete"])

    @property
    def is_whole(self) -> bool:
        """Tell whether all programs of the rulebook were asked, with amounts: only such a night is published."""
        return self.is_complete and self.record["chosen"] is None and bool(self.record["details"])

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The codes of the municipalities that have a part."""
        return tuple(self.record["parts"])

    def part(self, municipality: str) -> Part:
        """Return the part of a municipality; raises DamagedPartError where a byte is not as it was written."""
        seal = self.record["parts"].get(municipality)
        if seal is None:
            raise NightError(f"{self.folder} に {municipality} の結果はありません")
        return Part(self.folder, municipality, cure=_cure(self.on), seal=seal)

    def blocks(self, municipality: str) -> tuple[StoredBlock, ...]:
        """Return the blocks of a municipality, in the order of the snapshot's."""
        return self.part(municipality).blocks

    def check(self) -> None:
        """Read every part; raises DamagedPartError at the first that is not as it was written."""
        for municipality in self.municipalities:
            self.part(municipality)

    @property
    def snapshot_folder(self) -> Path | None:
        """The snapshot the night was worked out from, where it has been kept beside the nights."""
        kept = self.folder.parent / SNAPSHOTS / str(self.record["snapshot"])[:16]
        return kept if kept.is_dir() else None


def _cure(on: date | None) -> str:
    day = "" if on is None else f" --on {on}"
    return f"todoke match{day} --again でその晩の判定をやり直してください"


def nights_in(out: Path) -> Iterator[Night]:
    """Yield the complete nights under a folder, the oldest day first, of one day the published one last.

    A night of some programs only comes before one of all.
    """
    found = []
    for path in out.glob(f"*/{RECORD}"):
        try:
            night = Night.open(path.parent)
        except NightError:
            continue
        if night.is_complete:
            found.append(night)
    pointed = _pointed(out)
    yield from sorted(
        found, key=lambda one: (one.on, one.is_whole, one.folder.name == pointed, one.folder.name)
    )


def latest(out: Path) -> Night | None:
    """Return the published night, if there is any; raises NightError where the pointer leads nowhere."""
    name = _pointed(out)
    return None if name is None else Night.open(out / name)


def publish(out: Path, night: Night) -> None:
    """Make a complete night the published one."""
    if not night.is_whole:
        raise ValueError("not a whole night")
    write_whole(out / LATEST, f"{night.folder.name}\n".encode())


def _pointed(out: Path) -> str | None:
    try:
        return (out / LATEST).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def find(out: Path, name: str) -> Night:
    """Return a night by its folder, its folder's name, its day or ``latest``; raises NightError."""
    if name == LATEST:
        night = latest(out)
        if night is None:
            raise NightError(f"{out} にはまだ判定の結果がありません。todoke match で判定してください")
        return night
    for folder in (Path(name), out / name):
        if (folder / RECORD).exists():
            return Night.open(folder)
    known = list(nights_in(out))
    of_day = [night for night in known if night.on.isoformat() == name]
    if of_day:
        return of_day[-1]
    days = "、".join(dict.fromkeys(night.on.isoformat() for night in known[-5:])) or "なし"
    raise NightError(f"{name} の判定の結果がありません({out} にある新しいもの: {days})")
