"""Reading facts: as given, as worked out, as each municipality sets them, as received already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from todoke.rules.evaluation.run import Evaluator, Run, exact
from todoke.rules.evaluation.unknowns import inapplicable, open_value, unknown
from todoke.rules.facts import Fact
from todoke.rules.household import HOUSEHOLD, MUNICIPALITY, Member, receives
from todoke.rules.parameters import Dated, NotEncodedError
from todoke.rules.programs import LocalParameter
from todoke.rules.truth import as_truth
from todoke.rules.values import Maybe, Needs, Truth, Value, hull, narrow, need, needs_of, union

LOCAL = "local"
"""The entity id of a need that only a municipality can settle."""

TEXT = "text"
"""The entity id of a need that no data can settle: a person must read the text."""


class UnknownReferenceError(Exception):
    """A rule names a fact, parameter, table or program that does not exist."""


def fact_reader(
    fact: Fact, derive: Evaluator | None, applies: Evaluator | None, gates: Callable[[Needs], Needs]
) -> Evaluator:
    """Return the function that reads a fact: given, worked out, inapplicable or unknown.

    ``gates`` tells which needs of an open ``applies`` are gates, which may spare the question.
    """
    of_household = fact.entity == HOUSEHOLD
    fact_id = fact.id

    def unsaid(run: Run, member: Member | None) -> Value:
        entity = HOUSEHOLD if member is None else member.id
        needs: Needs = need(fact_id, entity) if fact.askable else frozenset()
        relevant: Truth = True if applies is None else as_truth(applies(run, member))
        if relevant is False:
            return inapplicable(fact)
        if relevant is not True and needs:
            needs = union(needs, gates(relevant.needs))
        if derive is None:
            return unknown(fact, needs, run.on)
        try:
            value = derive(run, member)
        except NotEncodedError:
            return unknown(fact, needs or need(fact_id, entity), run.on)
        return value if relevant is True else hull((value, inapplicable(fact)), relevant.needs)

    def read(run: Run, member: Member | None) -> Value:
        if of_household:
            member = None
            given = run.household.facts.get(fact_id)
        elif member is None:
            member = run.household.applicant
            given = None if member is None else member.facts.get(fact_id)
        else:
            given = member.facts.get(fact_id)
        if given is not None and (derive is None or fact.assumed or not needs_of(given)):
            return given
        key = (fact_id, None if member is None else member.id)
        value = run.memo.get(key)
        if value is None:
            value = unsaid(run, member)
            if given is not None:
                value = narrow(given, value)
            run.memo[key] = value
        return value

    return read


def read_relation(run: Run, member: Member | None) -> Value:
    """Return the relation of a member to the applicant."""
    return "self" if member is None else member.relation


def local_reader(name: str, declared: Mapping[str, LocalParameter]) -> Evaluator:
    """Return the reader of a value that the municipality sets; raises UnknownReferenceError."""
    if name not in declared:
        raise UnknownReferenceError(f"区市町村の値 {name} は program.yaml の local にありません")
    kind = declared[name].type

    def read(run: Run, member: Member | None) -> Value:
        value = dated_value(run.locals.get(name, ()), run.on)
        return (
            open_value(kind, frozenset({(f"{run.program}.{name}", LOCAL)})) if value is None else exact(value)
        )

    return read


def local_needs(run: Run, name: str) -> Needs:
    """Return who could tell a local value: the person (where they live) or else the municipality."""
    if MUNICIPALITY not in run.household.facts:
        return need(MUNICIPALITY, HOUSEHOLD)
    return frozenset({(f"{run.program}.{name}", LOCAL)})


def dated_value(values: tuple[Dated, ...], on: date) -> Decimal | bool | str | None:
    """Return the value in force on a day, or None before the first."""
    started = [dated for dated in values if dated.from_ <= on]
    return started[-1].value if started else None


def receipt_reader(program_id: str) -> Evaluator:
    """Return the reader of "receives this program already"."""
    fact_id = receives(program_id)

    def read(run: Run, member: Member | None) -> Value:
        if member is not None:
            own = member.facts.get(fact_id)
            if own is not None:
                return own
            # That nobody receives it holds for each member; that somebody does says nothing of this one.
            if run.household.facts.get(fact_id) is False:
                return False
            return Maybe(need(fact_id, member.id))
        given = run.household.facts.get(fact_id)
        if given is not None:
            return given
        said = [one.facts.get(fact_id) for one in run.household.members]
        if any(value is True for value in said):
            return True
        return Maybe(need(fact_id, HOUSEHOLD))

    return read
