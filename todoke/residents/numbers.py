"""Numbers that stand for two: the same person or household in more than one municipality."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from todoke.residents.block import Array
from todoke.residents.problems import PopulationError
from todoke.residents.snapshot import Snapshot

_IDS = ("person_ids", "household_ids")
_WORDS = {"person_ids": "人", "household_ids": "世帯"}


def check_numbers(snapshot: Snapshot) -> None:
    """Raise PopulationError where two municipalities have the same number of a person or household.

    Municipalities whose numbers lie apart, as they do in most registers, are not compared one by one.
    """
    for kind in _IDS:
        spans = sorted((*_span(snapshot, code, kind), code) for code in snapshot.municipalities)
        if all(before[1] < after[0] for before, after in pairwise(spans)):
            continue
        everybody = np.concatenate([_ids(snapshot, code, kind) for _, _, code in spans])
        values, times = np.unique(everybody, return_counts=True)
        twice = values[times > 1]
        if len(twice):
            where = [
                code for code in snapshot.municipalities if np.isin(twice, _ids(snapshot, code, kind)).any()
            ]
            raise PopulationError(
                f"同じ番号の{_WORDS[kind]}が、二つ以上の区市町村にあります({len(twice):,}件: {'、'.join(where[:5])})。"
                "番号が重ならないように作り直してください"
            )


def _span(snapshot: Snapshot, code: str, kind: str) -> tuple[int, int]:
    ids = [getattr(block, kind) for block in snapshot.blocks(code)]
    some = [each for each in ids if len(each)]
    return min((int(each.min()) for each in some), default=0), max(
        (int(each.max()) for each in some), default=-1
    )


def _ids(snapshot: Snapshot, code: str, kind: str) -> Array:
    return np.concatenate([np.zeros(0, np.int64), *(getattr(block, kind) for block in snapshot.blocks(code))])
