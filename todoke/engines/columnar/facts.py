"""Reading facts of everybody at once: as given, as worked out, as it does not apply, as received already."""

from __future__ import annotations

from datetime import date

from todoke.engines.columnar import errors
from todoke.engines.columnar.constants import absent_like, uniform
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.kin import Whole
from todoke.engines.columnar.logic import by_entry
from todoke.engines.columnar.picking import hull, narrow, pick
from todoke.engines.columnar.values import (
    FALSE,
    MAYBE,
    TRUE,
    Codes,
    Num,
    Plane,
    Truth,
    Value,
    both,
    either,
    opposite,
    settled,
    truth_of,
    with_err,
)
from todoke.residents.block import household_receives
from todoke.rules.evaluation.run import exact
from todoke.rules.evaluation.unknowns import unknown
from todoke.rules.facts import Boolean, Code, Date, Fact, FactType
from todoke.rules.household import HOUSEHOLD, receives
from todoke.rules.values import NO_NEEDS, Choices


def kind_of(fact_type: FactType) -> str:
    """Return how the columns of a fact of this type are read."""
    if isinstance(fact_type, Boolean):
        return "truth"
    if isinstance(fact_type, Code):
        return "code"
    return "day" if isinstance(fact_type, Date) else "number"


def fact_reader(fact: Fact, derive: Evaluate | None, applies: Evaluate | None, on: date) -> Evaluate:
    """Return the function that reads a fact for the persons (or the households) of a block."""
    kind = kind_of(fact.type)
    open_value = uniform(unknown(fact, NO_NEEDS, on))
    without = absent_like(open_value) if fact.otherwise is None else uniform(exact(fact.otherwise))

    def unsaid(run: Run, frame: Frame, wanted: Plane) -> Value:
        relevant = TRUE if applies is None else truth_of(applies(run, frame))
        err = errors.where(wanted, relevant.err)
        if relevant.p is False:
            return with_err(without, err)
        if derive is None:
            return with_err(pick(relevant.p, open_value, without), err)
        value = derive(run, frame)
        unencoded = errors.failing(errors.only(value.err, errors.UNENCODED))
        err = errors.first(err, errors.where(both(wanted, relevant.p), errors.only(value.err, errors.FAILED)))
        value = pick(unencoded, open_value, with_err(value, None))
        if relevant.t is not True:
            open_rows = settled(both(relevant.p, opposite(both(relevant.t, relevant.p))))
            # Where the law is not written down the fact is simply open, whether it applies or not.
            maybe = pick(unencoded, value, hull(value, without)) if open_rows is not False else value
            value = pick(open_rows, maybe, pick(relevant.t, value, without))
        return with_err(value, err)

    def read(run: Run, frame: Frame) -> Value:
        given = run.given(fact.id, kind)
        if given is None:
            return unsaid(run, frame, True)
        value, said = given
        roughly: Plane = False
        if derive is not None and not fact.assumed:
            roughly = both(said, _rough(value))
        if said is True and roughly is False:
            return value
        other = unsaid(run, frame, either(opposite(said), roughly))
        err = other.err
        if roughly is not False:
            value = pick(roughly, narrow(value, with_err(other, None)), value)
        return with_err(pick(said, with_err(value, None), with_err(other, None)), err)

    return read


def _rough(value: Value) -> Plane:
    if isinstance(value, Num):
        return False if value.is_exact else settled(value.lo != value.hi)
    if isinstance(value, Codes):
        return by_entry(value, "rough", lambda entry: isinstance(entry, Choices)).t
    return False


def receipt_reader(program_id: str) -> Evaluate:
    """Return the reader of "receives this program already"."""
    fact_id, of_household = receives(program_id), household_receives(program_id)

    def read(run: Run, frame: Frame) -> Value:
        own = run.given(fact_id, "truth")
        whole = run.given(of_household, "truth")
        if frame.lone:
            return _of_household(run, own, whole)
        # That nobody receives it holds for each member; that somebody does says nothing of this one.
        otherwise: Value = MAYBE
        if whole is not None:
            value, said = whole
            assert isinstance(value, Truth)
            nobody = settled(both(said, opposite(value.t)))
            otherwise = pick(_persons(run, nobody), FALSE, MAYBE)
        return otherwise if own is None else pick(own[1], own[0], otherwise)

    return read


def _of_household(run: Run, own: tuple[Value, Plane] | None, whole: tuple[Value, Plane] | None) -> Value:
    otherwise: Value = MAYBE
    if own is not None:
        value, said = own
        assert isinstance(value, Truth)
        otherwise = pick(Whole(run).any(settled(both(said, value.t))), TRUE, MAYBE)
    return otherwise if whole is None else pick(whole[1], whole[0], otherwise)


def _persons(run: Run, plane: Plane) -> Plane:
    if isinstance(plane, bool) or run.alone:
        return plane
    return plane[run.household_of]


def entity_of(fact: Fact) -> bool:
    """Tell whether a fact belongs to the household."""
    return fact.entity == HOUSEHOLD
