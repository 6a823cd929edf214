"""Reading a part: its blocks, and the answers of each program, decoded only when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers, Reasons
from todoke.nights.stored import figures, planes
from todoke.nights.stored.figures import FigureKind
from todoke.nights.stored.heads import PLANES, Head, head_of
from todoke.nights.stored.ids import unpacked_ids
from todoke.nights.stored.layout import CODEC, DIRECTORY, MAGIC, SUFFIX, TAIL_BYTES
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.sealing import DamagedPartError, read_sealed
from todoke.nights.stored.shelf import Shelf
from todoke.nights.stored.totals import NO_SUMS, Sums
from todoke.residents.block import Array


class Part:
    """A part that has been read and found unharmed."""

    def __init__(self, folder: Path, municipality: str, *, cure: str, seal: str | None = None) -> None:
        """Read the part of a municipality; raises DamagedPartError, which tells the ``cure``."""
        path = folder / f"{municipality}{SUFFIX}"
        self.content, self.seal = read_sealed(path, cure=cure, seal=seal)
        if bytes(self.content[: len(MAGIC)]) != MAGIC:
            raise DamagedPartError(f"{path} は、この版の todoke では読めない形式です。{cure}")
        tail = json.loads(bytes(self.content[-TAIL_BYTES:]))
        self.index: dict[str, Any] = json.loads(bytes(self.piece(tail)))
        self.heads = tuple(head_of(raw) for raw in self.index["heads"])
        self.blocks = tuple(StoredBlock(self, raw) for raw in self.index["blocks"])
        self._patterns: dict[bytes, tuple[str, ...]] = {}

    @property
    def summary(self) -> dict[str, Any]:
        """What the index says of all blocks together."""
        return {name: said for name, said in self.index.items() if name not in ("blocks", "patterns", "keys")}

    @property
    def keys(self) -> dict[str, str]:
        """What the answers of each program rest on besides people, as a hash."""
        return dict(self.index["keys"])

    def patterns(self, numbers: bytes) -> tuple[str, ...]:
        """Return patterns of conditions by their numbers, four bytes each."""
        found = self._patterns.get(numbers)
        if found is None:
            known = self.index["patterns"]
            found = tuple(known[number] for number in np.frombuffer(numbers, "<u4").tolist())
            self._patterns[numbers] = found
        return found

    @cached_property
    def pattern_numbers(self) -> Mapping[str, int]:
        """The numbers of patterns of conditions."""
        return {pattern: number for number, pattern in enumerate(self.index["patterns"])}

    def piece(self, place: list[int]) -> memoryview:
        """Return bytes kept at a place, unpacked."""
        start, stored, length = place
        raw = self.content[start : start + stored]
        return raw if stored == length else memoryview(CODEC.decompress(raw, length, asbytes=True))


class StoredBlock:
    """The answers for one block as they were stored."""

    def __init__(self, part: Part, raw: Mapping[str, Any]) -> None:
        """Take what the index of the part says of the block."""
        self._part, self._raw = part, raw
        self.persons: int = raw["persons"]
        self.households: int = raw["households"]

    def has_same_people(self, other: StoredBlock) -> bool:
        """Tell whether two blocks hold the same people in the same order."""
        return (self.persons, self.households) == (other.persons, other.households) and all(
            self._part.piece(self._raw[name]) == other._part.piece(other._raw[name])
            for name in ("person_ids", "household_ids")
        )

    @cached_property
    def person_ids(self) -> Array:
        """The ids of the persons."""
        return unpacked_ids(self._part.piece(self._raw["person_ids"]), self.persons)

    @cached_property
    def household_ids(self) -> Array:
        """The ids of the households."""
        return unpacked_ids(self._part.piece(self._raw["household_ids"]), self.households)

    @cached_property
    def stored(self) -> Mapping[str, StoredProgram]:
        """The programs of the municipality, each as it was stored."""
        count, containers = self._raw["programs"], self._raw["containers"]
        payload = self._part.piece(self._raw["payload"])
        heads = np.frombuffer(payload[: 4 * count], "<u4").tolist()
        end = 4 * count + DIRECTORY.itemsize * containers
        directory = np.frombuffer(payload[4 * count : end], DIRECTORY)
        places = np.concatenate(([0], np.cumsum(directory["length"], dtype=np.int64))) + end
        shelf = Shelf(
            payload,
            directory["kind"].tolist(),
            directory["count"].tolist(),
            places.tolist(),
            directory,
            places,
        )
        found: dict[str, StoredProgram] = {}
        first = sums = 0
        for number in heads:
            head = self._part.heads[number]
            found[head.program_id] = StoredProgram(self, head, shelf, first, sums)
            first += head.containers
            sums += len(head.amounts)
        return found

    @cached_property
    def sums(self) -> Array:
        """The sums of each amount, program after program (int64, amounts x 6)."""
        return np.frombuffer(self._part.piece(self._raw["sums"]), "<i8").reshape(-1, len(NO_SUMS))

    @property
    def programs(self) -> Mapping[str, ProgramAnswers]:
        """The answers of the programs, decoded when asked for; those out of scope are not among them."""
        return _Answers(self.stored)

    def patterns(self, numbers: memoryview) -> tuple[str, ...]:
        """Return patterns of conditions by their numbers in the part, four bytes each."""
        return self._part.patterns(bytes(numbers))

    @property
    def pattern_numbers(self) -> Mapping[str, int]:
        """The numbers of patterns of conditions in the part."""
        return self._part.pattern_numbers

    def release(self) -> None:
        """Forget what was unpacked."""
        for name in ("stored", "person_ids", "household_ids"):
            self.__dict__.pop(name, None)


_EMPTY = [int(PlaneKind.EMPTY)] * PLANES


class StoredProgram:
    """What one program answered for a block, as stored: planes and figures one by one, or all together."""

    __slots__ = ("_block", "_first", "_shelf", "_sums", "head")

    def __init__(self, block: StoredBlock, head: Head, shelf: Shelf, first: int, sums: int) -> None:
        """Point at the containers, which begin with number ``first``, and at the sums from number ``sums`` on."""
        self._block, self.head, self._shelf, self._first, self._sums = block, head, shelf, first, sums

    @property
    def rows(self) -> int:
        """The number of rows: persons or households."""
        return self._block.persons if self.head.unit == "person" else self._block.households

    def is_same(self, other: StoredProgram) -> bool:
        """Tell whether everything but reasons is stored alike, for blocks of the same people."""
        return self.has_same_planes(other) and self.has_same_amounts(other)

    def has_same_amounts(self, other: StoredProgram) -> bool:
        """Tell whether the amounts are stored alike, for rows that are the same."""
        if self.head.amounts_key != other.head.amounts_key:
            return False
        mine, its = self._first_figure, other._first_figure
        return all(
            self._shelf.is_same(mine + i, other._shelf, its + i) for i in range(3 * len(self.head.amounts))
        )

    def has_one_amount_as(self, other: StoredProgram) -> bool:
        """Tell whether everybody has the same figures here and there, whoever they are."""
        if not self.has_same_amounts(other):
            return False
        constant = (FigureKind.NONE, FigureKind.SAME, FigureKind.CONSTANT)
        places = range(self._first_figure, self._first_figure + 3 * len(self.head.amounts), 3)
        return all(
            self._shelf.kinds[place] == PlaneKind.FULL
            and self._shelf.kinds[place + 1] in constant
            and self._shelf.kinds[place + 2] in constant
            for place in places
        )

    def has_same_planes(self, other: StoredProgram) -> bool:
        """Tell whether who is eligible and who may be is stored alike."""
        if self.head.outcome is not None or other.head.outcome is not None:
            return self.head.outcome == other.head.outcome
        if self.head.nobody or other.head.nobody:
            return self.head.nobody and other.head.nobody
        return all(
            self._shelf.is_same(self._first + i, other._shelf, other._first + i) for i in range(PLANES)
        )

    @property
    def block(self) -> StoredBlock:
        """The block it was told of."""
        return self._block

    @property
    def shelf(self) -> Shelf:
        """The containers of the block."""
        return self._shelf

    @property
    def firsts(self) -> tuple[int, int, int]:
        """The numbers of its first container, of the first one of its amounts, and of its first sums."""
        return self._first, self._first_figure, self._sums

    @property
    def _first_figure(self) -> int:
        return self._first + PLANES + 2 * self.head.reasons

    def plane(self, number: int) -> Plane:
        """Return a plane: 0 possible, 1 open, 2 failed, 3 not encoded."""
        if self.head.nobody:
            return False
        kind, content = self._plane(number)
        return planes.decoded(kind, content, self.rows)

    def true_rows(self, number: int) -> Array:
        """Return the rows where a plane is true."""
        if self.head.nobody:
            return np.empty(0, np.int32)
        kind, content = self._plane(number)
        return planes.true_rows(kind, content, self.rows)

    def kinds(self) -> list[int]:
        """Return how each plane is stored."""
        return _EMPTY if self.head.nobody else self._shelf.kinds[self._first : self._first + PLANES]

    def content(self, number: int) -> memoryview:
        """Return the bytes of a plane as they are stored; not for programs for which nobody may be eligible."""
        return self._shelf.content(self._first + number)

    def count(self, number: int) -> int:
        """Return how many rows a plane has that is stored by itself; not for those for which nobody may be eligible."""
        return self._shelf.counts[self._first + number]

    @property
    def possible(self) -> int:
        """How many rows are possible."""
        return 0 if self.head.nobody or self.head.outcome is not None else self._shelf.counts[self._first]

    def stored_planes(self) -> list[tuple[int, int, memoryview]]:
        """Return the planes as they are stored; not for programs for which nobody may be eligible."""
        return [self._shelf.container(place) for place in range(self._first, self._first + PLANES)]

    def _plane(self, number: int) -> tuple[int, memoryview]:
        place = self._first + number
        if self._shelf.kinds[place] == PlaneKind.SAME:
            place -= 1
        return self._shelf.kinds[place], self._shelf.content(place)

    def reasons(self) -> Reasons | None:
        """Return the patterns of conditions of the open rows."""
        if not self.head.reasons:
            return None
        place = self._first + PLANES
        patterns = self._block.patterns(self._shelf.content(place))
        content = self._shelf.content(place + 1)
        kind = self._shelf.kinds[place + 1]
        if kind == 0:
            codes: Array = np.zeros(len(self.true_rows(1)), np.uint8)
        else:
            codes = np.frombuffer(content, np.uint8 if kind == 1 else "<u2")
        return Reasons(codes, patterns)

    def stored_figures(self) -> tuple[tuple[int, int, memoryview], ...]:
        """Return the containers of the amounts as they are stored, three for each."""
        first = self._first_figure
        return tuple(map(self._shelf.container, range(first, first + 3 * len(self.head.amounts))))

    def stored_reasons(self) -> tuple[tuple[str, ...], tuple[int, int, memoryview | bytes]]:
        """Return the patterns of the open rows, and the container that says which row has which."""
        if not self.head.reasons:
            return (), (0, 0, b"")
        place = self._first + PLANES
        return self._block.patterns(self._shelf.content(place)), self._shelf.container(place + 1)

    def sums(self) -> tuple[Sums, ...]:
        """Return the sums of the amounts in the block."""
        first = self._sums
        return tuple(map(tuple, self._block.sums[first : first + len(self.head.amounts)].tolist()))

    def amounts(self, among: int) -> tuple[AmountColumns, ...]:
        """Return the amounts of the possible rows, of which there are ``among``."""
        return tuple(self.amount(number, among) for number in range(len(self.head.amounts)))

    def amount(self, number: int, among: int) -> AmountColumns:
        """Return one of the amounts of the possible rows, of which there are ``among``."""
        place = self._first_figure + 3 * number
        applies = planes.decoded(self._shelf.kinds[place], self._shelf.content(place), among)
        low = self._figures(place + 1, among)
        same = self._shelf.kinds[place + 2] == FigureKind.SAME
        high = low if same else self._figures(place + 2, among)
        return AmountColumns(self.head.amounts[number], low, high, applies)

    def are_possible(self, rows: Array) -> Array:
        """Return which of some rows are possible (bool)."""
        return np.zeros(len(rows), np.bool_) if self.head.nobody else planes.are_true(*self._plane(0), rows)

    def open_places(self, rows: Array) -> Array:
        """Return which of the open rows each of some open rows is, counted from zero."""
        return planes.places(*self._plane(1), rows)

    def figures_at(self, rows: Array) -> dict[str, tuple[Array, Array]]:
        """Return low and high of each amount that promises figures, for some of the possible rows."""
        if not self.head.amounts:
            return {}
        places = planes.places(*self._plane(0), rows)
        found = {}
        for number, amount in enumerate(self.head.amounts):
            low = self._figures_at(self._first_figure + 3 * number + 1, places)
            high = self._figures_at(self._first_figure + 3 * number + 2, places)
            if low is not None and high is not None:
                found[amount.id] = low, high
        return found

    def _figures_at(self, place: int, places: Array) -> Array | None:
        if self._shelf.kinds[place] == FigureKind.SAME:
            place -= 1
        shelf = self._shelf
        return figures.decoded_at(shelf.kinds[place], shelf.counts[place], shelf.content(place), places)

    def figure_codes(self, amount: int, end: int) -> tuple[bytes, Array] | None:
        """Return the few different figures of an end (0 low, 1 high) of an amount and which row has which.

        None where they are not stored so; the rows are the possible ones.
        """
        place = self._first_figure + 3 * amount + 1 + end
        if self._shelf.kinds[place] == FigureKind.SAME:
            place -= 1
        if self._shelf.kinds[place] != FigureKind.FEW:
            return None
        different, content = self._shelf.counts[place], self._shelf.content(place)
        return bytes(content[: 8 * different]), np.frombuffer(content[8 * different :], np.uint8)

    def _figures(self, place: int, among: int) -> Array | None:
        kind = self._shelf.kinds[place]
        return figures.decoded(kind, self._shelf.counts[place], self._shelf.content(place), among)

    def answers(self) -> ProgramAnswers:
        """Return everything that was stored, decoded."""
        head = self.head
        if head.outcome is not None:
            return ProgramAnswers(head.program_id, head.unit, head.version, head.outcome, head.message)
        possible, unsure = self.plane(0), self.plane(1)
        rows = self.true_rows(0) if head.detailed else None
        return ProgramAnswers(
            program_id=head.program_id,
            unit=head.unit,
            version=head.version,
            message=head.message,
            sure=without(possible, unsure),
            possible=possible,
            failed=self.plane(2),
            unencoded=self.plane(3),
            rows=rows,
            amounts=() if rows is None else self.amounts(len(rows)),
            open_rows=self.true_rows(1) if head.detailed else None,
            reasons=self.reasons(),
        )


class _Answers(Mapping[str, ProgramAnswers]):
    """The programs of a block, decoded when asked for."""

    def __init__(self, stored: Mapping[str, StoredProgram]) -> None:
        self._stored = stored

    def __getitem__(self, program_id: str) -> ProgramAnswers:
        return self._stored[program_id].answers()

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def without(plane: Plane, other: Plane) -> Plane:
    """Return where the first plane is true and the other is not."""
    if isinstance(other, bool):
        return False if other else plane
    if isinstance(plane, bool):
        return ~other if plane else False
    return plane & ~other
