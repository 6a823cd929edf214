"""Two nights compared: who newly qualifies, who no longer does, whose amount changed, and why (晩の比較)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from todoke.base.collecting import no_collecting
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.ahead.deadlines import Events
from todoke.nights.aligned.changes import Change, Changes, Kind, Reason
from todoke.nights.aligned.telling_apart import Rows
from todoke.nights.carried.since import read_since
from todoke.nights.compared.differences import Differences
from todoke.nights.compared.explaining import Asking, explained
from todoke.nights.compared.gathering import Gathered
from todoke.nights.compared.merging import Chained, Shared, merged
from todoke.nights.compared.moving import moved
from todoke.nights.compared.rejoining import UNITS, Places, Unit
from todoke.nights.run.working import Residents
from todoke.nights.stored.layout import SUFFIX
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
from todoke.nights.workers import work
from todoke.residents.block import Array
from todoke.residents.problems import SnapshotError
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook

WORKERS = 2
_GROUPS = 2
"""So many groups of municipalities for each worker."""


@dataclass(slots=True)
class NightDiff:
    """What changed from one night to another."""

    before: Night
    after: Night
    changes: list[Changes] = field(default_factory=list)
    """By municipality, program and kind, in that order."""
    changed_rules: frozenset[str] = frozenset()
    """The programs whose rule is another than the night before."""
    uncompared: frozenset[str] = frozenset()
    """The programs that could not be answered in one of the nights."""

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes one by one."""
        for some in self.changes:
            yield from some

    def of(self, kind: Kind) -> list[Changes]:
        """Return the changes of one kind."""
        return [some for some in self.changes if some.kind is kind]

    def counts(self) -> dict[Kind, Counter[str]]:
        """Return how many persons or households changed, by kind and program."""
        counts: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
        for some in self.changes:
            counts[some.kind][some.program_id] += len(some)
        return counts

    def by_reason(self, kind: Kind, program_id: str) -> Counter[tuple[str, Reason]]:
        """Return how many changed for each reason, with the municipality whose words it is told in.

        The same reason in several municipalities is counted under the first of them.
        """
        counts: Counter[tuple[str, Reason]] = Counter()
        first: dict[Reason, str] = {}
        for some in self.changes:
            if some.kind is kind and some.program_id == program_id:
                for reason, count in some.by_reason().items():
                    counts[first.setdefault(reason, some.municipality), reason] += count
        return counts


def newly_eligible(before: Night, after: Night, *, workers: int = WORKERS) -> Counter[str]:
    """Return how many are newly eligible, by program, without asking why."""
    return compare(before, after, workers=workers).counts()[Kind.GAINED]


@no_collecting()
def compare(
    before: Night,
    after: Night,
    *,
    book: Rulebook | None = None,
    programs: Sequence[str] | None = None,
    municipalities: Sequence[str] | None = None,
    workers: int = WORKERS,
    residents: tuple[Residents | None, Residents | None] | None = None,
) -> NightDiff:
    """Return what changed from one night to another; with a rulebook also why, and by when to apply.

    The reasons need the residents of the night after, and tell more where those of the night before were kept too;
    ``residents`` gives both where they are not kept beside the nights.
    """
    book_at = {night: night.record["programs"] for night in (before, after)}
    both = _chosen(before, after, programs)
    changed = frozenset(
        name
        for name, said in book_at[after].items()
        if book_at[before].get(name, {}).get("fingerprint") != said["fingerprint"]
    )
    codes = sorted(
        {*before.municipalities, *after.municipalities} & set(municipalities or _all(before, after))
    )
    kept = _Kept()
    if book is not None:
        kept = _Kept.of(before, after) if residents is None else _Kept(*residents)
    asking = None
    if book is not None and kept.after is not None:
        asking = Asking(book, ColumnarEngine(), before.on, after.on, changed)
    job = partial(_municipalities, _Job(before, after, both, kept, asking))
    found: dict[str, _Found] = {}
    if asking is None and all(_is_seen(before, after, code) for code in codes):
        workers = 1  # what is known already is gathered sooner than others could begin
    groups = _groups(_large_first(after, codes), workers)
    for told in work(groups, lambda some, _: job(some), workers=workers):
        if told.error is not None:
            raise told.error
        if told.is_dead:
            raise NightError("比べている作業のプロセスが途中で止まりました。もう一度実行してください")
        if told.result is not None:
            found |= told.result
    changes = [one for code in codes for one in found[code].changes]
    changes += _moved([found[code] for code in codes], codes)
    changes.sort(key=lambda one: (one.municipality, one.program_id, one.kind))
    uncompared = frozenset(name for code in codes for name in found[code].different.uncompared)
    return NightDiff(before, after, changes, changed, uncompared)


def _is_seen(before: Night, after: Night, code: str) -> bool:
    """Tell whether all that changed in a municipality was seen when answers were carried over."""
    seal = before.record["parts"].get(code)
    since = read_since(after.folder, code, seal) if code in after.municipalities else None
    return since is not None and since.is_whole


def _all(before: Night, after: Night) -> tuple[str, ...]:
    return (*before.municipalities, *after.municipalities)


