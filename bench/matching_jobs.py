"""What is measured, each in a process of its own: ``python -m bench.matching_jobs NAME SPEC ANSWER``."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import multiprocessing
import os
import pickle
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench import matching_days
from bench.catalog import DATA, catalog
from bench.matching_files import counts, second_names
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.spark.session import session
from todoke.engines.spark.spreading import SparkSpread, spread
from todoke.nights.compared.diff import compare
from todoke.nights.run.keeping import keep_snapshot
from todoke.nights.run.running import run_night
from todoke.nights.stored.store import Night
from todoke.residents.building import build_snapshot
from todoke.residents.snapshot import Snapshot
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

Spec = dict[str, Any]


def make_catalog(spec: Spec) -> dict[str, Any]:
    """Make the catalogue of programs and keep it for the other jobs."""
    book = catalog(rulebook_of(DATA), spec["seed"])
    path = Path(spec["catalog"])
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(pickle.dumps(book.content, pickle.HIGHEST_PROTOCOL))
    unfinished.replace(path)
    return {"programs": len(book.content.programs)}


def snapshot(spec: Spec) -> dict[str, Any]:
    """Build the snapshot of a population."""
    book, out = _book(spec), Path(spec["out"])
    like = Path(spec["like"]) if spec.get("like") else None
    began = time.perf_counter()
    built = build_snapshot(Path(spec["population"]), out, book.content, like=like)
    seconds = time.perf_counter() - began
    _everybody(built, Path(spec["population"]))
    return {
        "seconds": seconds,
        "persons": built.persons,
        "households": built.households,
        "blocks": sum(len(built.blocks(code)) for code in built.municipalities),
        "bytes": built.size,
        "problems": len(built.problems),
    }


def night(spec: Spec) -> dict[str, Any]:
    """Answer for everybody and write the night; with ``yesterday``, which lies in the same folder, compare with it.

    With ``carry`` the answers of yesterday are carried over.
    """
    out = Path(spec["out"])
    began = time.perf_counter()
    book = _book(spec)
    loaded = time.perf_counter()
    if spec.get("cold"):
        _evict(Path(spec["snapshot"]))
        if spec.get("yesterday"):
            _evict(Path(spec["yesterday"]))
            _evict(_residents_of(Night.open(Path(spec["yesterday"]))).folder)
    start, used = time.perf_counter(), _cpu()
    residents = Snapshot.open(Path(spec["snapshot"]))
    made = run_night(
        residents,
        book,
        on=date.fromisoformat(spec["on"]),
        out=out,
        engine=ColumnarEngine(),
        details=spec["details"],
        workers=spec.get("workers", 2),
        carry=bool(spec.get("carry")),
    )
    matched, used = time.perf_counter(), _cpu() - used
    if not made.is_complete:
        raise RuntimeError(f"the night is incomplete: {made.record['problems'][:3]}")
    keep_snapshot(out, residents.identity, residents.folder)
    compared: dict[str, Any] = {}
    if spec.get("yesterday"):
        compared = _compared(Path(spec["yesterday"]), made)
    ended = time.perf_counter()
    if spec.get("carry"):
        _carried(Night.open(Path(spec["yesterday"])), made)
    return compared | {
        "loading_seconds": loaded - began,
        "match_seconds": matched - start,
        "match_cpu": used,
        "compare_seconds": ended - matched,
        "seconds": ended - start,
        "bytes": _size(made.folder, "*.part") + _size(made.folder, "*.since"),
        "seal": _seal(made),
        "folder": str(made.folder),
        "complete": made.is_complete,
        "resumed": made.record["run"]["resumed"],
    } | _counts(made, residents)  # fmt: skip


def diff(spec: Spec) -> dict[str, Any]:
    """Compare two stored nights, with the reason of each change."""
    began = time.perf_counter()
    book = _book(spec)
    start = time.perf_counter()
    found = _compared(Path(spec["before"]), Night.open(Path(spec["after"])), book)
    ended = time.perf_counter()
    return found | {"loading_seconds": start - began, "seconds": ended - start}


def cluster(spec: Spec) -> dict[str, Any]:
    """Answer for everybody on a Spark cluster; ``warm`` runs once more in the same session."""
    book, out = _book(spec), Path(spec["out"])
    residents = Snapshot.open(Path(spec["snapshot"]))
    answer = partial(
        run_night,
        residents,
        book,
        on=date.fromisoformat(spec["on"]),
        engine=ColumnarEngine(),
        details=spec["details"],
    )
    began = time.perf_counter()
    with session(spec["master"]) as spark:
        opened = time.perf_counter()
        made = answer(out=out / "first", spread=partial(spread, spark))
        first = time.perf_counter()
        answer(out=out / "second", spread=partial(spread, spark))
        second = time.perf_counter()
    return {
        "session_seconds": opened - began,
        "seconds": first - opened,
        "warm_seconds": second - first,
        "folder": str(made.folder),
        "complete": made.is_complete,
    } | _counts(made, residents)


def equality(spec: Spec) -> dict[str, Any]:
    """Hold an engine to the reference on random households; Spark's own workers compare the columnar one."""
    from bench import equality

    on_spark = spec["engine"] == "spark"
    name, keep = "columnar" if on_spark else spec["engine"], Path(spec["keep"])
    tasks = list(equality._tasks(name, 0, spec["households"], equality.CHUNK, keep))
    began = time.perf_counter()
    counts: Counter[str] = Counter()
    lines: list[str] = []
    with ExitStack() as stack:
        if on_spark:
            compared = SparkSpread(spec["master"])(equality.compare, tasks)
        else:
            pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(2))
            compared = pool.imap_unordered(equality.compare, tasks)
        for done in compared:
            counts += done.counts
            lines += done.lines
    return {
        "households": counts["households"],
        "persons": counts["persons"],
        "answers": counts["answers"],
        "amounts": counts["amounts"],
        "differences": counts["differences"],
        "first": lines[:5],
        "unknown_share": counts["unknown facts"] / max(1, counts["facts"]),
        "seconds": time.perf_counter() - began,
    }


