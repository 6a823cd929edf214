"""Nights measured: written, read back, compared, and killed at random points without a trace.

``python -m bench.nights kill --population DIR`` kills a run of ``todoke match`` again and again and compares bytes;
``python -m bench.nights measure --population DIR`` measures two nights of a population, and their comparison.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.carried.parts import PartWriter
from todoke.nights.compared.diff import compare
from todoke.nights.run.keeping import keep_snapshot
from todoke.nights.run.running import run_night
from todoke.nights.stored.store import Night, latest
from todoke.residents.building import build_snapshot
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[1]
ON = date(2026, 11, 22)
KILLS = 20
RESIDENTS = 20_000


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for and print it; with ``--out`` write it as JSON too."""
    parser = argparse.ArgumentParser(prog="python -m bench.nights")
    parser.add_argument("what", choices=("kill", "measure"), nargs="?", default="kill")
    parser.add_argument(
        "--population", type=Path, help="a population folder; a small one is made where left out"
    )
    parser.add_argument(
        "--residents", type=int, default=RESIDENTS, help="how many to make where none are given"
    )
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--catalog", action="store_true", help="with made-up programs: 200 for everybody")
    parser.add_argument("--next", type=Path, help="the same population a day later, for measure")
    parser.add_argument("--work", type=Path, help="where to write; a temporary folder where left out")
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    call = parser.parse_args(arguments)
    with _folder(call.work) as work:
        population = call.population or _made(work / "population", call.residents)
        if call.what == "kill":
            found = kill(population, work, kills=call.kills, seed=call.seed, workers=call.workers)
        else:
            found = measure(population, work, workers=call.workers, catalog=call.catalog, later=call.next)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if call.out is not None:
        call.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if found.get("same_bytes", True) else 1


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="todoke-nights-") as made:
        yield Path(made)


def _made(folder: Path, residents: int) -> Path:
    command = ["population", "make", "--residents", str(residents), "--seed", "1", "--out", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "todoke.cli.main", *command], check=True, cwd=ROOT, capture_output=True
    )
    return folder


