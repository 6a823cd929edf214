"""The sections of the measurement, in order: what each runs, and the figures it returns."""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from bench.catalog import DATA, ON, PER_PERSON, catalog, describe
from bench.matching_files import LONG, SEED, YESTERDAY, Bench, Figures, counts
from bench.matching_machine import copy_bandwidth
from bench.matching_watch import Watched, watch
from todoke.nights.stored.store import Night
from todoke.rules.library import rulebook_of

_FEW_RUNS_FROM = 5_000_000
"""From so many residents on, a night that answers everybody anew is measured once."""

_ON_SPARK = 1_000_000
_KILLED = 100_000
_CHANGES = ("gained", "lost", "amount", "causes")
_MIB = 1024 * 1024


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
        carried = [
            _tonight(bench, size, kind, carry=True, cold=number == 0) for number in range(bench.runs + 1)
        ]
        times = bench.runs if size < _FEW_RUNS_FROM else 1
        anew = [_tonight(bench, size, kind, carry=False) for _ in range(times)]
        found[kind] = _summed(carried[1:], size) | {"cold": carried[0].as_json()}
        found[kind]["peak_mib"] = carried[0].peak_mib
        found[f"{kind}_anew"] = _summed(anew, size)
        found[kind]["same_bytes"] = len({run.figures["seal"] for run in (*carried, *anew)}) == 1
        print(f"the same bytes carried over and anew: {found[kind]['same_bytes']}", flush=True)
    return found


def _tonight(bench: Bench, size: int, kind: str, *, carry: bool, cold: bool = False) -> Watched:
    """Answer for tonight: with yesterday's answers carried over, or everybody anew."""
    place = bench.work / str(size) / "tonight"
    done = bench.tonight(size, place, details=kind == "details", carry=carry, cold=cold)
    shutil.rmtree(place)
    how = "yesterday's answers carried over" if carry else "everybody answered anew"
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
        "match_cpu": statistics.median(run.figures["match_cpu"] for run in counted),
        "compare_seconds": statistics.median(run.figures["compare_seconds"] for run in counted),
        "wall": statistics.median(run.wall for run in counted),
        "peak_mib": max(run.peak_mib for run in runs),
        "quiet": len(counted) if counted[0].is_quiet else 0,
        "persons": counted[0].figures["persons"],
        "bytes": counted[0].figures["bytes"],
        "ns_per_person_program": seconds * 1e9 / (size * PER_PERSON),
        "runs": [run.as_json() for run in runs],
    }


def days(bench: Bench) -> Figures:
    """Say whom and what must be answered anew only because a day passed: on some days of a year."""
    size = bench.residents
    snapshot, _ = bench.snapshot(size, ON)
    before, _ = bench.snapshot(size, YESTERDAY)
    done = bench.job("days", bench.spec(snapshot, ON, snapshot, details=True) | {"before": str(before)})
    for day, found in done.figures["days"].items():
        print(f"{day}: {found['awake']:.2%} of households awake, {found['programs']:.2%} of programs changed")
    print(f"with what was said of them: {done.figures['anew']:.2%} of households")
    return done.figures


def bandwidth(bench: Bench) -> Figures:
    """Copy memory, and say how long what must be moved would take at that speed."""
    one, two = copy_bandwidth(1), copy_bandwidth(2)
    size = bench.residents
    snapshot, _ = bench.snapshot(size, ON)
    yesterday = bench.night(size, YESTERDAY, details=False)
    read = sum(path.stat().st_size for path in snapshot.glob("*.blocks"))
    stored = sum(path.stat().st_size for path in yesterday.glob("*.part"))
    moved = read + 2 * stored
    print(f"copying: {one / 1e9:.1f} GB/s by one process, {two / 1e9:.1f} GB/s by two")
    print(
        f"must move: {read / _MIB:,.0f} MiB of snapshot, {stored / _MIB:,.0f} MiB of yesterday and of tonight"
    )
    return {
        "one": one,
        "two": two,
        "moved": moved,
        "seconds": moved / two,
        "ns_per_person_program": moved / two * 1e9 / (size * PER_PERSON),
    }