def postgresql(spec: Spec) -> dict[str, Any]:
    """Load a population into PostgreSQL; then read everybody from there, cold, and answer with amounts and reasons.

    What is read stands in blocks cut anew; the answers of yesterday's night, whose residents were read from Parquet,
    are carried over all the same for the households that stand where they stood.
    """
    from bench import loading

    book, folder = _book(spec), Path(tempfile.mkdtemp(prefix="todoke-bench-postgresql-"))
    try:
        yesterday = Night.open(second_names(Path(spec["yesterday"]), folder / "nights"))
        measured = loading.from_postgresql(Path(spec["population"]), folder)
        read = next(measured)
        _everybody(read.snapshot, Path(spec["population"]))
        start = time.perf_counter()
        made = run_night(
            read.snapshot,
            book,
            on=date.fromisoformat(spec["on"]),
            out=folder / "nights",
            engine=ColumnarEngine(),
        )
        match = time.perf_counter() - start
        anew = matching_days.anew(_residents_of(yesterday), read.snapshot, book, yesterday.on, made.on)
        figures = _counts(made, read.snapshot) | {"complete": made.is_complete}
        changed = next(measured)
        return figures | {
            "residents": read.snapshot.persons,
            "read_seconds": read.seconds,
            "match_seconds": match,
            "seconds": read.seconds + match,
            "anew": anew,
            "changed_seconds": changed.seconds,
            "reading_peak_mib": read.mebibytes,
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def days(spec: Spec) -> dict[str, Any]:
    """Say how many households a passing day wakes, and how many are answered anew with what was said of them."""
    book, on = _book(spec), date.fromisoformat(spec["on"])
    before, now = Snapshot.open(Path(spec["before"])), Snapshot.open(Path(spec["snapshot"]))
    return {
        "days": matching_days.of_a_year(before, book, on.year),
        "anew": matching_days.anew(before, now, book, before.on, on),
    }


def _carried(before: Night, after: Night) -> None:
    """Refuse figures of a night that could carry nothing over."""
    for code in after.municipalities:
        now, then = after.part(code).keys, before.part(code).keys if code in before.municipalities else {}
        if any(then.get(name) == key for name, key in now.items()):
            return
    raise RuntimeError(
        f"nothing could be carried over from {before.folder}: remove it, it is of another version"
    )


def _residents_of(night: Night) -> Snapshot:
    assert night.snapshot_folder is not None
    return Snapshot.open(night.snapshot_folder)


def _seal(made: Night) -> str:
    """Return a hash over the parts of a night: equal where all its bytes are."""
    return hashlib.sha256(json.dumps(made.record["parts"], sort_keys=True).encode()).hexdigest()


def _compared(before: Path, after: Night, book: Rulebook | None = None) -> dict[str, Any]:
    """Compare with the night before; with a rulebook also say why each change came."""
    found = compare(Night.open(before), after, book=book)
    told: dict[str, Any] = {str(kind): sum(counts.values()) for kind, counts in found.counts().items()}
    if book is not None:
        causes: Counter[str] = Counter()
        for some in found.changes:
            for reason, count in some.by_reason().items():
                causes[str(reason.cause)] += count
        told["causes"] = dict(causes)
    return told


def _everybody(found: Snapshot, population: Path) -> None:
    """Refuse figures of a snapshot that somebody is missing from."""
    wanted = json.loads((population / "population.json").read_text(encoding="utf-8"))["residents"]
    if found.persons != wanted:
        raise RuntimeError(f"{found.persons:,} of {wanted:,} residents are in the snapshot")


def _counts(made: Night, residents: Snapshot) -> dict[str, Any]:
    """Return how many were answered for, and how the answers fell."""
    return counts(made) | {"persons": residents.persons, "households": residents.households}


def _book(spec: Spec) -> Rulebook:
    book = Rulebook(pickle.loads(Path(spec["catalog"]).read_bytes()))  # noqa: S301 - our own file
    gc.freeze()  # as the commands do with rules they loaded
    return book


def _evict(folder: Path) -> None:
    """Let the system forget what it holds of the files in a folder, so that they are read from the disk."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


JOBS: dict[str, Callable[[Spec], dict[str, Any]]] = {
    one.__name__: one for one in (make_catalog, snapshot, night, days, diff, cluster, equality, postgresql)
}


def main(name: str, spec: str, answer: str) -> int:
    """Do a job and write its figures."""
    logging.disable(logging.WARNING)
    figures = JOBS[name](json.loads(spec))
    Path(answer).write_text(json.dumps(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
