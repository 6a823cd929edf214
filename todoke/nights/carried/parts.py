"""A part: the answers of all programs for all blocks of one municipality, in one sealed file.

A part is the magic word, the payload of each block, and an index (JSON). A payload holds, program after program,
containers of planes, reasons and figures; small ones cost a few bytes of a directory in front. The same answers make
the same bytes, whoever worked them out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from todoke.engines.port import ProgramAnswers
from todoke.nights.carried.carried import Carried
from todoke.nights.carried.detailing import amount_encoded, patterns_encoded
from todoke.nights.stored import planes
from todoke.nights.stored.containers import Containers
from todoke.nights.stored.heads import Head
from todoke.nights.stored.ids import packed_ids
from todoke.nights.stored.layout import CODEC, MAGIC, SUFFIX, TAIL_BYTES
from todoke.nights.stored.sealing import write_sealed
from todoke.nights.stored.totals import Sums, Totals
from todoke.residents.block import Array, Block
from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount

_WORTH_PACKING: Final = 512


class PartWriter:
    """Takes the answers block after block and writes the part when all are there."""

    def __init__(self, municipality: str) -> None:
        """Begin a part without any block."""
        self.municipality = municipality
        self.keys: Mapping[str, str] = {}
        """What the answers of each program rest on besides people, as a hash."""
        self._totals = Totals()
        self._problems: Sequence[Mapping[str, Any]] = ()
        self._pieces: list[bytes] = [MAGIC]
        self._length = len(MAGIC)
        self._blocks: list[dict[str, Any]] = []
        self._heads: dict[tuple[object, ...], int] = {}
        self._carried_heads: dict[tuple[int, bool, bool, bool, int], tuple[Head, int]] = {}
        """The numbers of heads of yesterday, which are kept so that they stay what they are known by."""
        self._written_heads: list[dict[str, Any]] = []
        self._patterns: dict[str, int] = {}
        self._named: dict[tuple[str, ...], bytes] = {}
        """The numbers of patterns that are told together, as they are stored."""

    def add(self, block: Block, answers: Iterable[ProgramAnswers | Carried]) -> None:
        """Add the answers for one block, in the order of its programs."""
        containers = Containers()
        heads: list[int] = []
        sums: list[Sums] = []
        for answered in answers:
            if isinstance(answered, Carried):
                heads.append(self._add_carried(answered, containers, sums))
                continue
            one = _without_empty(answered)
            rows = block.persons if one.unit == "person" else block.households
            heads.append(self._head(one))
            if one.outcome is None and not _is_nobody(one):
                self._encode(one, rows, containers)
            sums += self._totals.add(one, rows)
        raw = b"".join((np.array(heads, "<u4").tobytes(), *containers.pieces()))
        self._blocks.append(
            {
                "persons": block.persons,
                "households": block.households,
                "person_ids": self._keep(packed_ids(block.person_ids)),
                "household_ids": self._keep(packed_ids(block.household_ids)),
                "programs": len(heads),
                "containers": len(containers),
                "sums": self._keep(np.array(sums, "<i8").tobytes()),
                "payload": self._keep(raw),
            }
        )

    def _add_carried(self, one: Carried, into: Containers, sums: list[Sums]) -> int:
        head, (possible, unsure, failed, _) = one.head, one.counts
        nobody = possible == 0 and failed == 0
        details = one.details
        if not nobody:
            into.extend(one.planes)
            if details.patterns:
                into.add(0, len(details.patterns), self._patterns_named(details.patterns))
                into.add(*details.codes)
            into.extend(details.figures)
        are_same = not details.amounts or details.amounts is head.amounts
        names = (
            head.amount_ids if details.amounts is head.amounts else [amount.id for amount in details.amounts]
        )
        self._totals.add_counts(head.program_id, one.rows, possible, unsure, failed, names, details.sums)
        sums += details.sums
        flags = (head.detailed, bool(details.patterns), nobody)
        key = (id(head), *flags, bool(details.amounts))
        known = self._carried_heads.get(key)
        if known is not None and are_same:
            return known[1]
        said = (head.program_id, head.unit, head.version, None, head.message)
        number = self._numbered(said, flags, details.amounts)
        if are_same:
            self._carried_heads[key] = head, number
        return number

    def _patterns_named(self, patterns: tuple[str, ...]) -> bytes:
        found = self._named.get(patterns)
        if found is None:
            numbers = [self._patterns.setdefault(pattern, len(self._patterns)) for pattern in patterns]
            found = self._named[patterns] = np.array(numbers, "<u4").tobytes()
        return found

    def write(self, folder: Path, *, problems: Sequence[Mapping[str, Any]] = ()) -> str:
        """Write the part into a folder, with what went wrong on the way, and return its seal."""
        self._problems = problems
        index = self.summary | {
            "keys": dict(self.keys),
            "blocks": self._blocks,
            "patterns": list(self._patterns),
        }
        written = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
        kept = self._keep(written)
        tail = json.dumps(kept).encode().ljust(TAIL_BYTES)
        seal = write_sealed(folder / f"{self.municipality}{SUFFIX}", *self._pieces, tail)
        self._pieces = []  # what is written needs no memory any more
        return seal

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What the index says of all blocks together; asked for when all have been added."""
        return {
            "municipality": self.municipality,
            "persons": sum(block["persons"] for block in self._blocks),
            "households": sum(block["households"] for block in self._blocks),
            "heads": self._written_heads,
            "totals": self._totals.as_json(),
            "problems": list(self._problems),
        }

    def _keep(self, raw: bytes) -> list[int]:
        """Keep bytes, packed where that pays, and return where: start, stored length, length."""
        stored = raw
        if len(raw) > _WORTH_PACKING:
            packed = CODEC.compress(raw, asbytes=True)
            if len(packed) < len(raw):
                stored = packed
        start = self._length
        self._pieces.append(stored)
        self._length += len(stored)
        return [start, len(stored), len(raw)]

    def _head(self, one: ProgramAnswers) -> int:
        said = (one.program_id, one.unit, one.version, one.outcome, one.message)
        flags = (one.rows is not None, one.reasons is not None, _is_nobody(one))
        return self._numbered(said, flags, tuple(columns.amount for columns in one.amounts))

    def _numbered(
        self,
        said: tuple[str, str, date | None, Outcome | None, str | None],
        flags: tuple[bool, bool, bool],
        amounts: tuple[Amount, ...],
    ) -> int:
        key = (said, flags, tuple(amount.id for amount in amounts))
        number = self._heads.get(key)
        if number is None:
            number = self._heads[key] = len(self._heads)
            program_id, unit, version, outcome, message = said
            self._written_heads.append(
                {
                    "program": program_id,
                    "unit": unit,
                    "version": None if version is None else version.isoformat(),
                    "outcome": None if outcome is None else str(outcome),
                    "message": message,
                    "detailed": flags[0],
                    "reasons": flags[1],
                    "nobody": flags[2],
                    "amounts": [amount_as_json(amount) for amount in amounts],
                }
            )
        return number

    def _encode(self, one: ProgramAnswers, rows: int, into: Containers) -> None:
        into.add(*planes.encoded(one.possible, rows, listed=one.rows))
        among = -1 if one.rows is None else len(one.rows)
        if among > 0 and one.open_rows is not None and len(one.open_rows) in (0, among):
            into.add(planes.PlaneKind.SAME if len(one.open_rows) else planes.PlaneKind.EMPTY, 0, b"")
        else:
            kind, count, content = planes.encoded(open_plane(one), rows, listed=one.open_rows)
            same = count > 0 and (kind, count, content) == into.last
            into.add(*((planes.PlaneKind.SAME, 0, b"") if same else (kind, count, content)))
        into.add(*planes.encoded(one.failed, rows))
        into.add(*planes.encoded(one.unencoded, rows))
        if one.reasons is not None:
            self._encode_reasons(one.reasons.codes, one.reasons.patterns, into)
        for columns in one.amounts:
            for container in amount_encoded(columns, max(among, 0)):
                into.add(*container)

    def _encode_reasons(self, codes: Array, patterns: tuple[str, ...], into: Containers) -> None:
        used, container = patterns_encoded(codes, patterns)
        into.add(0, len(used), self._patterns_named(used))
        into.add(*container)


