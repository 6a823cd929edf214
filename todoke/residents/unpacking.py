"""Many vectors of facts at once: from the bytes of all rows to columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from todoke.residents.block import Array, Column, Entry
from todoke.residents.households import kind_of, scale_of
from todoke.residents.layout import Layout, Section, Slot
from todoke.residents.limits import FEW_ENTRIES, limits, narrowed
from todoke.residents.vectors import CHOICES, EXACT, HEAD, HIGHEST, LOWEST, UNBOUNDED, VERSION, WORD, is_known
from todoke.rules.content import Content
from todoke.rules.facts import Code, Date

Mistakes = list[tuple[str, Array]]
BROKEN = "読めない記録です"


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of all rows, sorted by their kind and slot."""

    keys: Array
    rows: Array
    values: Array

    def of(self, kind: int, number: int) -> tuple[Array, Array]:
        """Return the rows and values of one kind of record of one slot."""
        key = np.uint16(kind << 14 | number)  # of the keys' own type, or all of them would be converted
        start, end = np.searchsorted(self.keys, key), np.searchsorted(self.keys, key, "right")
        return self.rows[start:end], self.values[start:end]


class Vectors:
    """The vectors of all rows of one municipality.

    ``words`` holds them all (64-bit words, anything between them); ``starts`` and ``lengths`` (in words) say where.
    ``broken`` are the rows whose vector cannot be read; they count as empty.
    """

    def __init__(self, words: Array, starts: Array, lengths: Array, layout: Layout, content: Content) -> None:
        """Take the vectors apart."""
        self._layout, self._content = layout, content
        self.rows = len(starts)
        filled = np.flatnonzero(lengths)
        heads = words[starts[filled]].astype("<u8").view(np.uint8).reshape(-1, WORD)
        flags, codes, taken = (heads[:, place].astype(np.int64) for place in (1, 2, 3))
        sound = (heads[:, 0] == VERSION) & (taken <= lengths[filled]) & (HEAD + flags + codes <= taken * WORD)
        self.broken = filled[~sound]
        filled, flags, codes, taken = filled[sound], flags[sound], codes[sound], taken[sound]
        self._bytes = np.zeros((layout.flags + layout.codes, self.rows), np.uint8)
        self._read_sections(words, starts, filled, flags, codes, taken)
        self._records = _sorted_records(words, starts[filled] + taken, lengths[filled] - taken, filled)
        self.names = tuple(name for name, slot in layout.slots.items() if is_known(name, slot, content))

    def _read_sections(
        self, words: Array, starts: Array, filled: Array, flags: Array, codes: Array, taken: Array
    ) -> None:
        """Read flags and codes, for all rows of the same form together; bytes of a slot follow one another."""
        forms = flags << 16 | codes << 8 | taken
        for form in np.unique(forms):
            f, c, w = int(form) >> 16, int(form) >> 8 & 255, int(form) & 255
            same = forms == form
            rows = filled if same.all() else filled[same]
            table = np.empty((w, len(rows)), "<u8")
            for word in range(w):
                table[word] = words[starts[rows] + word]
            across = table.view(np.uint8).reshape(w, len(rows), WORD)
            for place in range(f + c):
                word, byte = divmod(HEAD + place, WORD)
                into = place if place < f else self._layout.flags + place - f
                self._bytes[into, rows] = across[word, :, byte]

    def column(self, name: str, on: date) -> tuple[Column, Mistakes]:
        """Return the column of a fact, and the rows of each mistake in it."""
        slot = self._layout.slots[name]
        if slot.section is Section.FLAG:
            bits = self._bytes[slot.number // 4] >> np.uint8(slot.number % 4 * 2)
            yes = (bits & np.uint8(1)).astype(np.bool_)
            return Column(yes, yes, (bits & np.uint8(2)).astype(np.bool_)), []
        if slot.section is Section.CODE:
            return self._codes(name, slot)
        return self._amounts(name, slot, on)

    def _codes(self, name: str, slot: Slot) -> tuple[Column, Mistakes]:
        kind = kind_of(name, self._content)
        assert isinstance(kind, Code)
        known = {code: index for index, code in enumerate(kind.codes)}
        entries: list[Entry] = list(kind.codes)
        stored = self._bytes[self._layout.flags + slot.number]
        # Index 0 is "not said"; codes that the dictionary has given up are wrong wherever they stand.
        index = np.full(256, -1, np.int16)
        index[0] = 0
        for place, code in enumerate(slot.codes):
            index[place + 1] = known.get(code, -1)
        found, said = index[stored], stored > 0
        rows, masks = self._records.of(CHOICES, slot.number)
        for mask in np.unique(masks):
            codes = frozenset(one for bit, one in enumerate(slot.codes) if int(mask) >> bit & 1)
            which = rows[masks == mask]
            said[which] = True
            if codes and codes <= known.keys():
                found[which] = len(entries)
                entries.append(codes if len(codes) > 1 else next(iter(codes)))
            else:
                found[which] = -1
        mistakes: Mistakes = []
        wrong = found < 0
        if wrong.any():
            mistakes.append(("属性辞書にない符号です", np.flatnonzero(wrong)))
            found[wrong] = 0
        kept = found.astype(np.uint8 if len(entries) <= FEW_ENTRIES else np.uint16)
        return Column(kept, kept, said, tuple(entries)), mistakes

    def _amounts(self, name: str, slot: Slot, on: date) -> tuple[Column, Mistakes]:
        kind = kind_of(name, self._content)
        rows, values = self._records.of(EXACT, slot.number)
        below, lows = self._records.of(LOWEST, slot.number)
        above, highs = self._records.of(HIGHEST, slot.number)
        low, said = np.zeros(self.rows, np.int64), np.zeros(self.rows, np.bool_)
        low[rows], said[rows] = values, True
        low[below], said[below] = lows, True
        high = low
        if len(below):
            high = low.copy()
            high[above] = highs
        lowest, highest = limits(name, kind, on)
        bottom, top = _kept(low), _kept(high) if len(below) else None
        mistakes = []
        beyond = (
            ((low < lowest) & (low > -UNBOUNDED)) | ((high > highest) & (high < UNBOUNDED)) | (low > high)
        )
        if (beyond & said).any():
            mistakes.append(("属性辞書の範囲を外れた値です", np.flatnonzero(beyond & said)))
        if top is not None and bottom.dtype != top.dtype:
            bottom, top = bottom.astype(np.float64), top.astype(np.float64)
        scale = 1 if isinstance(kind, Date) else scale_of(kind)
        return Column(bottom, bottom if top is None else top, said, (), scale), mistakes


def _kept(values: Array) -> Array:
    """Return the values as a column keeps them, an open end as infinity."""
    open_ends = np.abs(values) == UNBOUNDED
    if not open_ends.any():
        return narrowed(values)
    return np.where(open_ends, np.copysign(np.inf, values), values)


def _sorted_records(words: Array, starts: Array, counts: Array, rows: Array) -> _Records:
    """Return all records; those of one kind and slot follow one another, by row."""
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    places = np.repeat(starts - before, counts) + np.arange(total)
    records = words[places]
    of = np.repeat(rows.astype(np.int32), counts)
    keys = (records & np.uint64(0xFFFF)).astype(np.uint16)
    order = np.argsort(keys, kind="stable")
    values = records.view(np.int64)[order] >> 16
    return _Records(keys[order], of[order], values)
