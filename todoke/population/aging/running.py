"""Letting a whole population live some days, from one folder into another (日を進める)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from todoke.population import assumptions, demography
from todoke.population.aging.calendar import Households, pass_days
from todoke.population.aging.changes import bear, bury, earn, expect, settle
from todoke.population.aging.events import Events, Span, draw, read_groups
from todoke.population.aging.moving import Arrivals, Pair, collect, in_any, in_order, joined, sort_out, split
from todoke.population.aging.sheet import Sheet
from todoke.population.assumptions import Assumptions
from todoke.population.demography import Demography
from todoke.population.folder import (
    HOUSEHOLDS,
    PERSONS,
    FolderError,
    Part,
    Population,
    begin,
    path_of,
    read_record,
    write_record,
)
from todoke.population.making import Progress, hash_of, run
from todoke.population.plan import random_of
from todoke.population.writing import PartWriter


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker needs to let one municipality live."""

    code: str
    part: Part
    span: Span
    seed: int
    folder: Path
    out: Path
    tables: Demography
    stated: Assumptions
    events: Events | None = None


def age(
    folder: Path,
    days: int,
    out: Path,
    *,
    source: Path,
    workers: int = 2,
    progress: Progress | None = None,
) -> Population:
    """Let the population of ``folder`` live ``days`` days and write it to ``out``; return its record.

    Ids stay; who is born or comes from outside Tokyo gets a new one. The same folder, days and seed give the same
    bytes. An interrupted call is gone on with. Raises as :func:`todoke.population.making.make`.
    """
    before = read_record(folder)
    if out.resolve() == folder.resolve():
        raise FolderError("もとのフォルダーと別の場所を --out で指定してください。")
    tables, stated = demography.read(source), assumptions.read(source)
    made_from = hash_of(source)
    span = Span(before.on, before.on + timedelta(days))
    _check(folder, before)
    hashes = ",".join(part.persons_sha256[:16] for part in before.parts.values())
    parts = begin(out, f"age {days} {before.on} {before.seed} {made_from} {hashes} {pa.__version__}")
    orders = [
        _Order(code, before.parts[code], span, before.seed, folder, out, tables, stated)
        for code in sorted(before.parts, key=lambda code: -before.parts[code].persons)
    ]
    drawn = {events.code: events for _, events in run(_draw, orders, workers)}
    sort_out(out, tables.codes)
    waiting = [replace(order, events=drawn[order.code]) for order in orders if order.code not in parts]
    if progress:
        progress(sum(before.parts[code].persons for code in parts))
    for code, part in run(_live, waiting, workers):
        parts[code] = part
        if progress:
            progress(before.parts[code].persons)
    after = Population(
        name=before.name,
        seed=before.seed,
        residents=sum(part.persons for part in parts.values()),
        households=sum(part.households for part in parts.values()),
        on=span.on,
        parts=dict(sorted(parts.items())),
        made_from=made_from,
        history=(*before.history, _told(span, drawn)),
    )
    write_record(out, after)
    return after


def _told(span: Span, drawn: dict[str, Events]) -> dict[str, object]:
    counted = ("dead", "away", "within", "models", "mothers", "expecting")
    totals = {name: sum(len(getattr(events, name)) for events in drawn.values()) for name in counted}
    return {"since": span.since.isoformat(), "on": span.on.isoformat(), **totals}


def _check(folder: Path, population: Population) -> None:
    for code in population.parts:
        for table in (PERSONS, HOUSEHOLDS):
            if not path_of(folder, code, table).exists():
                raise FolderError(
                    f"{path_of(folder, code, table)} がありません。もとの人口を作り直してください。"
                )


def _draw(order: _Order) -> tuple[str, Events]:
    events = draw(order.folder, order.code, order.span, order.seed, order.tables, order.stated)
    collect(order.folder, events, order.out)
    return order.code, events


def _live(order: _Order) -> tuple[str, Part]:
    with PartWriter(order.out, order.code, {}) as writer:
        writer.person, writer.household = order.part.next_person, order.part.next_household
        _Place(order, writer).live()
        return order.code, writer.close()


class _Place:
    """One municipality while it lives: row groups are read, changed and written one after another."""

    def __init__(self, order: _Order, writer: PartWriter) -> None:
        if order.events is None:
            raise ValueError(order.code)
        self.order, self.events, self.writer = order, order.events, writer
        ordinal = order.span.since.toordinal()
        self.random = random_of(order.seed, order.code, ordinal, 20_000 + order.span.days)
        self.arrivals = Arrivals(order.out, order.code, order.span, order.stated, self.random)

    def live(self) -> None:
        """Write everybody who lives here at the end, households in the order of their ids.

        Who moves in from within Tokyo brings an id along and goes where it belongs. Ids newly given are higher than
        all this municipality gave before, so the rows from there on wait for the end.
        """
        moving = self.arrivals.movers()
        own = self.order.part.next_household
        held: list[Pair] = []
        groups = self._groups()
        now = next(groups, None)
        while now is not None:
            after = next(groups, None)
            lived = self._lived(*now)
            limit = own if after is None else int(after[1]["household"][0].as_py())
            if after is None or limit >= own:
                held.append(lived)
            else:
                coming, moving = split(moving, limit)
                self._write(joined([lived, coming]))
            now = after
        self._write(joined([*held, moving, self.arrivals.copies()]))
        if not self.writer.households:
            raise FolderError(
                f"{self.order.code}: 住む人がいなくなりました。日数を短くしてやり直してください。"
            )

    def _groups(self) -> Iterator[Pair]:
        read = (read_groups(self.order.folder, self.order.code, table) for table in (PERSONS, HOUSEHOLDS))
        return zip(*read, strict=True)

    def _write(self, rows: Pair | None) -> None:
        if rows is None or not rows[1].num_rows:
            return
        self.writer.write(PERSONS, rows[0])
        self.writer.write(HOUSEHOLDS, rows[1])

    def _lived(self, persons: pa.Table, homes: pa.Table) -> Pair:
        events = self.events
        self.writer.person, self.writer.household = self.arrivals.copy(
            persons, homes, events.models, self.writer.person, self.writer.household
        )
        gone = np.union1d(events.away, events.within)
        leaving = np.asarray(in_any(homes["household"], gone))
        if leaving.any():
            homes = homes.filter(pa.array(~leaving))
            persons = persons.filter(pa.array(~np.asarray(in_any(persons["household"], gone))))
        if not homes.num_rows:
            return persons, homes
        family = Households.of(
            Sheet(persons), Sheet(homes), self.order.code, self.order.span, self.order.stated, self.random
        )
        pass_days(family)
        stays = bury(family, events)
        expect(family, events)
        babies, self.writer.person = bear(family, events, self.writer.person)
        earn(family)
        settle(family, stays)
        people, homes = family.persons.table(), family.households.table()
        if not stays.all():
            people = people.filter(pa.array(stays))
            inhabited = in_any(homes["household"], np.unique(np.asarray(people["household"])))
            homes = homes.filter(inhabited)
        if babies is not None:
            people = in_order(pa.concat_tables([people, babies]))
        return people, homes