def _start(population: Path, out: Path, on: date, workers: int) -> subprocess.Popen[bytes]:
    command = ["match", "--population", str(population), "--on", on.isoformat(), "--out", str(out)]
    command += ["--workers", str(workers), "--no-report"]
    return subprocess.Popen(
        [sys.executable, "-m", "todoke.cli.main", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def bytes_of(night: Night) -> dict[str, str]:
    """Return a hash of every file of a night, but not of when and where it was run."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in night.folder.glob("*.part")}
    record = {name: said for name, said in night.record.items() if name != "run"}
    found["record"] = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    return found


def kill(population: Path, work: Path, *, kills: int, seed: int, workers: int) -> dict[str, Any]:
    """Kill runs at random points (SIGKILL) until so many were killed; each goes on where the one before stopped."""
    chance = random.Random(seed)
    whole = work / "undisturbed"
    _finish(_start(population, whole, ON - timedelta(days=1), workers))
    began = time.perf_counter()
    _finish(_start(population, whole, ON, workers))
    seconds = time.perf_counter() - began
    expected = _published(whole)
    broken = work / "killed"
    killed = finished = resumed = unpublished = 0
    same = True
    shutil.rmtree(broken, ignore_errors=True)
    while killed < kills:
        if not broken.exists():
            _finish(_start(population, broken, ON - timedelta(days=1), workers))
        run = _start(population, broken, ON, workers)
        try:
            run.wait(chance.uniform(0, 1.05 * seconds))
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            killed += 1
            at = _published(broken)
            if at.on != ON:
                unpublished += 1
                at.check()
            continue
        finished += 1
        night = _published(broken)
        resumed += night.record["run"]["resumed"]
        same = same and bytes_of(night) == bytes_of(expected)
        shutil.rmtree(broken)
    if broken.exists():
        _finish(_start(population, broken, ON, workers))
        night = _published(broken)
        resumed += night.record["run"]["resumed"]
        same = same and bytes_of(night) == bytes_of(expected)
        finished += 1
    return {
        "residents": expected.record["residents"],
        "kills": killed,
        "finished": finished,
        "resumed": resumed,
        "yesterday_still_published": unpublished,
        "same_bytes": same,
        "seconds": round(seconds, 2),
    }


def _finish(run: subprocess.Popen[bytes]) -> None:
    code = run.wait()
    if code not in (0, 3):
        raise RuntimeError(f"todoke match ended with {code}")


def _published(out: Path) -> Night:
    night = latest(out)
    assert night is not None
    return night


def measure(
    population: Path, work: Path, *, workers: int, catalog: bool, later: Path | None
) -> dict[str, Any]:
    """Run two nights, and compare them without and with reasons."""
    book = rulebook_of(ROOT / "data")
    if catalog:
        from bench.catalog import catalog as made

        book = made(book)
    out = work / "nights"
    shutil.rmtree(out, ignore_errors=True)
    engine = ColumnarEngine()
    found: dict[str, Any] = {"programs": len(book.content.programs), "workers": workers}
    nights = []
    like: Path | None = None
    for place, (folder, on) in enumerate(((population, ON - timedelta(days=1)), (later or population, ON))):
        began = time.perf_counter()
        snapshot = build_snapshot(folder, None, book.content, like=like)
        found[f"snapshot_{place}"] = round(time.perf_counter() - began, 2)
        with _timed(found, f"run_{place}"):
            nights.append(run_night(snapshot, book, on=on, out=out, engine=engine, workers=workers))
        like = keep_snapshot(out, snapshot.identity, snapshot.folder)
    with _timed(found, "diff"):
        compared = compare(nights[0], nights[1], workers=workers)
    with _timed(found, "diff_with_reasons"):
        compared = compare(nights[0], nights[1], book=book, workers=workers)
    found["changes"] = {str(kind): sum(of.values()) for kind, of in compared.counts().items()}
    found["without_reason"] = sum(one.reason_of is None for one in compared.changes)
    with _timed(found, "read"):
        found["residents"] = sum(
            block.persons for code in nights[1].municipalities for block in nights[1].blocks(code)
        )
    found["mib"] = round(sum(path.stat().st_size for path in nights[1].folder.glob("*.part")) / 2**20, 1)
    found |= _writing(book, nights[1], work)
    found["peak_mib"] = round(
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    return found


@contextmanager
def _timed(into: dict[str, Any], name: str) -> Iterator[None]:
    began, before = time.perf_counter(), _cpu()
    yield
    into[name] = {"seconds": round(time.perf_counter() - began, 2), "cpu": round(_cpu() - before, 2)}


def _cpu() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _writing(book: Rulebook, night: Night, work: Path) -> dict[str, Any]:
    """Write a night once more from its own answers, block by block: what storing alone takes."""
    folder = work / "rewritten"
    folder.mkdir(exist_ok=True)
    encoding = decoding = 0.0
    for code in night.municipalities:
        writer = PartWriter(code)
        for stored in night.blocks(code):
            began = time.perf_counter()
            block = _Ids(stored.persons, stored.households, stored.person_ids, stored.household_ids)
            answers = list(stored.programs.values())
            between = time.perf_counter()
            writer.add(block, answers)  # type: ignore[arg-type]
            encoding += time.perf_counter() - between
            decoding += between - began
        began = time.perf_counter()
        writer.write(folder)
        encoding += time.perf_counter() - began
    shutil.rmtree(folder)
    return {"write_cpu": round(encoding, 2), "decode_cpu": round(decoding, 2)}


class _Ids:
    def __init__(self, persons: int, households: int, person_ids: Any, household_ids: Any) -> None:
        self.persons, self.households = persons, households
        self.person_ids, self.household_ids = person_ids, household_ids


if __name__ == "__main__":
    sys.exit(main())
