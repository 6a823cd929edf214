"""Spreading tasks over the workers of a Spark cluster, one task per partition, the results in the order asked."""

from __future__ import annotations

import gc
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from todoke import __version__
from todoke.engines.spark.session import LOCAL, session

Task = TypeVar("Task")
Done = TypeVar("Done")

_SCHEMA = "place long, well boolean, result binary"
_POLL = 0.2


class SpreadError(RuntimeError):
    """A task failed on a worker and its error could not be brought back as it was."""


class SparkSpread:
    """Works tasks off on a Spark cluster.

    Each task is its own partition, so that a free worker takes the next one. Work and tasks are sent once to each
    machine. What a task raises is raised here again; what a lost machine had in hand Spark gives to another one.
    """

    def __init__(
        self, master: str = LOCAL, *, memory: str | None = None, driver_host: str | None = None
    ) -> None:
        """Remember where to work; the cluster is asked when there are tasks."""
        self.master = master
        self._options: dict[str, Any] = {"driver_host": driver_host}
        if memory is not None:
            self._options["memory"] = memory

    def __call__(
        self,
        work: Callable[[Task], Done],
        tasks: Sequence[Task],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Done]:
        """Yield the result of every task, in their order; ``progress`` hears how many are done so far."""
        if not tasks:
            return
        with session(self.master, **self._options) as spark:
            yield from spread(spark, work, tasks, progress=progress)


def spread(
    spark: Any,
    work: Callable[[Task], Done],
    tasks: Sequence[Task],
    *,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Done]:
    """Yield the result of every task, worked off in an open session."""
    context = spark.sparkContext
    packed = pickle.dumps((work, list(tasks)), pickle.HIGHEST_PROTOCOL)
    job = context.broadcast((__version__, packed))
    try:
        frame = spark.range(0, len(tasks), 1, len(tasks)).mapInArrow(partial(_worked, job), _SCHEMA)
        with ThreadPoolExecutor(1) as aside:
            waiting = aside.submit(frame.collect)
            while not waiting.done():
                if progress is not None:
                    progress(_finished(context))
                time.sleep(_POLL)
            rows = sorted(waiting.result(), key=lambda row: row.place)
        for row in rows:
            result = pickle.loads(row.result)  # noqa: S301 - written by our own workers
            if not row.well:
                raise result
            yield result
        if progress is not None:
            progress(len(tasks))
    finally:
        job.destroy()


def _finished(context: Any) -> int:
    tracker = context.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    return sum(stage.numCompletedTasks for stage in stages if stage is not None)


def _worked(job: Any, batches: Iterator[Any]) -> Iterator[Any]:
    """Work off the tasks whose places the batches name; runs on the workers."""
    import pyarrow as pa

    work, tasks = _job(job)
    for batch in batches:
        for place in batch.column(0).to_pylist():
            well, result = _attempted(work, tasks[place])
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array([place], pa.int64()),
                    pa.array([well], pa.bool_()),
                    pa.array([result], pa.binary()),
                ],
                ["place", "well", "result"],
            )


_JOBS: dict[int, tuple[Callable[[Any], Any], list[Any]]] = {}
"""The job a worker has in hand, unpacked once for all its tasks."""


def _job(job: Any) -> tuple[Callable[[Any], Any], list[Any]]:
    version, packed = job.value
    if version != __version__:
        raise SpreadError(
            f"ワーカーの todoke の版({__version__})が、始めた側の版({version})と違います。同じ版を入れてください"
        )
    key = hash(packed)
    if key not in _JOBS:
        _JOBS.clear()
        _JOBS[key] = pickle.loads(packed)  # noqa: S301 - written by the driver of this very run
        # Spark collects garbage after every task; a million objects of rules need not be looked at each time.
        gc.freeze()
    return _JOBS[key]


def _attempted(work: Callable[[Any], Any], task: Any) -> tuple[bool, bytes]:
    try:
        return True, pickle.dumps(work(task), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            written = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
            pickle.loads(written)  # noqa: S301 - our own bytes: some errors cannot be unpacked again
        except Exception:
            written = pickle.dumps(SpreadError(f"{type(error).__name__}: {error}"))
        return False, written
