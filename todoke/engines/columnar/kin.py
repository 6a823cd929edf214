"""The household as its members see it: for each of them the others they are asked about, as pairs of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from todoke.engines.columnar.frames import Frame, Run
from todoke.engines.columnar.values import Plane, opposite, settled
from todoke.residents.block import RELATION_CODE, Array
from todoke.rules.household import RELATIONS, relations_seen

_OTHERS = sum(1 << RELATION_CODE[one] for one in RELATIONS if one != "self")


class Whole:
    """Every member of each household, grouped as they stand: one answer per household."""

    def __init__(self, run: Run) -> None:
        """Look at the households of a run."""
        self._first = None if run.alone else run.block.first
        self.groups = run.households.count
        self.complete = listed(run, _OTHERS)
        self.targets: Array | None = None
        self.count = run.persons.count
        self._size = run.block.size

    def any(self, mask: Plane) -> Plane:
        """Return the households of which a member holds; households are never empty."""
        if isinstance(mask, bool) or self._first is None:
            return mask
        return settled(np.logical_or.reduceat(mask, self._first))

    def sum(self, values: Any) -> Any:
        """Return the sum over the members of each household (float64)."""
        if not isinstance(values, np.ndarray):
            return values * self._size.astype(np.float64)
        wide = values.astype(np.float64)
        return wide if self._first is None else np.add.reduceat(wide, self._first)

    def extreme(self, values: Array, *, largest: bool) -> Array:
        """Return the largest (or smallest) over the members of each household."""
        if self._first is None:
            return values
        found: Array = (np.maximum if largest else np.minimum).reduceat(values, self._first)
        return found


class Pairs:
    """Pairs of a viewer and a member looked at: one answer per viewer."""

    def __init__(self, viewers: Array, targets: Array, groups: int, complete: Plane) -> None:
        """Keep the pairs; ``complete`` tells of which viewers everybody is listed."""
        self.viewers, self.targets, self.groups, self.complete = viewers, targets, groups, complete
        self.count = len(viewers)

    def any(self, mask: Plane) -> Plane:
        """Return the viewers for whom a pair holds."""
        if mask is False or not self.count:
            return False
        found = np.zeros(self.groups, np.bool_)
        found[self.viewers if mask is True else self.viewers[mask]] = True
        return settled(found)

    def sum(self, values: Any) -> Any:
        """Return the sum over each viewer's pairs (float64)."""
        weights = values if isinstance(values, np.ndarray) else np.full(self.count, values, np.float64)
        return np.bincount(self.viewers, weights=weights, minlength=self.groups)

    def extreme(self, values: Array, *, largest: bool) -> Array:
        """Return the largest (or smallest) over each viewer's pairs; infinite where there is none."""
        found = np.full(self.groups, -np.inf if largest else np.inf)
        (np.maximum if largest else np.minimum).at(found, self.viewers, values)
        return found


def listed(run: Run, wanted: int) -> Plane:
    """Return the households of which all members of the wanted relations (bits) are listed."""
    complete = run.block.complete
    return settled((complete & np.uint16(wanted)) == wanted) if wanted else True


def view_of(run: Run, who: str) -> Pairs:
    """Return the pairs of every person and whoever is ``who`` to them."""
    found = run.views.get(who)
    if found is None:
        found = run.views[who] = _view(run, who)
    return found


def _view(run: Run, who: str) -> Pairs:
    count = run.persons.count
    everybody = np.arange(count, dtype=np.int32)
    if who == "self":
        return Pairs(everybody, everybody, count, True)
    if who in ("everyone", "others"):
        complete = _along_households(run, listed(run, _OTHERS))
        if run.alone and who == "others":
            return Pairs(everybody[:0], everybody[:0], count, complete)
        viewers, targets = _joined(run, everybody, everybody)
        if who == "others":
            apart = viewers != targets
            viewers, targets = viewers[apart], targets[apart]
        return Pairs(viewers, targets, count, complete)
    kin = "siblings_and_self" if who == "siblings" else who
    viewers, targets, complete = _by_relation(run, kin)
    if run.block.parents is not None and kin in ("children", "parents"):
        viewers, targets, complete = _by_name(run, kin, viewers, targets, complete)
    if who == "siblings":
        apart = viewers != targets
        viewers, targets = viewers[apart], targets[apart]
    return Pairs(viewers, targets, count, complete)


