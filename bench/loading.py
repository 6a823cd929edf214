"""How fast residents become columns: from Parquet, and cold out of PostgreSQL or SQLite.

``python -m bench loading POPULATION [parquet] [postgresql] [sqlite]`` (without names: all three).
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from todoke.residents.building import build_snapshot
from todoke.residents.snapshot import Snapshot
from todoke.rules.loading import load

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Measured:
    """One measurement: what, how long by the wall clock, CPU of this process and its workers, peak memory."""

    name: str
    seconds: float
    cpu: float
    mebibytes: float
    snapshot: Snapshot

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.snapshot.persons:,} residents in {self.seconds:.1f} s "
            f"({self.seconds / self.snapshot.persons * 1e6:.2f} µs each; CPU {self.cpu:.1f} s), "
            f"at most {self.mebibytes:,.0f} MiB a process, {self.snapshot.size / 1e6:,.0f} MB on disk"
        )


def measured(name: str, make: Callable[[], Snapshot]) -> Measured:
    """Make a snapshot and return how long it took; memory is that of the largest process while it was made."""
    Path("/proc/self/clear_refs").write_text("5")  # forget this process's peak so far
    before, began = _cpu(), time.perf_counter()
    snapshot = make()
    seconds = time.perf_counter() - began
    peak = max(_own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return Measured(name, seconds, _cpu() - before, peak / 1024, snapshot)


def _own_peak() -> int:
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def from_parquet(population: Path, out: Path) -> Measured:
    """Measure building a snapshot of a population folder."""
    content = load(DATA)
    return measured("Parquet to snapshot", lambda: build_snapshot(population, out, content))


def from_tables(population: Path, name: str) -> Iterator[Measured]:
    """Load a population into the tables of the instance, then measure reading all of it, and one change."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from todoke.apps.people.actions import record_facts
    from todoke.apps.people.importing.population import load_population
    from todoke.apps.people.models import Household
    from todoke.apps.people.snapshots import refreshed_snapshot
    from todoke.apps.tenancy.scope import everywhere
    from todoke.base import clock

    content = load(DATA)
    told = json.loads((population / "population.json").read_text(encoding="utf-8"))
    on = date.fromisoformat(told["on"])  # facts of later days would be refused
    call_command("migrate", verbosity=0)
    call_command("load_municipalities", verbosity=0)
    began = time.perf_counter()
    loaded = load_population(population, content, replace=True)
    print(
        f"{name}: {loaded.persons:,} residents loaded into the tables in {time.perf_counter() - began:.1f} s"
    )

    def made(*, rebuild: bool) -> Snapshot:
        snapshot = refreshed_snapshot(on=on, content=content, rebuild=rebuild)
        assert snapshot is not None
        return snapshot

    yield measured(f"{name} to snapshot, cold", lambda: made(rebuild=True))
    with everywhere("bench"):
        for household in Household.objects.order_by("pk")[:1000]:
            record_facts(of=household, facts={"household.disaster": True}, content=content, at=clock.now())
    yield measured(f"{name} to snapshot, 1,000 households changed", lambda: made(rebuild=False))
    connection.close()


@contextmanager
def instance(folder: Path, url: str) -> Iterator[None]:
    """Let Django use a database of this run's own."""
    os.environ.update(
        DATABASE_URL=url,
        TODOKE_VAR=str(folder),
        LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="todoke.config.settings",
    )
    yield


def main(arguments: list[str]) -> int:
    """Measure and print; each way in a process of its own, because Django knows one database a process."""
    population, *wanted = arguments
    if len(wanted) != 1:
        for each in wanted or ["parquet", "postgresql", "sqlite"]:
            subprocess.run([sys.executable, "-m", "bench.loading", population, each], check=True)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="todoke-bench-loading-"))
    try:
        for measurement in _WAYS[wanted[0]](Path(population), folder):
            print(measurement, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def from_sqlite(population: Path, folder: Path) -> Iterator[Measured]:
    """Measure SQLite, in a file of its own."""
    with instance(folder, f"sqlite:////{str(folder).lstrip('/')}/bench.sqlite3"):
        yield from from_tables(population, "SQLite")


def from_postgresql(population: Path, folder: Path) -> Iterator[Measured]:
    """Measure PostgreSQL: everybody, cold; then 1,000 households changed. The server lives as long as the iterator."""
    from tests.postgresql import run_postgresql

    with run_postgresql() as server, instance(folder, server.url):
        yield from from_tables(population, "PostgreSQL")


def _parquet(population: Path, folder: Path) -> Iterator[Measured]:
    yield from_parquet(population, folder / "snapshot")


_WAYS = {"parquet": _parquet, "postgresql": from_postgresql, "sqlite": from_sqlite}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
