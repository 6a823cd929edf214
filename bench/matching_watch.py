"""Running one measured job in a process of its own, watched: its time, its memory with all its children, the others."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_EVERY = 0.25
_QUIET = 0.15
_TICK = os.sysconf("SC_CLK_TCK")
_KIB = 1024
_MIB = 1024 * 1024


class JobError(RuntimeError):
    """A measured job failed; the message is the end of what it wrote."""


@dataclass(slots=True)
class Watched:
    """One run of a job: seconds as its process lived, and what the job itself measured inside."""

    wall: float
    cpu: float
    """Processor seconds of the job and its children."""
    peak_mib: float
    """Most memory of all its processes together: proportional set sizes, mapped files included."""
    peak_own_mib: float
    """The same without what is mapped from files."""
    others: float
    """Processor share of everything else on the machine meanwhile, of all cores."""
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        """Tell whether the machine was otherwise idle enough for the time to count."""
        return self.others < _QUIET

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self) | {"quiet": self.is_quiet}


def watch(command: list[str], *, limit: float, answer: Path | None = None, memory: bool = True) -> Watched:
    """Run a command and return what it took; ``answer`` is the JSON file it writes its own figures to.

    Looking at the memory of a process holds it up, so where ``memory`` is False it is not looked at, and is zero.
    Raises JobError where it fails or takes longer than ``limit`` seconds.
    """
    log = Path(tempfile.gettempdir()) / f"todoke-bench-{os.getpid()}.log"
    began, busy_before = time.perf_counter(), _busy()
    here_before, ended_before = sum(os.times()[:2]), sum(os.times()[2:4])
    before, seen = _worked(), dict[int, float]()
    peak = own = 0.0
    with log.open("w+b") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            while process.poll() is None:
                seen |= _worked()
                if memory:
                    now, private = _memory()
                    peak, own = max(peak, now), max(own, private)
                if time.perf_counter() - began > limit:
                    raise JobError(f"took longer than {limit:.0f} s: {' '.join(command)}")
                time.sleep(_EVERY)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, 15)
                process.wait(30)
        wall = time.perf_counter() - began
        if process.returncode:
            output.seek(0)
            tail = output.read()[-2000:].decode(errors="replace")
            raise JobError(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    log.unlink()
    # What ended is counted by the system to the tick; what nobody waited for (a Java process) as last seen.
    counted = sum(os.times()[2:4]) - ended_before
    looked = sum(seconds - before.get(pid, 0.0) for pid, seconds in seen.items())
    cpu, here = max(counted, looked), sum(os.times()[:2]) - here_before
    cores = os.cpu_count() or 1
    others = max(0.0, _busy() - busy_before - cpu - here) / (wall * cores)
    figures = json.loads(answer.read_text(encoding="utf-8")) if answer and answer.exists() else {}
    return Watched(wall, cpu, peak / _MIB, own / _MIB, others, figures)


def job(name: str, spec: dict[str, Any], *, limit: float, folder: Path, memory: bool = True) -> Watched:
    """Run one of bench.matching_jobs in a fresh process."""
    answer = folder / f".answer-{os.getpid()}.json"
    answer.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.matching_jobs", name, json.dumps(spec), str(answer)]
    try:
        return watch(command, limit=limit, answer=answer, memory=memory)
    finally:
        answer.unlink(missing_ok=True)


def middle(runs: list[Watched], figure: str) -> float:
    """Return the median of a figure the job measured itself."""
    return float(statistics.median(run.figures[figure] for run in runs))


def _busy() -> float:
    """Return the processor seconds the machine has worked since it started."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        fields = [int(one) for one in file.readline().split()[1:]]
    user, nice, system, _idle, _waiting, irq, soft, steal = fields[:8]
    return (user + nice + system + irq + soft + steal) / _TICK


def _memory() -> tuple[float, float]:
    """Return the bytes the children of this process hold: in proportion, and of that not from files."""
    total = own = 0.0
    for one in _children(os.getpid()):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        for line in text.splitlines():
            key, _, rest = line.partition(":")
            if key == "Pss":
                total += int(rest.split()[0]) * _KIB
            elif key == "Pss_Anon":
                own += int(rest.split()[0]) * _KIB
    return total, own


def _worked() -> dict[int, float]:
    """Return the processor seconds each process under this one has worked so far."""
    found = {}
    for one in _children(os.getpid()):
        try:
            fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        found[one] = (int(fields[11]) + int(fields[12])) / _TICK
    return found


def _children(pid: int) -> Iterator[int]:
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in told.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _children(child)
