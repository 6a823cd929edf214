"""Whether residents' questions find the right record among 180,000, and how fast: ``python -m bench searching``.

Loads the seed, the national survey's procedures (``--survey FILE``; the file is not in the repository) and
synthetic records of all 62 municipalities into a database of its own, then asks the 150 questions of
``tests/unit/search`` for residents of several municipalities. Figures are printed for the questions the words were
developed with and for those held aside, without and, where it is installed, with the extra ``[semantic]``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "unit" / "search"
ON = date(2026, 11, 22)
AREAS = {"132080": "調布市", "131041": "新宿区", "133078": "檜原村"}
FIRST = 5
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the topics that answer it."""

    words: str
    kind: str
    right: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench searching")
    parser.add_argument("--survey", type=Path, help="the national survey's Parquet or CSV file")
    parser.add_argument("--synthetic", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="measure on a private PostgreSQL")
    parser.add_argument(
        "--database", type=Path, help="SQLite file to load into, or to use again if it exists"
    )
    parser.add_argument("--held-aside", action="store_true", help="ask the questions held aside, too")
    parser.add_argument(
        "--misses", action="store_true", help="print the development questions without answer"
    )
    call = parser.parse_args(arguments)
    with ExitStack() as stack:
        loaded = _database(call, stack)
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        django.setup()
        if not loaded:
            _load(call)
        _report(call)
        django.db.connections.close_all()
    return 0


def _database(call: argparse.Namespace, stack: ExitStack) -> bool:
    """Choose the database; tell whether it is already loaded."""
    if call.postgresql:
        from tests.postgresql import run_postgresql

        os.environ["DATABASE_URL"] = stack.enter_context(run_postgresql()).url
        return False
    if call.database is None:
        call.database = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "search.sqlite3"
    os.environ["DATABASE_URL"] = f"sqlite:///{call.database.resolve()}"
    return bool(call.database.exists())


def _load(call: argparse.Namespace) -> None:
    from django.core.management import call_command

    from todoke.apps.registry.search.writing import optimize
    from todoke.apps.registry.seeding.loading import load_folder

    call_command("migrate", verbosity=0)
    began = perf_counter()
    seeded = load_folder(ROOT / "data", on=ON, at=datetime.now(UTC))
    count = seeded.created
    survey = survey_contents(call.survey) if call.survey else iter(())
    for contents in (survey, synthetic_contents(call.synthetic)):
        count += _add(contents)
    optimize()
    _analyze()
    print(f"{count:,} records loaded in {perf_counter() - began:.0f} s")


