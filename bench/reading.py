"""How well and how fast the reader reads: precision and recall per kind, records a second."""

from __future__ import annotations

import time
from statistics import mean

from tests.reading.labels import BLIND, DEVELOPMENT, HELD_OUT, Score, phrases, score
from todoke.formats.generating.writing import records
from todoke.reading.proposals import Kind
from todoke.reading.reader import FIELDS, forget, read

RECORDS = 5_000
_GOAL = 3_000
_LONG = 20


def measure(count: int = RECORDS) -> None:
    """Print the figures on the labeled sets, and the speed on synthetic registry records."""
    for title, names in (("development", DEVELOPMENT), ("held-out", HELD_OUT), ("blind", BLIND)):
        labeled = phrases(*names)
        _print(f"## Reading: {title}, {len(labeled)} labeled phrases", score(labeled))
    _speed(count)


def _print(title: str, found: Score) -> None:
    print(title)
    print(f"{'kind':14} {'right':>6} {'wrong':>6} {'missed':>6} {'precision':>10} {'recall':>7}")
    for kind in (*(kind.value for kind in Kind), ""):
        kinds = (kind,) if kind else ()
        right, wrong, missed = (
            sum(counts[one] for one in kinds or found.kinds)
            for counts in (found.right, found.wrong, found.missed)
        )
        print(
            f"{kind or 'all':14} {right:6d} {wrong:6d} {missed:6d} "
            f"{found.precision(*kinds):10.3f} {found.recall(*kinds):7.3f}"
        )


def _speed(count: int) -> None:
    texts = [_fields(record) for record in records(count)]
    letters = mean(sum(map(len, fields.values())) for fields in texts)
    forget()
    start = time.process_time()
    found = [read(fields) for fields in texts]
    spent = time.process_time() - start
    with_proposal = sum(1 for one in found if one.proposals)
    print(f"## Reading speed: {count} synthetic records, {letters:.0f} letters each, one core")
    print(
        f"{count / spent:.0f} records/s, {letters * count / spent / 1e6:.2f} million letters/s "
        f"(goal {_GOAL} records/s: {'met' if count / spent >= _GOAL else 'NOT met'}); "
        f"{with_proposal * 100 // count} % have a proposal, {mean(len(one.proposals) for one in found):.1f} each"
    )
    fresh = [
        {name: f"{text}\n受付番号{number}" for name, text in one.items()} for number, one in enumerate(texts)
    ]
    forget()
    start = time.process_time()
    for one in fresh:
        read(one)
    spent = time.process_time() - start
    print(f"no text occurring twice: {count / spent:.0f} records/s")


def _fields(record: dict[str, object]) -> dict[str, str]:
    target, name = record["target"], record["institutionName"]
    assert isinstance(target, dict)
    assert isinstance(name, dict)
    told = {
        "name": name["canonicalName"],
        "summary": record["summary"],
        "description": record["description"],
        "targetPersons": target["targetPersons"],
        "conditions": target["conditions"],
    }
    return {field: str(told[field]) for field in FIELDS if told[field]}
