"""One municipality from the tables to its part of the snapshot: what a worker process does, without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from todoke.apps.people.tables import Address, Tables
from todoke.residents.apart import set_apart
from todoke.residents.assembling import Assembled, assemble
from todoke.residents.merging import MergedSource
from todoke.residents.rows import Layouts, RowSource
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content


@dataclass(frozen=True, slots=True)
class Job:
    """Reads one municipality and writes its part: whole, or as it was but for what changed."""

    address: Address | None
    layouts: Layouts
    content: Content
    on: date
    out: Path
    changed: dict[str, tuple[int, ...]] | None = None
    before: Snapshot | None = None
    apart: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """By municipality: persons who are a household of their own, and its number (people.queries.apart)."""

    def __call__(self, code: str) -> Assembled:
        assert self.address is not None
        with self.address.open() as tables:
            return self.read(tables, code)

    def read(self, tables: Tables, code: str) -> Assembled:
        households = None if self.changed is None else self.changed[code]
        rows = set_apart(tables.rows(code, households), self.apart.get(code, {}))
        fresh = RowSource(code, rows, self.layouts, self.on, self.content)
        if households is None or self.before is None or code not in self.before.records:
            return assemble(fresh, self.out, self.on)
        part = self.before.part(code)
        merged = MergedSource(part, fresh, np.array(households, np.int64))
        return assemble(merged, self.out, self.on, part.standings())
