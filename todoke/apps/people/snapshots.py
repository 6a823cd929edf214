"""The snapshot beside the rows: made from the tables, and kept up with what changes in them.

Every action notes the households it touched in the same transaction (:class:`SnapshotChange`). A refresh reads only
those again; a note is removed once the snapshot that has it is in place. Whatever stops in between is repeated.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from todoke.apps.people.dividing import by_area, to_read_again
from todoke.apps.people.jobs import Job
from todoke.apps.people.models import SnapshotChange, SnapshotState
from todoke.apps.people.queries import layouts
from todoke.apps.people.queries.apart import divided
from todoke.apps.people.tables import Address, Change, PostgreSQLTables, SQLiteTables, Tables
from todoke.base import clock
from todoke.residents.building import WORKERS, Progress, dictionary_of, run_jobs
from todoke.residents.parts import PartRecord
from todoke.residents.problems import Problem, SnapshotError
from todoke.residents.snapshot import Snapshot, publish, writing
from todoke.rules.content import Content
from todoke.rules.loading import load

NAME = "database"
_PER_HOUSEHOLD = 2
_DELETED_AT_ONCE = 10_000


def snapshot_folder() -> Path:
    """Return where the snapshot of this instance's database is kept."""
    return Path(settings.VAR_DIR) / "residents"


def refreshed_snapshot(
    *,
    on: date | None = None,
    content: Content | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
    workers: int = WORKERS,
) -> Snapshot | None:
    """Return the snapshot of all residents in the database as they are now; None where nobody is registered.

    What changed since the last time is read again; everything is, where there is no usable snapshot, the
    dictionary of facts has changed, or ``rebuild`` asks for it.
    """
    content = load(settings.DATA_DIR) if content is None else content
    with writing(snapshot_folder()):
        making = _Making(on or clock.today(), content, progress, workers)
        return making.run(None if rebuild else _usable(content))


def _usable(content: Content) -> Snapshot | None:
    """Return the snapshot there is, if it was made from this database and with this dictionary."""
    state = SnapshotState.objects.first()
    if state is None:
        return None
    try:
        snapshot = Snapshot.open(snapshot_folder())
    except SnapshotError:
        return None
    marks = [mark for mark in (state.current, state.following) if mark]
    return snapshot if snapshot.source in {_source(mark, content) for mark in marks} else None


def _source(mark: str, content: Content) -> str:
    return f"{NAME} {mark} {dictionary_of(content)}"


@dataclass(slots=True)
class _Making:
    on: date
    content: Content
    progress: Progress | None
    workers: int

    def run(self, usable: Snapshot | None) -> Snapshot | None:
        out = snapshot_folder()
        with _reading() as (tables, address):
            changes = tables.changes()
            sizes = tables.sizes()
            if not sizes and (usable is None or not usable.persons):
                return None
            # Asked after the changes were: a shield raised meanwhile is among the changes of the next time.
            job = Job(address, layouts(), self.content, self.on, out, apart=by_area(divided(on=self.on)))
            if usable is None:
                records, problems = self._built(job, tables, sizes)
            else:
                records, problems = self._patched(job, tables, usable, changes)
        if usable is None and address is not None and not address.snapshot:
            records, problems, changes = self._caught_up(job, records, problems, changes)
        mark = secrets.token_hex(16)
        SnapshotState.objects.update_or_create(pk=1, defaults={"following": mark})
        snapshot = publish(
            out,
            on=self.on,
            name=NAME,
            source=_source(mark, self.content),
            records={code: record for code, record in records.items() if record.persons},
            problems=problems,
        )
        with transaction.atomic():
            _forget(changes)
            SnapshotState.objects.update_or_create(pk=1, defaults={"current": mark, "following": ""})
        return snapshot

    def _built(
        self, job: Job, tables: Tables, sizes: dict[str, int]
    ) -> tuple[dict[str, PartRecord], list[Problem]]:
        estimated = {code: households * _PER_HOUSEHOLD for code, households in sizes.items()}
        if job.address is None:
            done = [job.read(tables, code) for code in estimated]
        else:
            done = run_jobs(job, estimated, self.progress, self.workers)
        return {each.municipality: each.record for each in done}, [p for each in done for p in each.problems]

    def _caught_up(
        self, job: Job, records: dict[str, PartRecord], problems: list[Problem], changes: list[Change]
    ) -> tuple[dict[str, PartRecord], list[Problem], list[Change]]:
        """Read again what changed while workers that could not share one state of the tables were reading."""
        built = Snapshot.of(job.out, on=self.on, records=records, problems=problems)
        with _reading() as (tables, _):
            now = tables.changes()
            known = {change.id for change in changes}
            records, problems = self._patched(job, tables, built, [c for c in now if c.id not in known])
        return records, problems, now

    def _patched(
        self, job: Job, tables: Tables, snapshot: Snapshot, changes: list[Change]
    ) -> tuple[dict[str, PartRecord], list[Problem]]:
        changed: dict[str, set[int]] = {}
        for change in changes:
            changed.setdefault(change.municipality, set()).add(change.household)
        now = divided(on=self.on)
        changed = to_read_again(snapshot, now, changed)
        job = replace(
            job,
            changed={code: tuple(sorted(some)) for code, some in changed.items()},
            before=snapshot,
            apart=by_area(now),
        )
        if job.address is None or not job.address.snapshot:
            done = [job.read(tables, code) for code in sorted(changed)]
        else:
            done = run_jobs(
                job, {code: len(some) for code, some in changed.items()}, self.progress, self.workers
            )
        records = dict(snapshot.records) | {each.municipality: each.record for each in done}
        known = {str(problem): problem for problem in snapshot.problems}
        return records, list((known | {str(p): p for each in done for p in each.problems}).values())


@contextmanager
def _reading() -> Iterator[tuple[Tables, Address | None]]:
    """Read one state of the tables: inside a transaction with its own connection, else with one apart."""
    connection.ensure_connection()
    if connection.in_atomic_block:
        raw = connection.connection
        yield (PostgreSQLTables(raw) if connection.vendor == "postgresql" else SQLiteTables(raw)), None
        return
    parameters = connection.get_connection_params()
    if connection.vendor == "postgresql":
        wanted = {"dbname", "user", "password", "host", "port", *settings.DATABASES["default"]["OPTIONS"]}
        parameters = {name: value for name, value in parameters.items() if name in wanted}
    else:
        parameters = {"database": parameters["database"], "uri": bool(parameters.get("uri", False))}
    address = Address(connection.vendor, parameters)
    with address.open() as tables:
        yield tables, address.sharing(tables)


def _forget(changes: list[Change]) -> None:
    for start in range(0, len(changes), _DELETED_AT_ONCE):
        some = [change.id for change in changes[start : start + _DELETED_AT_ONCE]]
        SnapshotChange.objects.filter(pk__in=some).delete()
