"""How long imports take: ``python -m bench.importing [--survey FILE] [--records N]``, on SQLite or DATABASE_URL.

Without the national survey's file 75,071 rows in its shape are made. The steps: import both, import both again,
export what came in and compare it value by value.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SURVEY_ROWS = 75_071
RECORDS = 100_000
COMPARED = 10_000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--survey", type=Path, help="Parquet or CSV of the national survey")
    parser.add_argument("--records", type=int, default=RECORDS, help="synthetic registry records")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="todoke-bench-") as name:
        folder = Path(name)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        _measure(folder, call.survey, call.records)
    return 0


def _measure(folder: Path, survey: Path | None, count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from todoke.formats.generating.writing import write
    from todoke.formats.sources import Format

    call_command("migrate", verbosity=0)
    _bodies()
    print(f"## Imports into {connection.vendor}, {os.cpu_count()} cores")
    registry = folder / "registry.json"
    size = write(registry, count)
    print(f"synthetic registry: {count:,} records, {size / 1e6:.0f} MB")
    survey = survey or _synthetic_survey(folder / "survey.parquet")
    spent = 0.0
    for format_, path in ((Format.PROCEDURES_SURVEY, survey), (Format.TOKYO_REGISTRY, registry)):
        spent += _import(f"{format_}", format_, path)
    print(f"both: {spent:.0f} s; peak memory {_peak()} MB")
    for format_, path in ((Format.PROCEDURES_SURVEY, survey), (Format.TOKYO_REGISTRY, registry)):
        _import(f"{format_} again", format_, path)
    _compare(registry, folder / "back.json")


def _bodies() -> None:
    from django.conf import settings

    from todoke.apps.places.actions import record_bodies, record_municipalities
    from todoke.base import municipalities

    reference = list(municipalities.load(settings.DATA_DIR / "municipalities.csv"))
    record_municipalities(reference=reference)
    record_bodies(reference=reference)


def _import(name: str, format_: Any, path: Path) -> float:
    from todoke.apps.registry.importing.running import begin_run, carry_on
    from todoke.base import clock

    def run() -> Any:
        run, source = begin_run(path, format_, at=clock.now())
        return carry_on(run, source, path, on=clock.today(), now=clock.now)

    writer, reader = time.process_time(), _reader_seconds()
    done, seconds = _timed(run)
    writer, reader = time.process_time() - writer, _reader_seconds() - reader
    print(
        f"{name}: {done.position:,} in {seconds:.1f} s ({done.position / seconds:,.0f}/s); processor time "
        f"{writer:.1f} s writing, {reader:.1f} s reading; {done.counts}",
        flush=True,
    )
    return seconds


def _reader_seconds() -> float:
    """Return the processor time of the second processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _compare(there: Path, back: Path) -> None:
    """Export what came in and compare the first records value by value."""
    from todoke.apps.registry.exporting.writing import ExportFormat, export
    from todoke.formats.tokyo import stream

    count, seconds = _timed(lambda: export(ExportFormat.TOKYO_JSON, back, synthetic=True))
    print(f"export tokyo-json: {count:,} in {seconds:.1f} s")
    same = compared = 0
    with there.open("rb") as one, back.open("rb") as other:
        for left, right in zip(stream.read(one), stream.read(other), strict=True):
            same += json.loads(left.text) == json.loads(right.text)
            compared += 1
            if compared == COMPARED:
                break
    print(f"in and out: {same:,} of {compared:,} records have equal JSON values")


def _synthetic_survey(path: Path) -> Path:
    """Write rows in the shape of the survey's Parquet file, 39 columns, counts without a blank."""
    import pyarrow
    import pyarrow.parquet

    from todoke.formats.survey.fields import fields

    numbers = {"count", "count_online", "count_offline"}
    columns: dict[str, list[Any]] = {}
    for field in fields():
        if field.r6 is None:
            continue
        if field.name in numbers:
            columns[field.r6] = [row % 4 and row for row in range(SURVEY_ROWS)]
        else:
            columns[field.r6] = [_cell(field.name, row) for row in range(SURVEY_ROWS)]
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def _cell(name: str, row: int) -> str | None:
    values = {
        "id": str(row + 1),
        "name": f"事業の変更に係る第{row}号の許可の申請",
        "ministry": "総務省",
        "type": "1 申請等",
        "actor": ("5 国民等", "6 民間事業者等", "1 国")[row % 3],
        "recipient": "3 地方等",
        "online": ("1 実施済", "2 未実施")[row % 2],
        "law": "地方自治法",
        "article": f"第{row % 300}条第1項",
        "time_offline": "1月",
        "asked": "その他の情報",
        "attached": "住民票; 戸籍",
        "events": "引越し",
    }
    return values.get(name, "その他" if row % 2 else None)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _peak() -> int:
    """Return the larger part of memory this process and its readers ever held together, in megabytes."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + readers) // 1024


if __name__ == "__main__":
    raise SystemExit(main())
