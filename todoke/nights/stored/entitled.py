"""Who can receive what in a night, for a few people: for those who begin to listen (すでに受けられるもの)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from todoke.nights.stored.reading import StoredBlock, without
from todoke.nights.stored.store import Night
from todoke.residents.block import Array


@dataclass(frozen=True, slots=True)
class Entitled:
    """Persons or households of a municipality who surely can receive a program."""

    municipality: str
    program_id: str
    unit: Literal["person", "household"]
    ids: Array
    """int64"""


def entitled_to(night: Night, programs: Collection[str]) -> list[Entitled]:
    """Return everybody who can surely receive one of these programs; nothing that is still open.

    Raises DamagedPartError where a part is not as it was written.
    """
    found: list[Entitled] = []
    for municipality in night.municipalities if programs else ():
        for block in night.blocks(municipality):
            for program_id in sorted(block.stored.keys() & set(programs)):
                program = block.stored[program_id]
                ids = block.person_ids if program.head.unit == "person" else block.household_ids
                if program.head.outcome is None:
                    sure = np.broadcast_to(without(program.plane(0), program.plane(1)), len(ids))
                    if sure.any():
                        found.append(Entitled(municipality, program_id, program.head.unit, ids[sure]))
            block.release()
    return found


def entitled(night: Night, *, persons: Array, households: Array) -> list[Entitled]:
    """Return what these persons and households (ids, int64) can surely receive; nothing that is still open.

    Raises DamagedPartError where a part is not as it was written.
    """
    found: list[Entitled] = []
    for municipality in night.municipalities:
        for block in night.blocks(municipality):
            found += _of_block(block, municipality, persons, households)
            block.release()
    return found


def _of_block(block: StoredBlock, municipality: str, persons: Array, households: Array) -> Iterator[Entitled]:
    ids = {"person": block.person_ids, "household": block.household_ids}
    rows = {
        "person": np.flatnonzero(np.isin(ids["person"], persons)),
        "household": np.flatnonzero(np.isin(ids["household"], households)),
    }
    if not len(rows["person"]) and not len(rows["household"]):
        return
    for program_id, program in block.stored.items():
        if program.head.outcome is not None:
            continue
        unit: Literal["person", "household"] = program.head.unit
        wanted = rows[unit]
        if not len(wanted):
            continue
        sure = np.broadcast_to(without(program.plane(0), program.plane(1)), len(ids[unit]))
        chosen = wanted[sure[wanted]]
        if len(chosen):
            yield Entitled(municipality, program_id, unit, ids[unit][chosen])
