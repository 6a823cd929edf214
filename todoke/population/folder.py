"""The folder of a population: Parquet files by municipality, and population.json written last (人口フォルダー)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FORMAT = 1
RECORD = "population.json"
STAGING = ".making"
PERSONS, HOUSEHOLDS = "persons", "households"


class FolderError(ValueError):
    """The folder cannot be written or read as a population; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was written of one municipality; ``next_person`` and ``next_household`` are ids not yet given."""

    persons: int
    households: int
    persons_sha256: str
    households_sha256: str
    next_person: int
    next_household: int


@dataclass(frozen=True, slots=True)
class Population:
    """The record of a whole population; ``on`` is the day its facts are true of."""

    name: str
    seed: int
    residents: int
    households: int
    on: date
    parts: dict[str, Part]
    made_from: str
    """Hash of tables, assumptions and unknown rates."""
    history: tuple[dict[str, Any], ...] = field(default=())
    """The days it was let live, in order."""


def path_of(folder: Path, code: str, table: str) -> Path:
    """Return the file of a municipality's persons or households."""
    return folder / f"municipality={code}" / f"{table}.parquet"


def read_record(folder: Path) -> Population:
    """Return the record of a population; raises FolderError."""
    path = folder / RECORD
    if not path.exists():
        raise FolderError(
            f"{folder} に {RECORD} がありません。人口フォルダーではないか、作っている途中で止まったものです。"
            "todoke population make で作り直してください。"
        )
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.pop("format") != FORMAT:
            raise FolderError(f"{path}: この版の todoke では読めない形式です。作り直してください。")
        raw["parts"] = {code: Part(**part) for code, part in raw["parts"].items()}
        raw["history"] = tuple(raw.get("history", ()))
        return Population(**(raw | {"on": date.fromisoformat(raw["on"])}))
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(f"{path} が壊れています({error})。作り直してください。") from error


def write_record(folder: Path, population: Population) -> None:
    """Write population.json at once; from then on the folder is whole."""
    raw = {"format": FORMAT, **asdict(population), "on": population.on.isoformat()}
    _write_at_once(folder / RECORD, json.dumps(raw, ensure_ascii=False, indent=1) + "\n")
    shutil.rmtree(folder / STAGING, ignore_errors=True)


def begin(folder: Path, key: str) -> dict[str, Part]:
    """Prepare a folder for writing and return the parts an interrupted run with the same ``key`` has finished.

    What an interrupted run with another key left is removed. A folder that holds anything else is refused.
    """
    if (folder / RECORD).exists():
        raise FolderError(
            f"{folder} にはもう人口があります。別のフォルダーを --out で指定するか、消してからやり直してください。"
        )
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} はフォルダーではありません。別の場所を --out で指定してください。")
    staging = folder / STAGING
    if folder.is_dir() and any(folder.iterdir()) and not staging.is_dir():
        raise FolderError(
            f"{folder} には別のものが入っています。空のフォルダーか新しい場所を --out で指定してください。"
        )
    try:
        if staging.is_dir() and not _is_same(staging / "key", key):
            for left in sorted(folder.glob("municipality=*")):
                shutil.rmtree(left)
            shutil.rmtree(staging)
        staging.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise FolderError(
            f"{folder} に書き込めません。書き込める場所を --out で指定してください。"
        ) from error
    _write_at_once(staging / "key", key)
    done: dict[str, Part] = {}
    for path in sorted(staging.glob("*.json")):
        part = Part(**json.loads(path.read_text(encoding="utf-8")))
        files = [path_of(folder, path.stem, table) for table in (PERSONS, HOUSEHOLDS)]
        if all(file.exists() for file in files):
            done[path.stem] = part
    return done


def finish_part(folder: Path, code: str, part: Part) -> None:
    """Remember that a municipality is written, so that an interrupted run need not do it again."""
    _write_at_once(folder / STAGING / f"{code}.json", json.dumps(asdict(part)))


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_same(path: Path, key: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == key


def _write_at_once(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