def _chosen(before: Night, after: Night, programs: Sequence[str] | None) -> frozenset[str] | None:
    """Return the programs asked in both nights, or None where all were."""
    asked = [night.record["chosen"] for night in (before, after)] + [programs]
    limits = [frozenset(names) for names in asked if names is not None]
    return frozenset.intersection(*limits) if limits else None


def _large_first(night: Night, codes: Sequence[str]) -> list[str]:
    sizes = {}
    for code in codes:
        with suppress(OSError):
            sizes[code] = (night.folder / f"{code}{SUFFIX}").stat().st_size
    return sorted(codes, key=lambda code: (-sizes.get(code, 0), code))


def _groups(codes: Sequence[str], workers: int) -> list[tuple[str, ...]]:
    """Return the municipalities in groups, those alike in size spread over them."""
    count = max(1, min(len(codes), workers * _GROUPS))
    return [group for place in range(count) if (group := tuple(codes[place::count]))]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The residents of both nights, as far as they were kept."""

    before: Residents | None = None
    after: Residents | None = None

    @classmethod
    def of(cls, before: Night, after: Night) -> _Kept:
        found = []
        for night in (before, after):
            snapshot = None
            if night.snapshot_folder is not None:
                with suppress(SnapshotError):
                    snapshot = Snapshot.open(night.snapshot_folder)
                if snapshot is not None and snapshot.identity != night.record["snapshot"]:
                    snapshot = None
            found.append(snapshot)
        return cls(*found)


@dataclass(frozen=True, slots=True)
class _Job:
    before: Night
    after: Night
    programs: frozenset[str] | None
    residents: _Kept
    asking: Asking | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What one municipality comes to: its changes, and what is left of its differences."""

    changes: list[Changes]
    different: Differences


def _municipalities(job: _Job, codes: Sequence[str]) -> dict[str, _Found]:
    """Return what is different in some municipalities; the reasons of all are looked for together."""
    different = {code: Differences.of(job.before, job.after, code, job.programs) for code in codes}
    rows = {code: merged(one.rows) for code, one in different.items()}
    why = _reasons(job, rows)
    found = {}
    for code in codes:
        changes = [_told(code, one, why.get((code, place))) for place, one in enumerate(rows[code])]
        different[code].rows = []
        found[code] = _Found(changes, different[code])
    return found


@dataclass(frozen=True, slots=True)
class _Why:
    """The reasons of a set of rows, which row has which, and by when each is to apply."""

    reasons: tuple[Reason, ...]
    reason_of: Array
    deadlines: Array | None


def _reasons(job: _Job, rows: Mapping[str, Sequence[Rows]]) -> dict[tuple[str, int], _Why]:
    """Return why each set of rows of each municipality changed."""
    if job.asking is None or job.residents.after is None:
        return {}
    before, after = Chained(), Chained()
    sets: list[tuple[Rows, int, int]] = []
    keys: list[tuple[str, int]] = []
    for code, some in rows.items():
        for place, one in enumerate(some):
            sets.append((one, len(before), len(after)))
            keys.append((code, place))
        for blocks, residents in ((before, job.residents.before), (after, job.residents.after)):
            if residents is not None and code in residents.municipalities:
                blocks.add(residents.blocks(code))
    shared = Shared.of(sets)
    then = None
    if job.residents.before is not None:
        asked = [(one.unit, one.before_block, one.before) for one in shared.rows]
        then = Gathered(before, asked, getattr(job.residents.before, "release", None))
    asked = [(one.unit, one.after_block, one.after) for one in shared.rows]
    now = Gathered(after, asked, getattr(job.residents.after, "release", None))
    events = Events(now.block, job.asking.book)
    told = [
        (*why, events.deadlines_of(one.program_id, one.unit, at) if one.kind is Kind.GAINED else None)
        for one, at, why in zip(
            shared.rows, now.rows, explained(shared.rows, then, now, job.asking), strict=True
        )
    ]
    found = {}
    for key, (number, where) in zip(keys, shared.places, strict=True):
        reasons, reason_of, deadlines = told[number]
        occurring, renumbered = np.unique(reason_of[where], return_inverse=True)
        found[key] = _Why(
            tuple(reasons[one] for one in occurring.tolist()),
            renumbered.astype(np.int32),
            None if deadlines is None else deadlines[where],
        )
    return found


def _told(code: str, rows: Rows, why: _Why | None) -> Changes:
    changes = Changes(
        code, rows.program_id, rows.unit, rows.kind, rows.ids, rows.before_figures, rows.after_figures
    )
    if why is not None:
        changes.reasons, changes.reason_of, changes.deadlines = why.reasons, why.reason_of, why.deadlines
    return changes


def _moved(found: Sequence[_Found], codes: Sequence[str]) -> Iterator[Changes]:
    """Yield what changed for those who came, left, or moved from one municipality to another."""
    had = [one for each in found for one in each.different.had]
    has = [one for each in found for one in each.different.has]
    parts = [each.different for each in found]
    gone: dict[Unit, Places] = {
        unit: Places.of([(n, each.gone[unit].ids, each.gone[unit].rows) for n, each in enumerate(parts)])
        for unit in UNITS
    }
    new: dict[Unit, Places] = {
        unit: Places.of([(n, each.new[unit].ids, each.new[unit].rows) for n, each in enumerate(parts)])
        for unit in UNITS
    }
    yield from moved(had, has, gone, new, codes)
