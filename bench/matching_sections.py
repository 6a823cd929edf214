"""The sections of the measurement, in order: what each runs, and the figures it returns."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from bench.catalog import DATA, ON, PER_PERSON, catalog, describe
from bench.matching_machine import copy_bandwidth
from bench.matching_watch import Watched, job, watch
from todoke.rules.library import rulebook_of

TOKYO = 14_077_552
"""Everybody in Tokyo (住民基本台帳, 1 January 2026)."""

SEED = 1
YESTERDAY = ON - timedelta(days=1)
_SIZES = (100_000, 1_000_000)
_FEW_RUNS_FROM = 5_000_000
"""From so many residents on, a night with nothing kept is measured once."""

_ON_SPARK = 1_000_000
_KILLED = 100_000
_LONG = 3600.0
_MIB = 1024 * 1024
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
        return folder, watch([*todoke(), "population", *told, "--out", str(folder)], limit=_LONG)

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
        """Return a stored night, answered where it is missing; what the engine keeps lies beside it."""
        out = self.nights(size, on, details=details)
        found = sorted(out.glob(f"{on}-*/night.json"))
        if found:
            return found[0].parent
        snapshot, _ = self.snapshot(size, on)
        spec = self.spec(snapshot, on, out, details=details)
        done = self.job("night", spec | {"kept": str(out / "kept")})
        return Path(done.figures["folder"])

    def nights(self, size: int, on: date, *, details: bool) -> Path:
        """Return the folder of the nights of one kind."""
        return self.folder(size, on) / ("nights-details" if details else "nights-answers")

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

    def job(self, name: str, spec: Figures, *, limit: float = _LONG) -> Watched:
        """Run a job in a process of its own."""
        self.work.mkdir(parents=True, exist_ok=True)
        return job(name, spec, limit=limit, folder=self.work)


def todoke() -> list[str]:
    """Return the command line of this very installation."""
    return [str(Path(sys.executable).with_name("todoke"))]


def programs(bench: Bench) -> Figures:
    """Say how large the catalogue is."""
    book = catalog(rulebook_of(DATA), SEED)
    print(describe(book))
    return {"programs": len(book.content.programs), "per_person": PER_PERSON}


def population(bench: Bench) -> Figures:
    """Make the largest population anew, and let it grow a day older."""
    shutil.rmtree(bench.work / str(bench.residents), ignore_errors=True)
    folder, made = bench.population(bench.residents, YESTERDAY)
    _, aged = bench.population(bench.residents, ON)
    assert made is not None
    assert aged is not None
    size = sum(path.stat().st_size for path in folder.glob("**/*.parquet"))
    _say(f"{bench.residents:,} residents made", made)
    _say("a day older", aged)
    return made.as_json() | {"residents": bench.residents, "bytes": size, "aged": aged.as_json()}


def snapshot(bench: Bench) -> Figures:
    """Build the snapshot of the largest population anew."""
    _, built = bench.snapshot(bench.residents, YESTERDAY, anew=True)
    assert built is not None
    _say(
        f"snapshot of {built.figures['persons']:,} residents, {built.figures['bytes'] / _MIB:,.0f} MiB", built
    )
    return built.as_json()


def matching(bench: Bench) -> Figures:
    """Answer for everybody at every size: without and with amounts and reasons, compared with yesterday, written."""
    return {"sizes": {str(size): _matched(bench, size) for size in bench.sizes}}


def _matched(bench: Bench, size: int) -> Figures:
    found: Figures = {}
    for kind, details in (("answers", False), ("details", True)):
        bench.night(size, YESTERDAY, details=details)
        runs = [
            _tonight(bench, size, kind, keeping=True, cold=number == 0) for number in range(bench.runs + 1)
        ]
        found[kind] = _summed(runs[1:], size) | {"cold": runs[0].as_json()}
        times = bench.runs if size < _FEW_RUNS_FROM else 1
        runs = [_tonight(bench, size, kind, keeping=False) for _ in range(times)]
        found[f"{kind}_first"] = _summed(runs, size)
    return found


def _tonight(bench: Bench, size: int, kind: str, *, keeping: bool, cold: bool = False) -> Watched:
    """Answer for tonight: with what the engine kept of yesterday, or as on the first night."""
    details = kind == "details"
    snapshot, _ = bench.snapshot(size, ON)
    yesterday = bench.night(size, YESTERDAY, details=details)
    place = bench.work / str(size) / "tonight"
    shutil.rmtree(place, ignore_errors=True)
    spec = bench.spec(snapshot, ON, place / "nights", details=details)
    spec |= {"yesterday": str(yesterday), "cold": cold}
    if keeping:
        kept = place / "kept"
        # The files are replaced and never written in place, so that a second name of each is a copy.
        shutil.copytree(yesterday.parent / "kept", kept, copy_function=os.link)
        spec["kept"] = str(kept)
    done = bench.job("night", spec)
    shutil.rmtree(place)
    how = "with what was kept" if keeping else "nothing kept"
    disk = ", files read from the disk" if cold else ""
    _say(f"{size:,} residents, {kind}, {how}, {done.figures['seconds']:.2f} s inside{disk}", done)
    return done


def _summed(runs: list[Watched], size: int) -> Figures:
    """Return the medians of some runs, and the runs."""
    counted = [run for run in runs if run.is_quiet] or runs
    seconds = statistics.median(run.figures["seconds"] for run in counted)
    return {
        "seconds": seconds,
        "match_seconds": statistics.median(run.figures["match_seconds"] for run in counted),
        "compare_seconds": statistics.median(run.figures["compare_seconds"] for run in counted),
        "wall": statistics.median(run.wall for run in counted),
        "peak_mib": max(run.peak_mib for run in runs),
        "quiet": len(counted) if counted[0].is_quiet else 0,
        "persons": counted[0].figures["persons"],
        "bytes": counted[0].figures["bytes"],
        "kept_bytes": counted[0].figures["kept_bytes"],
        "ns_per_person_program": seconds * 1e9 / (size * PER_PERSON),
        "runs": [run.as_json() for run in runs],
    }


def bandwidth(bench: Bench) -> Figures:
    """Copy memory, and say how long what must be moved would take at that speed."""
    one, two = copy_bandwidth(1), copy_bandwidth(2)
    size = bench.residents
    snapshot, _ = bench.snapshot(size, ON)
    yesterday = bench.night(size, YESTERDAY, details=False)
    read = sum(path.stat().st_size for path in snapshot.glob("*.blocks"))
    stored = sum(path.stat().st_size for path in yesterday.glob("*.part"))
    kept = sum(path.stat().st_size for path in (yesterday.parent / "kept").glob("*.kept"))
    moved = read + 2 * stored
    print(f"copying: {one / 1e9:.1f} GB/s by one process, {two / 1e9:.1f} GB/s by two")
    print(
        f"must move: {read / _MIB:,.0f} MiB of snapshot, {stored / _MIB:,.0f} MiB of yesterday and of tonight"
    )
    return {
        "one": one,
        "two": two,
        "moved": moved,
        "kept": kept,
        "seconds": moved / two,
        "ns_per_person_program": moved / two * 1e9 / (size * PER_PERSON),
    }


def diff(bench: Bench) -> Figures:
    """Compare two stored nights, with reasons."""
    size = bench.residents
    snapshot, _ = bench.snapshot(size, ON)
    before = bench.night(size, YESTERDAY, details=True)
    after = bench.night(size, ON, details=True)
    runs = []
    for _ in range(bench.runs):
        spec = bench.spec(snapshot, ON, after, details=True) | {"before": str(before), "after": str(after)}
        done = bench.job("diff", spec)
        _say(f"two nights of {size:,} residents compared, {done.figures['seconds']:.2f} s inside", done)
        runs.append(done)
    counted = [run for run in runs if run.is_quiet] or runs
    first = counted[0].figures
    return {
        "seconds": statistics.median(run.figures["seconds"] for run in counted),
        **{name: first[name] for name in ("gained", "lost", "amount", "causes")},
        "peak_mib": max(run.peak_mib for run in runs),
        "quiet": len(counted) if counted[0].is_quiet else 0,
        "runs": [run.as_json() for run in runs],
    }


def equality(bench: Bench) -> Figures:
    """Hold every engine to the reference on random households; its answers are kept for the next engine."""
    found: Figures = {}
    for engine in ("columnar", "sql", "spark"):
        spec = {"engine": engine, "households": bench.households, "master": "local[2]"}
        done = bench.job("equality", spec | {"keep": str(bench.work / "reference")}, limit=3 * _LONG)
        found[engine] = done.figures | {"wall": done.wall}
        print(f"{engine}: {json.dumps(done.figures, ensure_ascii=False)[:600]}", flush=True)
    return {"engines": found}


def kill(bench: Bench) -> Figures:
    """Kill `todoke match` at random points again and again; it must end with the bytes of an undisturbed run."""
    folder, _ = bench.population(min(_KILLED, bench.residents), YESTERDAY)
    answer = bench.work / ".nights.json"
    answer.unlink(missing_ok=True)
    told = ["kill", "--population", str(folder), "--kills", str(bench.kills), "--out", str(answer)]
    done = watch([sys.executable, "-m", "bench.nights", *told], limit=_LONG, answer=answer)
    answer.unlink()
    print(json.dumps(done.figures)[:400])
    return done.figures


def spark(bench: Bench) -> Figures:
    """Answer for a million residents on Spark: inside one process, and on a master with two workers."""
    from todoke.engines.spark.standalone import cluster

    size = min(_ON_SPARK, bench.residents)
    snapshot, _ = bench.snapshot(size, ON)
    here = bench.night(size, ON, details=True)
    found: Figures = {"residents": size}
    with cluster() as address:
        for name, master in (("local", "local[2]"), ("standalone", address)):
            out = bench.work / str(size) / "spark"
            shutil.rmtree(out, ignore_errors=True)
            done = bench.job("cluster", bench.spec(snapshot, ON, out, details=True) | {"master": master})
            there = Path(done.figures["folder"])
            same = _same_parts(here, there)
            shutil.rmtree(out)
            _say(
                f"{name}: session {done.figures['session_seconds']:.1f} s, first {done.figures['seconds']:.1f} s, "
                f"again {done.figures['warm_seconds']:.1f} s, same bytes: {same}",
                done,
            )
            found[name] = done.as_json() | {"same_bytes": same}
    return found


def _same_parts(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.glob("*.part"))
    return bool(names) and names == sorted(path.name for path in other.glob("*.part")) and all(
        hashlib.sha256((one / name).read_bytes()).digest() == hashlib.sha256((other / name).read_bytes()).digest()
        for name in names
    )  # fmt: skip


def postgresql(bench: Bench) -> Figures:
    """Read everybody from PostgreSQL, cold, and answer with what the engine kept of yesterday."""
    size = bench.residents
    folder, _ = bench.population(size, YESTERDAY)
    kept = bench.night(size, YESTERDAY, details=True).parent / "kept"
    spec = bench.spec(folder, ON, folder, details=True) | {"population": str(folder), "kept": str(kept)}
    done = bench.job("postgresql", spec, limit=2 * _LONG)
    told = done.figures
    _say(
        f"{told['residents']:,} residents read from PostgreSQL in {told['read_seconds']:.1f} s, answered in "
        f"{told['match_seconds']:.1f} s; {told['changed_seconds']:.1f} s after 1,000 households changed",
        done,
    )
    return done.as_json() | told


SECTIONS: dict[str, Callable[[Bench], Figures]] = {
    "catalog": programs,
    "population": population,
    "snapshot": snapshot,
    "matching": matching,
    "bandwidth": bandwidth,
    "diff": diff,
    "spark": spark,
    "kill": kill,
    "equality": equality,
    "postgresql": postgresql,
}


def _say(what: str, run: Watched) -> None:
    quiet = "quiet" if run.is_quiet else f"NOISY, others used {run.others:.0%}"
    print(
        f"{what}: {run.wall:.2f} s of the process, {run.cpu:.2f} s of processor, "
        f"peak {run.peak_mib:,.0f} MiB ({run.peak_own_mib:,.0f} without files) [{quiet}]",
        flush=True,
    )
