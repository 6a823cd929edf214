"""A few rows of many columns of a block, read all at once: asked one by one, columns cost more than their bytes do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from todoke.residents.block import Array
from todoke.residents.encoding import Stream, decode_rows, width_of


class FewRows:
    """Some rows of the streams of a block that have ``count`` rows; the check of the block was compared before.

    ``rows`` are those wanted, each once.
    """

    def __init__(self, content: Array, count: int, rows: Array) -> None:
        """Take the bytes of the block and the rows."""
        self._content, self._count, self._rows = content, count, rows

    def read(self, streams: Iterable[Stream]) -> list[Array]:
        """Return the wanted rows of each stream, as :func:`~todoke.residents.encoding.decode_rows` does.

        >>> from todoke.residents.encoding import Bytes, encode
        >>> into = Bytes()
        >>> streams = [encode(np.arange(256) % 100 < few, into) for few in (1, 50)]
        >>> rows = FewRows(np.frombuffer(b"".join(into.pieces), np.uint8), 256, np.array([200, 45]))
        >>> [one.tolist() for one in rows.read(streams)]
        [[True, False], [True, True]]
        """
        wanted = list(streams)
        found: list[Any] = [None] * len(wanted)
        alike: dict[tuple[str, ...], list[int]] = {}
        for place, stream in enumerate(wanted):
            kind = stream[0]
            if kind == "b":
                alike.setdefault(("b",), []).append(place)
            elif kind == "o":
                alike.setdefault(("o",), []).append(place)
            elif kind == "s":
                alike.setdefault(("s", stream[1], stream[5]), []).append(place)
            else:
                found[place] = decode_rows(stream, self._count, self._content, self._rows)
        for kind, places in alike.items():
            some = [wanted[place] for place in places]
            together = self._bits(some) if kind == ("b",) else self._listed(some, *kind[1:])
            for place, one in zip(places, together, strict=True):
                found[place] = one
        return found

    def _bits(self, streams: list[Stream]) -> Array:
        at = np.array([stream[1] for stream in streams])[:, None]
        octets = self._content[at + (self._rows >> 3)]
        bits: Array = octets >> (self._rows & 7).astype(np.uint8) & np.uint8(1)
        return bits.view(np.bool_)

    def _listed(self, streams: list[Stream], wanted: str = "|b1", kept: str = "") -> Array:
        """Return the rows of streams that name their uncommon rows one by one (streams x rows)."""
        fills = np.array([stream[2] if kept else stream[1] for stream in streams], wanted)
        counts = [stream[3] if kept else stream[2] for stream in streams]
        starts = [stream[4] if kept else stream[3] for stream in streams]
        words = self._content.view("<u2")
        named = np.concatenate(
            [words[at >> 1 : (at >> 1) + few] for at, few in zip(starts, counts, strict=True)]
        )
        place = self._place_of.take(named.astype(np.intp))
        hits = np.flatnonzero(place >= 0)
        ends = np.cumsum(counts)
        which = ends.searchsorted(hits, side="right")
        found = np.repeat(fills[:, None], len(self._rows), axis=1)
        if kept:
            width = width_of(kept)
            values = np.array([at + (few + -few % 4) * 2 for at, few in zip(starts, counts, strict=True)])
            first = values // width - ends + counts
            bases = np.array([stream[6] for stream in streams], wanted)
            stored = self._content.view(kept)[first[which] + hits]
            found[which, place[hits]] = stored.astype(wanted) + bases[which]
        else:
            found[which, place[hits]] = ~fills[which]
        return found

    @cached_property
    def _place_of(self) -> Array:
        """Where each row of the block stands among those wanted, -1 where it is not (int32)."""
        found = np.full(self._count, -1, np.int32)
        found[self._rows] = np.arange(len(self._rows), dtype=np.int32)
        return found


def few_rows(
    streams: Mapping[str, Sequence[Any]], content: Array, rows: Mapping[bool, tuple[int, Array]]
) -> dict[str, list[Any]]:
    """Return low, high and said of some rows of all columns; ``high`` is None where all is exact.

    ``rows`` has, for columns of persons (False) and of households (True), how many rows there are and which of
    them are wanted.
    """
    found: dict[str, list[Any]] = {}
    for of_households, (count, wanted) in rows.items():
        names = [name for name in streams if name.startswith("household") == of_households]
        places = [
            (name, place)
            for name in names
            for place, stream in enumerate(streams[name])
            if isinstance(stream, list)
        ]
        read = FewRows(content, count, wanted).read(streams[name][place] for name, place in places)
        found |= {name: [*streams[name]] for name in names}
        for (name, place), values in zip(places, read, strict=True):
            found[name][place] = values
    return {name: found[name] for name in streams}
