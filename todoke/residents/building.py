"""Building the snapshot of a population folder: municipality by municipality, in two processes."""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from todoke.residents.assembling import Assembled, assemble
from todoke.residents.numbers import check_numbers
from todoke.residents.parquet import PopulationFolder
from todoke.residents.problems import Problem, SnapshotError
from todoke.residents.snapshot import FORMAT, MANIFEST, Snapshot, publish, writing
from todoke.rules.content import Content

WORKERS = 2
_WORTH_WORKERS = 200_000

Progress = Callable[[str, int], None]
"""Told the municipality done and its number of residents."""


@dataclass(frozen=True, slots=True)
class _Job:
    folder: PopulationFolder
    out: Path
    like: Path | None
    content: Content

    def __call__(self, code: str) -> Assembled:
        before = None
        if self.like is not None:
            previous = _opened(self.like)
            before = previous.part(code).standings() if code in previous.records else None
        return assemble(self.folder.part(code, self.content), self.out, self.folder.on, before)


@lru_cache(maxsize=1)
def _opened(folder: Path) -> Snapshot:
    return Snapshot.open(folder)


_job: Callable[[str], Assembled] | None = None


def _prepare(file: str) -> None:
    global _job
    _job = pickle.loads(Path(file).read_bytes())  # noqa: S301 - written by the process that started this one


def _run(code: str) -> Assembled:
    assert _job is not None
    return _job(code)


def build_snapshot(
    population: Path,
    out: Path | None,
    content: Content,
    *,
    like: Path | None = None,
    progress: Progress | None = None,
    workers: int = WORKERS,
) -> Snapshot:
    """Return the snapshot of a population folder, built where it is not up to date; by default beside it.

    With ``like``, another snapshot, every household stands in the block it has there. Raises PopulationError for
    a folder that cannot be read; the snapshot there was stays as it was.
    """
    folder = PopulationFolder.open(population, content)
    out = population / "snapshot" if out is None else out
    source = source_of(folder, content)
    with writing(out):
        existing = _current(out, source)
        if existing is not None:
            return existing
        assembled = run_jobs(
            _Job(folder, out, like, content),
            {code: int(told["persons"]) for code, told in folder.parts.items()},
            progress,
            workers,
        )
        problems = [
            Problem(code, "", "population.json にない区市町村のフォルダーなので読みませんでした")
            for code in folder.unlisted
        ]
        records = {each.municipality: each.record for each in assembled}
        check_numbers(Snapshot.of(out, on=folder.on, records=records))
        return publish(
            out,
            on=folder.on,
            name=folder.name,
            source=source,
            records=records,
            problems=[*problems, *(problem for each in assembled for problem in each.problems)],
        )


def source_of(folder: PopulationFolder, content: Content) -> str:
    """Return what tells this source from others: the folder and the dictionary."""
    return hashlib.sha256(f"{folder.identity} {dictionary_of(content)}".encode()).hexdigest()


def dictionary_of(content: Content) -> str:
    """Return a hash of what the dictionary says of the types of facts, and of the form of the snapshot."""
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for fact_id, fact in sorted(content.facts.items()):
        digest.update(f"{fact_id} {fact.type!r}".encode())
    return digest.hexdigest()


def _current(out: Path, source: str) -> Snapshot | None:
    if not (out / MANIFEST).exists():
        return None
    try:
        snapshot = Snapshot.open(out)
    except SnapshotError:
        return None
    return snapshot if snapshot.source == source else None


def run_jobs(
    job: Callable[[str], Assembled],
    persons: dict[str, int],
    progress: Progress | None,
    workers: int,
) -> list[Assembled]:
    """Do a job for every municipality, the largest first; few residents are done in this process."""
    codes = sorted(persons, key=lambda code: (-persons[code], code))
    found = []
    for done in _done(job, codes, workers if sum(persons.values()) > _WORTH_WORKERS else 1):
        found.append(done)
        if progress is not None:
            progress(done.municipality, done.record.persons)
    return sorted(found, key=lambda each: each.municipality)


def _done(job: Callable[[str], Assembled], codes: Sequence[str], workers: int) -> Iterator[Assembled]:
    if workers < 2:
        yield from map(job, codes)
        return
    # A fresh interpreter per worker: none inherits a lock that a thread of this one holds. The job goes by way of a
    # file: handing much to a worker that dies at its start would wait for ever.
    fresh = multiprocessing.get_context("spawn")
    with tempfile.NamedTemporaryFile() as file:
        file.write(pickle.dumps(job))
        file.flush()
        with ProcessPoolExecutor(
            workers, mp_context=fresh, initializer=_prepare, initargs=(file.name,)
        ) as pool:
            running = [pool.submit(_run, code) for code in codes]
            try:
                for future in as_completed(running):
                    yield future.result()
            except BrokenProcessPool as error:
                raise SnapshotError(
                    "作業のプロセスが途中で止められました(メモリー不足など)。もう一度実行してください"
                ) from error
            finally:
                for future in running:
                    future.cancel()
