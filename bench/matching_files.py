"""What is to be measured, and where its files lie: populations, snapshots and nights, made where they are missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from bench.catalog import DATA, ON
from bench.matching_watch import Watched, job, watch
from todoke.nights.stored.store import Night

TOKYO = 14_077_552
"""Everybody in Tokyo (住民基本台帳, 1 January 2026)."""

SEED = 1
YESTERDAY = ON - timedelta(days=1)
LONG = 3600.0
"""Seconds after which a job has gone wrong."""

_SIZES = (100_000, 1_000_000)
Figures = dict[str, Any]


class Results(Protocol):
    """The figures measured so far."""

    figures: dict[str, Any]

    def has(self, name: str, key: dict[str, Any]) -> bool:
        """Tell whether a section was measured under this key."""

    def set(self, name: str, figures: dict[str, Any]) -> None:
        """Keep the figures of a section."""


@dataclass(slots=True)
class Bench:
    """What is to be measured, and where its files lie."""

    work: Path
    residents: int
    runs: int
    households: int
    kills: int
    results: Results

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of population to measure with, ascending."""
        return (*(size for size in _SIZES if size < self.residents), self.residents)

    def key(self, name: str) -> Figures:
        """Return what a section's figures depend on."""
        own = {
            "equality": {"households": self.households},
            "kill": {"kills": self.kills},
            "machine": {},
            "catalog": {},
        }
        return own.get(name, {"residents": self.residents, "runs": self.runs})

    def folder(self, size: int, on: date) -> Path:
        """Return where the files of a population on a day lie."""
        return self.work / str(size) / on.isoformat()

    def population(self, size: int, on: date, *, anew: bool = False) -> tuple[Path, Watched | None]:
        """Return the folder of a population, made where it is missing; today's is yesterday's a day older."""
        folder = self.folder(size, on) / "population"
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        if (folder / "population.json").exists():
            return folder, None
        if on == ON:
            before, _ = self.population(size, YESTERDAY)
            told = ["age", str(before), "--days", "1"]
        else:
            told = ["make", "--residents", str(size), "--seed", str(SEED), "--on", on.isoformat()]
        return folder, watch([*todoke(), "population", *told, "--out", str(folder)], limit=LONG)

    def snapshot(self, size: int, on: date, *, anew: bool = False) -> tuple[Path, Watched | None]:
        """Return the folder of a snapshot, built where it is missing; today's keeps yesterday's blocks."""
        population, _ = self.population(size, on)
        folder = self.folder(size, on) / "snapshot"
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        if (folder / "snapshot.json").exists():
            return folder, None
        spec = {"population": str(population), "out": str(folder), "catalog": str(self.catalog())}
        if on == ON:
            spec["like"] = str(self.snapshot(size, YESTERDAY)[0])
        return folder, self.job("snapshot", spec)

    def night(self, size: int, on: date, *, details: bool) -> Path:
        """Return a stored night, everybody answered anew where it is missing; its residents are kept beside it."""
        out = self.nights(size, on, details=details)
        found = sorted(out.glob(f"{on}-*/night.json"))
        if found:
            return found[0].parent
        snapshot, _ = self.snapshot(size, on)
        done = self.job("night", self.spec(snapshot, on, out, details=details))
        return Path(done.figures["folder"])

    def night_after(self, size: int, *, details: bool) -> Path:
        """Return today's night as it follows yesterday's: in one folder with it, with its answers carried over."""
        out = self.nights(size, ON, details=details)
        out = out.with_name(f"{out.name}-carried")
        found = sorted(out.glob(f"{ON}-*/night.json"))
        return found[0].parent if found else Path(self.tonight(size, out, details=details).figures["folder"])

    def tonight(
        self, size: int, out: Path, *, details: bool, carry: bool = True, cold: bool = False
    ) -> Watched:
        """Answer for today in a new folder that has yesterday's night in it too."""
        snapshot, _ = self.snapshot(size, ON)
        before = self.night(size, YESTERDAY, details=details)
        shutil.rmtree(out, ignore_errors=True)
        yesterday = second_names(before, out)
        spec = self.spec(snapshot, ON, out, details=details)
        told = spec | {"yesterday": str(yesterday), "carry": carry, "cold": cold}
        # The run from the disk tells the memory; those that are timed are left alone.
        return self.job("night", told, memory=cold or not carry)

    def nights(self, size: int, on: date, *, details: bool) -> Path:
        """Return the folder of the nights of one kind; other programs make other nights."""
        kind = "details" if details else "answers"
        return self.folder(size, on) / f"nights-{kind}-{self.catalog().stem.removeprefix('catalog-')}"

    def spec(self, snapshot: Path, on: date, out: Path, *, details: bool) -> Figures:
        """Return what a job about nights is told."""
        return {
            "snapshot": str(snapshot),
            "catalog": str(self.catalog()),
            "on": on.isoformat(),
            "out": str(out),
            "details": details,
        }

    def catalog(self) -> Path:
        """Return the file of the catalogue, made where it is missing or the programs have changed."""
        digest = hashlib.sha256(str(SEED).encode())
        for path in sorted([*DATA.glob("**/*.yaml"), *Path(__file__).parent.glob("catalog*.py")]):
            digest.update(path.read_bytes())
        path = self.work / f"catalog-{digest.hexdigest()[:12]}.pickle"
        if not path.exists():
            self.job("make_catalog", {"seed": SEED, "catalog": str(path)})
        return path

    def job(self, name: str, spec: Figures, *, limit: float = LONG, memory: bool = True) -> Watched:
        """Run a job in a process of its own."""
        self.work.mkdir(parents=True, exist_ok=True)
        return job(name, spec, limit=limit, folder=self.work, memory=memory)


def todoke() -> list[str]:
    """Return the command line of this very installation."""
    return [str(Path(sys.executable).with_name("todoke"))]


def counts(night: Night) -> dict[str, int]:
    """Return how the answers of a night fell."""
    totals = {"rows": 0, "eligible": 0, "undetermined": 0, "failed": 0}
    for program in night.record["programs"].values():
        for figures in program["by"].values():
            for name in totals:
                totals[name] += figures[name]
    return totals


def second_names(night: Path, out: Path) -> Path:
    """Let a night and its residents stand in another folder of nights too, and return the night there.

    Files of nights and snapshots are replaced and never written in place, so that a further name is a copy; where
    the folder lies on another file system it is a copy indeed.
    """
    residents = Night.open(night).snapshot_folder
    if residents is None:
        raise RuntimeError(f"the residents of {night} were not kept beside it")
    for folder in (residents, night):
        shutil.copytree(folder, out / folder.relative_to(night.parent), copy_function=_named_again)
    return out / night.name


def _named_again(one: str, other: str) -> None:
    try:
        os.link(one, other)
    except OSError:
        shutil.copy2(one, other)
