"""Hold an engine to the reference at length: ``python -m bench.equality --households 100000 --engine columnar``.

Random households (some known in full, most with much unknown or rough), every program, days at the turn of years
and laws, every municipality in turn. Prints what was compared; ends
with 1 where anything differs. With ``--keep FOLDER`` the reference's answers are kept there for the next engine.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import multiprocessing
import pickle
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import numpy as np
from tqdm import tqdm

from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content, rulebook
from todoke.engines.comparing import differences, plane
from todoke.engines.port import Engine, ProgramAnswers
from todoke.engines.reference import ReferenceEngine
from todoke.residents.block import Block

ENGINES = {
    "columnar": "todoke.engines.columnar.engine:ColumnarEngine",
    "sql": "todoke.engines.sql.engine:SqlEngine",
    "reference": "todoke.engines.reference:ReferenceEngine",
}
ROOT = Path(__file__).resolve().parents[1]
RESTS_ON = (
    "todoke/rules/**/*.py",
    "todoke/base/**/*.py",
    "todoke/residents/households.py",
    "todoke/engines/reference.py",
    "data/municipalities.csv",
    *(f"data/{kind}/**/*.yaml" for kind in ("facts", "overlays", "parameters", "programs", "tables")),
    "tests/factories/*households.py",
    "tests/factories/blocks.py",
)
CHUNK = 1000
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Task:
    """Some households by their seeds, where and when."""

    engine: str
    first: int
    count: int
    municipality: str
    on: date
    keep: Path | None = None

    @property
    def file(self) -> Path | None:
        """Where the reference's answers are kept."""
        name = f"{self.first}-{self.count}-{self.municipality}-{self.on}.pickle"
        return None if self.keep is None else self.keep / rules_hash() / name


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared, and what differed."""

    counts: Counter[str]
    lines: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Compare and print; return 1 where anything differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.equality", description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="columnar")
    parser.add_argument("--seed", type=int, default=0, help="the first household's number")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=CHUNK, help="households of one block")
    parser.add_argument("--keep", type=Path, help="keep the reference's answers in this folder")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    counts: Counter[str] = Counter()
    lines: list[str] = []
    tasks = list(_tasks(options.engine, options.seed, options.households, options.chunk, options.keep))
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        progress = tqdm(pool.imap_unordered(compare, tasks), total=len(tasks), unit="block", mininterval=5)
        for done in progress:
            counts += done.counts
            told = done.lines[: max(0, MOST_TOLD - len(lines))]
            lines += done.lines
            progress.set_postfix(households=counts["households"], differences=counts["differences"])
            for line in told:
                progress.write(line)
    seconds = time.perf_counter() - started
    print(report(options.engine, counts, len(tasks), seconds))
    return 1 if lines else 0


def _tasks(engine: str, seed: int, households: int, chunk: int, keep: Path | None) -> Iterator[Task]:
    places = sorted(content().municipalities)
    for number, first in enumerate(range(seed, seed + households, chunk)):
        count = min(chunk, seed + households - first)
        yield Task(engine, first, count, places[number % len(places)], DAYS[number % len(DAYS)], keep)


@lru_cache(maxsize=2)
def _engine(name: str) -> Engine:
    logging.disable(logging.WARNING)
    module, kind = ENGINES[name].split(":")
    made: Engine = getattr(import_module(module), kind)()
    return made


def compare(task: Task) -> Compared:
    """Return what was compared of one task, and what differed."""
    engine = _engine(task.engine)
    started = time.perf_counter()
    block, wanted = _wanted(task)
    counts = Counter(households=block.households, persons=block.persons)
    _count_unknown(block, counts)
    lines: list[str] = []
    between = time.perf_counter()
    found = list(engine.answers(block, rulebook(), on=task.on))
    counts["reference milliseconds"] += round((between - started) * 1000)
    counts["engine milliseconds"] += round((time.perf_counter() - between) * 1000)
    for one, other in zip(wanted, found, strict=True):
        _count(one, block, counts)
        told = differences(one, other, block)
        counts["differences"] += len(told)
        lines += [f"seeds from {task.first}, {task.municipality}, {task.on}: {line}" for line in told]
    return Compared(counts, tuple(lines))


def _wanted(task: Task) -> tuple[Block, list[ProgramAnswers]]:
    """Return the households of a task and what the reference answers, kept from an earlier run perhaps."""
    seeds = range(task.first, task.first + task.count)
    block = block_of_seeds(seeds, content(), DAYS[0], task.municipality)
    if task.file is not None and task.file.exists():
        kept: list[ProgramAnswers] = pickle.loads(zlib.decompress(task.file.read_bytes()))  # noqa: S301 - our own
        return block, kept
    wanted = list(ReferenceEngine().answers(block, rulebook(), on=task.on))
    if task.file is not None:
        task.file.parent.mkdir(parents=True, exist_ok=True)
        part = task.file.with_suffix(".part")
        part.write_bytes(zlib.compress(pickle.dumps(wanted), 1))
        part.replace(task.file)
    return block, wanted


@lru_cache(maxsize=1)
def rules_hash() -> str:
    """Return a hash of everything the reference's answers and the households rest on."""
    found = hashlib.sha256()
    for path in sorted(file for place in RESTS_ON for file in ROOT.glob(place)):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _count_unknown(block: Block, counts: Counter[str]) -> None:
    for fact in content().facts.values():
        column = block.columns.get(fact.id)
        if fact.askable and fact.derive is None and column is not None:
            rows = block.persons if fact.entity == "person" else block.households
            said = plane(column.said, rows)
            exact = said if column.is_exact else said & (column.low == column.high)
            counts["facts"] += rows
            counts["unknown facts"] += rows - int(np.count_nonzero(exact))


def _count(answers: ProgramAnswers, block: Block, counts: Counter[str]) -> None:
    rows = block.persons if answers.unit == "person" else block.households
    counts["answers"] += rows
    if answers.outcome is not None:
        counts[str(answers.outcome)] += rows
        return
    sure, possible, failed = (plane(one, rows) for one in (answers.sure, answers.possible, answers.failed))
    counts["eligible"] += int(sure.sum())
    counts["undetermined"] += int((possible & ~sure).sum())
    counts["failed"] += int(failed.sum())
    counts["not_eligible"] += int((~possible & ~failed).sum())
    for amount in answers.amounts:
        counts["amounts"] += 0 if amount.low is None else int(np.count_nonzero(~np.isnan(amount.low)))


def report(engine: str, counts: Counter[str], blocks: int, seconds: float) -> str:
    """Return what was compared, in lines."""
    share = counts["unknown facts"] / max(1, counts["facts"])
    return "\n".join(
        (
            f"{engine} against the reference: {counts['households']:,} households of {counts['persons']:,} "
            f"persons in {blocks} blocks, {len(content().programs)} programs, "
            f"{min(blocks, len(content().municipalities))} municipalities, {min(blocks, len(DAYS))} days",
            f"facts unknown or rough: {share:.1%}",
            f"answers: {counts['answers']:,} (eligible {counts['eligible']:,}, "
            f"not eligible {counts['not_eligible']:,}, undetermined {counts['undetermined']:,}, "
            f"failed {counts['failed'] + counts['rule_error']:,}, out of scope {counts['out_of_scope']:,}, "
            f"not encoded {counts['not_encoded']:,})",
            f"amounts compared: {counts['amounts']:,}",
            f"differences: {counts['differences']:,}",
            f"seconds: {seconds:,.0f} (of all processes: reference {counts['reference milliseconds'] / 1000:,.0f}, "
            f"{engine} {counts['engine milliseconds'] / 1000:,.0f})",
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