def _by_relation(run: Run, who: str) -> tuple[Array, Array, Plane]:
    relation = run.block.relation
    present = [one for one in RELATIONS if (relation == RELATION_CODE[one]).any()]
    viewers, targets = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    complete: Any = True
    for one in present:
        own = relation == RELATION_CODE[one]
        seen = relations_seen(who, one)
        if not seen and who == "siblings_and_self":
            rows = np.flatnonzero(own).astype(np.int32)
            viewers.append(rows)
            targets.append(rows)
            continue
        wanted = sum(1 << RELATION_CODE[other] for other in seen if other != "self")
        full = listed(run, wanted)
        if full is not True:
            along = _along_households(run, full)
            complete = np.ones(len(relation), np.bool_) if complete is True else complete
            complete[own] = along[own] if isinstance(along, np.ndarray) else along
        looked = np.isin(relation, [RELATION_CODE[other] for other in seen])
        if seen and looked.any():
            one_way = _joined(
                run, np.flatnonzero(own).astype(np.int32), np.flatnonzero(looked).astype(np.int32)
            )
            viewers.append(one_way[0])
            targets.append(one_way[1])
    return np.concatenate(viewers), np.concatenate(targets), settled(complete)


def _by_name(
    run: Run, who: str, viewers: Array, targets: Array, complete: Plane
) -> tuple[Array, Array, Plane]:
    """Let parents given by name win over what relations tell."""
    assert run.block.parents is not None
    children, parents, named = run.block.parents
    if who == "children":
        kept = ~named[targets]
        return (
            np.concatenate([viewers[kept], parents]),
            np.concatenate([targets[kept], children]),
            complete,
        )
    kept = ~named[viewers]
    known = named | complete if isinstance(complete, np.ndarray) else (True if complete else named)
    return (
        np.concatenate([viewers[kept], children]),
        np.concatenate([targets[kept], parents]),
        known if isinstance(known, bool) else settled(known),
    )


def _along_households(run: Run, plane: Plane) -> Plane:
    if isinstance(plane, bool) or run.alone:
        return plane
    return plane[run.household_of]


def _joined(run: Run, viewers: Array, targets: Array) -> tuple[Array, Array]:
    """Return every pair of a viewer and a target of the same household; both lists are in order of rows."""
    if run.alone:
        shared = np.intersect1d(viewers, targets, assume_unique=True)
        return shared, shared
    households = run.household_of
    counts = np.bincount(households[targets], minlength=run.households.count)
    starts = np.cumsum(counts) - counts
    own = households[viewers]
    times = counts[own]
    repeated = np.repeat(viewers, times)
    offset = np.arange(len(repeated)) - np.repeat(np.cumsum(times) - times, times)
    return repeated, targets[np.repeat(starts[own], times) + offset]


def pairs_from(run: Run, frame: Frame, who: str) -> tuple[Pairs, Frame]:
    """Return the pairs seen from the rows of any frame, and a frame of those pairs that keeps its subjects."""
    view = view_of(run, who)
    seen_by = frame.members
    if seen_by is None:
        viewers, targets, complete = view.viewers, view.targets, view.complete
    else:
        order = np.argsort(view.viewers, kind="stable")
        sorted_viewers, sorted_targets = view.viewers[order], view.targets[order]
        starts = np.searchsorted(sorted_viewers, seen_by, "left")
        times = np.searchsorted(sorted_viewers, seen_by, "right") - starts
        viewers = np.repeat(np.arange(frame.count, dtype=np.int32), times)
        offset = np.arange(len(viewers)) - np.repeat(np.cumsum(times) - times, times)
        targets = sorted_targets[np.repeat(starts, times) + offset]
        complete = view.complete if isinstance(view.complete, bool) else view.complete[seen_by]
    subjects = viewers if frame.subjects is None and frame.members is None else None
    if subjects is None:
        own = frame.subjects if frame.subjects is not None else np.arange(frame.count, dtype=np.int32)
        subjects = own[viewers]
    households = targets if run.alone else run.household_of[targets]
    inner = Frame(len(viewers), targets, subjects, households, base=False)
    return Pairs(viewers, targets, frame.count, complete), inner


def incomplete(view: Pairs | Whole) -> Plane:
    """Return for whom somebody may be missing from the list."""
    return opposite(view.complete)
