"""Making a population: municipality by municipality, by one or two processes, resumable (人口をつくる)."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from todoke.population import assumptions, demography
from todoke.population.assumptions import Assumptions
from todoke.population.casting import cast
from todoke.population.demography import Demography
from todoke.population.facts import tell_all
from todoke.population.folder import FolderError, Part, Population, begin, write_record
from todoke.population.plan import Place, plan
from todoke.population.veil import veil
from todoke.population.writing import Kinds, PartWriter, kinds_of
from todoke.rules.content import Content

Progress = Callable[[int], None]
NAME = "合成の東京"


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker needs to make one municipality."""

    place: Place
    seed: int
    on: date
    tables: Demography
    stated: Assumptions
    folder: Path
    kinds: Kinds


def make(
    residents: int,
    seed: int,
    folder: Path,
    *,
    on: date,
    content: Content,
    source: Path,
    workers: int = 2,
    progress: Progress | None = None,
) -> Population:
    """Write a population of ``residents`` persons into ``folder`` and return its record.

    ``source`` is data/population. The bytes depend on size, seed, day, tables and assumptions only, not on the
    number of workers. An interrupted call is gone on with. ``progress`` is told the persons of each municipality.

    Raises: PlanError, FolderError, AssumptionError, DemographyError; OSError when the disk is full.
    """
    tables, stated = demography.read(source), assumptions.read(source)
    places = plan(residents, seed, tables, stated)
    made_from = hash_of(source)
    key = f"make {residents} {seed} {on} {made_from} {pa.__version__}"
    parts = begin(folder, key)
    kinds = kinds_of(content)
    orders = [
        _Order(place, seed, on, tables, stated, folder, kinds)
        for place in sorted(places, key=lambda each: -each.size)
        if place.code not in parts
    ]
    for code in parts:
        if progress:
            progress(parts[code].persons)
    for code, part in run(_make_place, orders, workers):
        parts[code] = part
        if progress:
            progress(part.persons)
    population = Population(
        name=NAME,
        seed=seed,
        residents=sum(part.persons for part in parts.values()),
        households=sum(part.households for part in parts.values()),
        on=on,
        parts=dict(sorted(parts.items())),
        made_from=made_from,
    )
    if population.residents != residents:
        raise FolderError(
            f"{folder}: {population.residents:,} 人になりました。消してからやり直してください。"
        )
    write_record(folder, population)
    return population


def run(work: Callable[[Any], tuple[str, Any]], orders: list[Any], workers: int) -> Iterator[tuple[str, Any]]:
    """Do each order, in this process or in several, and yield what comes of each as it is done."""
    if workers <= 1 or len(orders) <= 1:
        yield from map(work, orders)
        return
    # A fresh interpreter each: forking a process that has Arrow's threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_alone) as pool:
        waiting = [pool.submit(work, order) for order in orders]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone() -> None:
    """Keep to one thread, and end when the one who gave the orders was killed: nobody else may write later."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_place(order: _Order) -> tuple[str, Part]:
    place = order.place
    with PartWriter(order.folder, place.code, order.kinds) as writer:
        for batch in place.batches(order.seed):
            crowd = cast(order.seed, (place.code, place.index), batch, order.on, order.tables, order.stated)
            tell_all(crowd, order.tables)
            veil(crowd)
            writer.add(crowd)
        return place.code, writer.close()


def hash_of(source: Path) -> str:
    """Return a hash over the tables and assumptions a population is made from."""
    whole = hashlib.sha256()
    for path in sorted(source.iterdir()):
        if path.suffix in (".csv", ".yaml"):
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