def survey_contents(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield number and content of the survey's procedures."""
    from todoke.formats.repairs import Parsed
    from todoke.formats.survey.reading import read

    for row in read(path):
        if isinstance(row, Parsed):
            yield row.number, row.content


def synthetic_contents(count: int) -> Iterator[tuple[str, Any]]:
    """Yield number and content of synthetic child-rearing records spread over the 62 municipalities."""
    from todoke.formats.generating.writing import records
    from todoke.formats.repairs import RecordError
    from todoke.formats.tokyo.reading import parse

    for position, record in enumerate(records(count), 1):
        try:
            parsed = parse(record, position=position)
        except RecordError:
            continue
        yield parsed.number, parsed.content


def _add(contents: Iterator[tuple[str, Any]]) -> int:
    """Add rows to be found beside the seed: records without versions, which is all a search reads.

    They are not marked as synthetic, so that the search measured is the one residents make.
    """
    from todoke.apps.registry.models import Record
    from todoke.apps.registry.projections import Published
    from todoke.apps.registry.search.writing import index

    count = 0
    batch: list[tuple[str, Any]] = []
    for each in contents:
        batch.append(each)
        if len(batch) == _BATCH:
            count += _add_batch(batch, Record, Published, index)
            batch = []
    return count + _add_batch(batch, Record, Published, index)


def _add_batch(batch: list[tuple[str, Any]], record: Any, published: Any, index: Any) -> int:
    from django.db import transaction

    with transaction.atomic():
        rows = record.objects.bulk_create(
            [
                record(
                    number=number,
                    kind=content.kind,
                    name=content.name.ja[:300],
                    level=content.level,
                    area=content.area[0] if content.area else "",
                    audience=content.audience,
                    family=number,
                )
                for number, content in batch
            ]
        )
        index([published(row, content) for row, (_, content) in zip(rows, batch, strict=True)])
    return len(batch)


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _report(call: argparse.Namespace) -> None:
    from django.db import connection

    from todoke.apps.registry.models import SearchEntry
    from todoke.apps.registry.search.vectors import word_vectors

    print(f"{connection.vendor}: {SearchEntry.objects.count():,} records in the index")
    installed = word_vectors() is not None
    for semantic in (False, True) if installed else (False,):
        title = "with [semantic]" if semantic else "without [semantic]"
        print(f"\n{title}")
        with _semantic(semantic):
            times: list[float] = []
            costs: list[float] = []
            for name in ("development", "held_aside", "blind") if call.held_aside else ("development",):
                _ask(name, times, costs, misses=call.misses and name == "development")
            times.sort()
            costs.sort()
            print(
                f"  {len(times)} searches: p50 {_at(times, 0.5):.1f} ms, p95 {_at(times, 0.95):.1f} ms, "
                f"longest {times[-1]:.1f} ms; processor time of this process p95 {_at(costs, 0.95):.1f} ms"
            )
    if not installed:
        print("\n[semantic] is not installed")


def _semantic(on: bool) -> Any:
    from contextlib import nullcontext
    from unittest.mock import patch

    return nullcontext() if on else patch("todoke.apps.registry.search.vectors.word_vectors", lambda: None)


def _ask(name: str, times: list[float], costs: list[float], *, misses: bool) -> None:
    from todoke.apps.registry.search.finding import find_records

    topics = Topics()
    questions = read_questions(name)
    for area, place in AREAS.items():
        right = first = silent = nothing = asked = 0
        for question in questions:
            began, spent = perf_counter(), process_time()
            found = find_records(question.words, area=area, on=ON, limit=FIRST)
            times.append((perf_counter() - began) * 1000)
            costs.append((process_time() - spent) * 1000)
            places = [topics.of(hit.record) for hit in found.results]
            if question.kind == "none":
                nothing += 1
                silent += not found.results
                continue
            asked += 1
            first += bool(places) and bool(places[0] & set(question.right))
            if any(each & set(question.right) for each in places):
                right += 1
            elif misses:
                got = "、".join(hit.record.name[:16] for hit in found.results)
                print(f"    {place} {question.words}: {got} ({' '.join(question.right)})")
        print(
            f"  {name} {place}: in the first {FIRST} {right}/{asked} ({right / asked:.1%}), "
            f"first {first}/{asked} ({first / asked:.1%}), silent where nothing helps {silent}/{nothing}"
        )


class Topics:
    """The topic of each record: the id of its program, or the key of its procedure.

    A municipality's variant has the topic of its family's head, and a record without a family that of the head of
    the same name: it is the municipality's version of it.
    """

    def __init__(self) -> None:
        """Read the aliases of the seed."""
        from todoke.apps.registry.models import Alias

        self._by_number: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        aliases = Alias.objects.filter(scheme__in=("rules", "key")).select_related("record")
        for alias in aliases:
            topic = alias.value.removeprefix("procedures/")
            if "/" not in topic:
                self._by_number.setdefault(alias.record.number, set()).add(topic)
                self._by_name.setdefault(alias.record.name, set()).add(topic)

    def of(self, record: Any) -> set[str]:
        """Return the topics of a record."""
        return (
            self._by_number.get(record.family)
            or self._by_number.get(record.number)
            or self._by_name.get(record.name, set())
        )


def read_questions(name: str) -> list[Question]:
    """Return the questions of a file beside the tests."""
    return [
        Question(each["words"], each.get("kind", "plain"), tuple(each["right"]))
        for each in _yaml(QUESTIONS / f"queries_{name}.yaml")
    ]


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
