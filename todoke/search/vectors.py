"""Meaning by word vectors (単語ベクトル): the extra ``[semantic]``. Search works without it.

The vectors are those PyPI's ja-ginza ships; they are read without spaCy, which need not be installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from todoke.search.murmur import hash64

_CONTENT_WORDS = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞"})
_EMPTY_VERBS = frozenset({"為る", "有る", "居る", "成る", "出来る", "事", "物", "時", "御", "欲しい", "貰う"})
_SCALE = 127
Vector = NDArray[np.float32]


class WordVectors:
    """Word vectors with the tokenizer that finds their words."""

    def __init__(self, matrix: Vector, rows: dict[int, int], tokenizer: Any, modes: Any) -> None:
        """Take the vectors, the row of each word's hash, and a Sudachi tokenizer with its modes of splitting."""
        self._matrix = matrix
        self._rows = rows
        self._tokenizer = tokenizer
        self._modes = modes
        used = matrix[sorted(set(rows.values()))]
        self._common: Vector = used.mean(axis=0)

    def of(self, text: str) -> Vector | None:
        """Return the vector of a text, of length 1: the mean of its content words' without what all words share."""
        found = [self._matrix[row] - self._common for row in self._rows_of(text)]
        if not found:
            return None
        mean: Vector = np.mean(found, axis=0)
        return mean / (float(np.linalg.norm(mean)) or 1.0)

    def packed(self, text: str) -> bytes | None:
        """Return the vector as one signed byte per dimension."""
        vector = self.of(text)
        return None if vector is None else pack(vector)

    def _rows_of(self, text: str) -> Iterator[int]:
        for word in self._tokenizer.tokenize(text[:400], self._modes.C):
            if word.part_of_speech()[0] not in _CONTENT_WORDS or word.normalized_form() in _EMPTY_VERBS:
                continue
            row = self._find(word.normalized_form(), word.surface(), word.dictionary_form())
            if row is not None:
                yield row
                continue
            for part in word.split(self._modes.A):
                row = self._find(part.normalized_form(), part.surface())
                if row is not None:
                    yield row

    def _find(self, *forms: str) -> int | None:
        return next((row for form in forms if (row := self._rows.get(hash64(form))) is not None), None)


def pack(vector: Vector) -> bytes:
    """Return a vector of length 1 as one signed byte per dimension, each by the largest of them."""
    largest = float(np.abs(vector).max()) or 1.0
    return bytes(np.round(vector / largest * _SCALE).astype(np.int8).tobytes())


def similarity(vector: Vector, packed: bytes) -> float:
    """Return the cosine of a vector and a packed one.

    >>> one = np.array([0.6, 0.8], dtype=np.float32)
    >>> round(similarity(one, pack(one)), 2)
    1.0
    """
    other = np.frombuffer(packed, dtype=np.int8).astype(np.float32)
    return float(vector @ other / (np.linalg.norm(other) or 1.0))


def nearest(vector: Vector, packed: Sequence[bytes], *, least: float, most: int) -> list[int]:
    """Return the places of the packed vectors closest to ``vector``, the closest first, none below ``least``."""
    if not packed:
        return []
    matrix = np.frombuffer(b"".join(packed), dtype=np.int8).reshape(len(packed), -1).astype(np.float32)
    cosines = matrix @ vector / np.maximum(np.linalg.norm(matrix, axis=1), 1.0)
    order = np.argsort(-cosines)[:most]
    return [int(place) for place in order if cosines[place] >= least]


def find_word_vectors() -> WordVectors | None:
    """Return the word vectors, or None where the extra is not installed."""
    if any(find_spec(name) is None for name in ("ja_ginza", "sudachipy", "msgpack")):
        return None
    return read_word_vectors(_folder_of("ja_ginza"))


def read_word_vectors(folder: Path) -> WordVectors:
    """Read the vectors of a spaCy model's folder ``vocab``."""
    sudachi = import_module("sudachipy")
    rows = import_module("msgpack").unpackb((folder / "key2row").read_bytes(), strict_map_key=False)
    tokenizer = sudachi.Dictionary(dict="core").create()
    return WordVectors(np.load(folder / "vectors"), dict(rows), tokenizer, sudachi.SplitMode)


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return next(Path(spec.origin).parent.glob("*/vocab"))
