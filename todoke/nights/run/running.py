"""The nightly run: every municipality answered once, published whole, resumed where it was cut off."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from todoke import __version__
from todoke.base.collecting import no_collecting
from todoke.engines.fingerprints import Fingerprints
from todoke.engines.port import Engine
from todoke.engines.waking.waking import Waking
from todoke.nights.run.recording import night_record
from todoke.nights.run.scope import Scope
from todoke.nights.run.working import (
    Assignment,
    Before,
    Done,
    Residents,
    Spread,
    Task,
    before_of,
    municipalities_done,
    municipality_done,
)
from todoke.nights.stored import store
from todoke.nights.stored.layout import SUFFIX
from todoke.nights.stored.reading import Part
from todoke.nights.stored.sealing import (
    DamagedPartError,
    NightError,
    NoRoomError,
    remove_unfinished,
    write_whole,
)
from todoke.nights.stored.store import Night
from todoke.nights.workers import work
from todoke.rules.rulebook import Rulebook

Progress = Callable[[int], None]
"""Hears how many more persons have been answered for."""

WORKERS: Final = 2
_GROUPS: Final = 5
"""So many groups of municipalities for each worker: fewer leave one waiting for the other, more ask more often."""

_PERSONS_OF_A_MUNICIPALITY: Final = 50_000
"""A municipality costs as much as so many persons, besides those it has."""


def run_night(
    snapshot: Residents,
    book: Rulebook,
    *,
    on: date,
    out: Path,
    engine: Engine,
    programs: Sequence[str] | None = None,
    details: bool = True,
    workers: int = WORKERS,
    progress: Progress | None = None,
    again: bool = False,
    spread: Spread | None = None,
    carry: bool = True,
) -> Night:
    """Answer every program for everybody on a day, and publish the night under ``out`` when it is complete.

    A run that was cut off goes on where it stopped; a night that is there already is returned as it is unless it is
    to be made ``again``. A municipality whose residents cannot be read is left out: the night that is returned is
    then incomplete, and the one published before stays the published one. Raises NoRoomError on a full disk.
    Answers of the night before are carried over for those of whom nothing changed, unless ``carry`` is False or the
    night is to be made again.
    """
    out.mkdir(parents=True, exist_ok=True)
    fingerprints = Fingerprints(book, on)
    # In the rulebook's order, whatever order they were named in.
    chosen = tuple(name for name in book.content.programs if programs is None or name in programs)
    rules = fingerprints.rulebook()
    key = _key(snapshot.identity, rules, on.isoformat(), chosen, details)
    with _alone(out) as lock:
        remove_unfinished(out)
        nights = list(store.nights_in(out))
        made = _made(nights, on, key)
        if made is not None and not again:
            _point_at(out, made)
            return made
        staging = out / store.STAGING / key
        staging.mkdir(parents=True, exist_ok=True)
        began = time.time()
        before = _before(nights, on, chosen, details=details) if carry and not again else None
        waking = Waking(book.content, on, fingerprints=fingerprints)
        assignment = Assignment(snapshot, book, engine, on, details, staging, waking, before)
        scope = Scope(book.content, on, chosen)
        tasks = [Task(code, scope.of(code)) for code in _large_first(snapshot, snapshot.municipalities)]
        finished = {} if again else dict(_finished(staging, tasks, progress))
        waiting = [task for task in tasks if task.municipality not in finished]
        for done in _results(assignment, waiting, workers, progress, spread, lock):
            if done.must_stop:
                raise NoRoomError(done.error or "")
            finished[done.municipality] = done
        with no_collecting():
            record = night_record(
                snapshot, book, finished, fingerprints, programs=programs, details=details, engine=engine.name
            )
            record |= {"rules": rules, "key": key}
            record["run"] = {
                "started": datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds"),
                "seconds": round(time.time() - began, 3),
                "workers": workers,
                "resumed": len(tasks) - len(waiting),
                "carried": sum(done.carried for done in finished.values()),
            }
            return _publish(out, staging, record, replacing=made)


def _key(*parts: Any) -> str:
    """Return the name of a run: equal where the answers must be, to the byte."""
    written = json.dumps([store.FORMAT, __version__, *parts], separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _large_first(snapshot: Residents, municipalities: Sequence[str]) -> list[str]:
    persons_of: Callable[[str], int] | None = getattr(snapshot, "persons_of", None)
    if persons_of is None:
        return list(municipalities)
    return sorted(municipalities, key=lambda code: (-persons_of(code), code))


def _made(nights: Sequence[Night], on: date, key: str) -> Night | None:
    for night in nights:
        if night.on == on and night.record.get("key") == key:
            return night
    return None


def _before(nights: Sequence[Night], on: date, chosen: tuple[str, ...], *, details: bool) -> Before | None:
    """Return the newest night up to a day that was asked all that is to be asked."""
    for night in reversed(nights):
        asked = night.record["chosen"]
        if night.on <= on and night.record["details"] == details and (asked is None or {*chosen} <= {*asked}):
            found = before_of(night)
            if found is not None:
                return found
    return None


def _point_at(out: Path, night: Night) -> None:
    """Publish a night of all programs, unless that of a later day is published."""
    if not night.is_whole:
        return
    try:
        published = store.latest(out)
    except NightError:
        published = None
    if published is None or published.on <= night.on:
        store.publish(out, night)


def _finished(staging: Path, tasks: Sequence[Task], progress: Progress | None) -> Iterator[tuple[str, Done]]:
    """Yield the parts an earlier attempt finished; damaged ones are made anew."""
    for task in tasks:
        path = staging / f"{task.municipality}{SUFFIX}"
        if not path.exists():
            continue
        try:
            part = Part(staging, task.municipality, cure="")
        except DamagedPartError:
            path.unlink()
            continue
        if progress is not None:
            progress(part.index["persons"])
        yield task.municipality, Done(task.municipality, part.seal, part.summary)


def _results(
    assignment: Assignment,
    tasks: Sequence[Task],
    workers: int,
    progress: Progress | None,
    spread: Spread | None,
    lock: int,
) -> Iterator[Done]:
    if spread is not None:
        yield from spread(partial(municipality_done, assignment), tasks)
        return
    groups = _groups(assignment, tasks, workers)
    for told in work(groups, partial(municipalities_done, assignment), workers=workers, close=(lock,)):
        if told.news is not None and progress is not None:
            progress(told.news)
        if told.is_last:
            yield from told.result or [
                Done(
                    task.municipality,
                    error="作業のプロセスが途中で止まりました(メモリー不足のことがあります)",
                )
                for task in told.task
            ]


def _groups(assignment: Assignment, tasks: Sequence[Task], workers: int) -> list[tuple[Task, ...]]:
    """Return the tasks, several together where those who changed since yesterday may be asked about at once."""
    persons_of: Callable[[str], int] | None = getattr(assignment.residents, "persons_of", None)
    if assignment.before is None or persons_of is None:
        return [(task,) for task in tasks]
    groups: list[list[Task]] = [[] for _ in range(max(1, min(len(tasks), workers * _GROUPS)))]
    sizes = [0] * len(groups)
    for task in tasks:
        place = sizes.index(min(sizes))
        groups[place].append(task)
        sizes[place] += persons_of(task.municipality) + _PERSONS_OF_A_MUNICIPALITY
    return [tuple(group) for group in groups if group]


def _publish(out: Path, staging: Path, record: dict[str, Any], *, replacing: Night | None) -> Night:
    written = json.dumps(record, ensure_ascii=False).encode()
    write_whole(staging / store.RECORD, written)
    if not record["complete"]:
        return Night.open(staging)
    remove_unfinished(staging)
    name = f"{record['on']}-{record['key']}"
    tries = 1
    while (out / name).exists():
        tries += 1
        name = f"{record['on']}-{record['key']}.{tries}"
    staging.rename(out / name)
    night = Night.open(out / name)
    _point_at(out, night)
    if replacing is not None:
        shutil.rmtree(replacing.folder, ignore_errors=True)
    return night


@contextmanager
def _alone(out: Path) -> Iterator[int]:
    """Hold the folder alone; raises NightError while another run has it."""
    lock = os.open(out / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NightError(
                "この住民データの判定はすでに動いています。終わってから、もう一度実行してください"
            ) from None
        yield lock
    finally:
        os.close(lock)