def _is_nobody(one: ProgramAnswers) -> bool:
    """Tell whether nobody may be eligible and everybody was answered: then there is nothing to store."""
    if one.outcome is not None or np.any(one.failed):
        return False
    return not np.any(one.possible) if one.rows is None else len(one.rows) == 0


def _without_empty(one: ProgramAnswers) -> ProgramAnswers:
    """Return the answers without amounts and reasons of nobody, which one engine names and another does not."""
    nobody = one.rows is not None and len(one.rows) == 0
    decided = one.open_rows is not None and len(one.open_rows) == 0
    if not (nobody and one.amounts) and not (decided and one.reasons is not None):
        return one
    return replace(one, amounts=() if nobody else one.amounts, reasons=None if decided else one.reasons)


def open_plane(one: ProgramAnswers) -> Any:
    """Return the rows that are possible and not sure."""
    if isinstance(one.sure, bool | np.bool_):
        return False if one.sure else one.possible
    if isinstance(one.possible, bool | np.bool_):
        return ~one.sure if one.possible else False
    return one.possible & ~one.sure


def amount_as_json(amount: Amount) -> dict[str, Any]:
    """Return what a night keeps of an amount: everything but its expressions and its sources."""
    return {
        "id": amount.id,
        "label": amount.label.ja,
        "kind": amount.kind,
        "unit": amount.unit,
        "period": amount.period,
        "months": amount.months,
    }
