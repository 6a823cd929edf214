"""The value of the first branch that holds, row by row; all that may, where that is not certain."""

from __future__ import annotations

from todoke.engines.columnar import errors
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.picking import hull, pick
from todoke.engines.columnar.values import TRUE, Plane, Value, both, opposite, settled, truth_of, with_err


def first_match(branches: list[tuple[Evaluate | None, Evaluate]]) -> Evaluate:
    """Return the function of a case; the last branch has no condition."""

    def evaluate(run: Run, frame: Frame) -> Value:
        found: Value | None = None
        filled: Plane = False
        alive: Plane = True
        err: errors.Err = None
        for when, then in branches:
            truth = TRUE if when is None else truth_of(when(run, frame))
            if truth.err is not None:
                err = errors.first(err, errors.where(alive, truth.err))
            may = settled(both(alive, truth.p))
            if may is False:
                continue
            value = then(run, frame)
            if value.err is not None:
                err = errors.first(err, errors.where(may, value.err))
            if found is None:
                found = value
            else:
                again = settled(both(may, filled))
                if again is not False:
                    value = pick(again, hull(found, value), value)
                found = pick(may, value, found)
            filled = True if filled is True or may is True else (may if filled is False else filled | may)
            alive = settled(both(alive, opposite(truth.t)))
            if alive is False:
                break
        assert found is not None  # the last branch has no condition
        return with_err(found, err)

    return evaluate