def diff(bench: Bench) -> Figures:
    """Compare two stored nights, with reasons: one that carried answers of the other over, and one that did not."""
    carried = _compared(bench, bench.night_after(bench.residents, details=True), "answers carried over")
    anew = _compared(bench, bench.night(bench.residents, ON, details=True), "everybody answered anew")
    same = all(carried[name] == anew[name] for name in _CHANGES)
    print(f"the same changes: {same}")
    return carried | {"anew": anew, "same_changes": same}


def _compared(bench: Bench, after: Path, how: str) -> Figures:
    """Compare a night with yesterday's."""
    before = bench.night(bench.residents, YESTERDAY, details=True)
    spec = {"catalog": str(bench.catalog()), "before": str(before), "after": str(after)}
    runs = []
    for _ in range(bench.runs):
        done = bench.job("diff", spec)
        _say(f"two nights compared, {how}, {done.figures['seconds']:.2f} s inside", done)
        runs.append(done)
    counted = [run for run in runs if run.is_quiet] or runs
    first = counted[0].figures
    return {
        "seconds": statistics.median(run.figures["seconds"] for run in counted),
        **{name: first[name] for name in _CHANGES},
        "peak_mib": max(run.peak_mib for run in runs),
        "quiet": len(counted) if counted[0].is_quiet else 0,
        "runs": [run.as_json() for run in runs],
    }


def equality(bench: Bench) -> Figures:
    """Hold every engine to the reference on random households; its answers are kept for the next engine."""
    found: Figures = {}
    for engine in ("columnar", "sql", "spark"):
        spec = {"engine": engine, "households": bench.households, "master": "local[2]"}
        done = bench.job("equality", spec | {"keep": str(bench.work / "reference")}, limit=3 * LONG)
        found[engine] = done.figures | {"wall": done.wall}
        print(f"{engine}: {json.dumps(done.figures, ensure_ascii=False)[:600]}", flush=True)
    return {"engines": found}


def kill(bench: Bench) -> Figures:
    """Kill `todoke match` at random points again and again; it must end with the bytes of an undisturbed run."""
    folder, _ = bench.population(min(_KILLED, bench.residents), YESTERDAY)
    answer = bench.work / ".nights.json"
    answer.unlink(missing_ok=True)
    told = ["kill", "--population", str(folder), "--kills", str(bench.kills), "--out", str(answer)]
    done = watch([sys.executable, "-m", "bench.nights", *told], limit=LONG, answer=answer)
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
    """Read everybody from PostgreSQL, cold, and answer for them with yesterday's answers carried over."""
    size = bench.residents
    folder, _ = bench.population(size, ON)
    before = bench.night(size, YESTERDAY, details=True)
    spec = bench.spec(folder, ON, folder, details=True) | {
        "population": str(folder),
        "yesterday": str(before),
    }
    done = bench.job("postgresql", spec, limit=2 * LONG)
    here = counts(Night.open(bench.night(size, ON, details=True)))
    told = done.figures | {"same_counts": all(done.figures[name] == count for name, count in here.items())}
    _say(
        f"{told['residents']:,} residents read from PostgreSQL in {told['read_seconds']:.1f} s, answered in "
        f"{told['match_seconds']:.1f} s ({told['anew']:.2%} of households anew), "
        f"as many of each answer as from Parquet: {told['same_counts']}; "
        f"{told['changed_seconds']:.1f} s after 1,000 households changed",
        done,
    )
    return done.as_json() | told


SECTIONS: dict[str, Callable[[Bench], Figures]] = {
    "catalog": programs,
    "population": population,
    "snapshot": snapshot,
    "matching": matching,
    "days": days,
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
