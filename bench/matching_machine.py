"""The machine that measures: what it is, and how fast it copies memory, the limit no engine can pass."""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import time
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import numpy as np

_PACKAGES = ("numpy", "pyarrow", "duckdb", "pyspark", "psycopg")
_COPIED = 256 * 1024 * 1024
_TIMES = 5


def facts() -> dict[str, Any]:
    """Return what the machine is and which versions measure."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    memory = Path("/proc/meminfo").read_text(encoding="utf-8")
    model = next((line.partition(":")[2].strip() for line in cpu.splitlines() if "model name" in line), "?")
    total = next(int(line.split()[1]) for line in memory.splitlines() if line.startswith("MemTotal"))
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gib": round(total / 1024 / 1024, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def copy_bandwidth(processes: int) -> float:
    """Return how many bytes a second the processes together read and write, copying arrays larger than the caches.

    Read and written bytes both count: a copy of n bytes moves 2n.
    """
    barrier = multiprocessing.get_context("spawn").Barrier(processes)
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(processes)]
    workers = [
        context.Process(target=_copy, args=(barrier, telling), daemon=True) for _, telling in pipes
    ]  # fmt: skip
    for worker in workers:
        worker.start()
    spans = [listening.recv() for listening, _ in pipes]
    for worker in workers:
        worker.join()
    rounds = zip(*spans, strict=True)
    bandwidths: list[float] = [
        processes * 2 * _COPIED / (max(end for _, end in one) - min(start for start, _ in one))
        for one in rounds
    ]
    return statistics.median(bandwidths)


def _copy(barrier: Barrier, telling: Any) -> None:
    source = np.ones(_COPIED, np.uint8)
    target = np.empty_like(source)
    np.copyto(target, source)
    spans = []
    for _ in range(_TIMES):
        barrier.wait()
        start = time.monotonic()
        np.copyto(target, source)
        spans.append((start, time.monotonic()))
    telling.send(spans)
