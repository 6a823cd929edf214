"""Facts of a household that cannot all be true, each named with what it contradicts and the cure (矛盾する答え)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from todoke.rules import nodes as n
from todoke.rules.evaluation.run import Evaluator, Run
from todoke.rules.evaluation.unknowns import inapplicable
from todoke.rules.facts import Fact, Money
from todoke.rules.household import BIRTH_DATE, HOUSEHOLD, RELATION, Household, Member, related
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import Mistake
from todoke.rules.truth import as_truth
from todoke.rules.values import ABSENT, NO_CODE, Choices, Interval, Maybe, Value, bounds, possible_codes
from todoke.rules.walking import references

_MARRIAGE = "person.marriage"
_WITHOUT_SPOUSE = {"never": "結婚したことがない", "divorced": "離婚した", "widowed": "死別した"}
_HARMLESS = (False, 0, "none", ABSENT)
"""Values that say the same as "does not apply"."""

_ROUNDING_YEN = 1000
"""Figures of law are rounded on the way; a difference under this many yen contradicts nothing."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """One part of ``applies`` without which a fact cannot be true, and the facts it rests on."""

    holds: Evaluator
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Definition:
    """What a fact rests on, compiled once for a rulebook."""

    derive: Evaluator | None
    rests_on: tuple[str, ...]
    gates: tuple[_Gate, ...]


_definitions: WeakKeyDictionary[Rulebook, dict[str, _Definition]] = WeakKeyDictionary()


def find_contradictions(rulebook: Rulebook, household: Household, on: date) -> tuple[Mistake, ...]:
    """Return what cannot be true together.

    Found are: a value given for a fact that other facts work out differently; a value for a fact that does not
    logically apply; a spouse beside "never married"; a child older than its parents.
    """
    run = Run(household, on)
    mistakes: list[Mistake] = []
    present = {member.id for member in run.household.members}
    for fact_id, value in household.facts.items():
        mistakes += _of_fact(rulebook, run, household, None, fact_id, value)
    for member in household.members:
        if member.id in present:
            for fact_id, value in member.facts.items():
                mistakes += _of_fact(rulebook, run, household, member, fact_id, value)
    mistakes += _of_marriage(household)
    mistakes += _of_births(household)
    return tuple(mistakes)


def place_of(household: Household, member: Member | None, name: str) -> str:
    """Return where a fact stands in the household as it was written, such as ``members[0].birth_date``."""
    if member is None:
        return name
    ids = [one.id for one in household.members]
    return f"members[{ids.index(member.id)}].{name}"


def _of_fact(
    rulebook: Rulebook, run: Run, household: Household, member: Member | None, fact_id: str, value: Value
) -> Iterator[Mistake]:
    fact = rulebook.content.facts.get(fact_id)
    definition = None if fact is None else _definition(rulebook, fact)
    if fact is None or definition is None:
        return
    place = place_of(household, member, fact.name)
    try:
        closed = next((gate for gate in definition.gates if as_truth(gate.holds(run, member)) is False), None)
        worked_out = None if definition.derive is None or closed else definition.derive(run, member)
    except (
        Exception
    ):  # a rule that fails is reported by the program that uses it, never as the person's mistake
        return
    if closed is not None and value not in _HARMLESS and value != inapplicable(fact):
        others = _reasons(rulebook, household, member, closed.rests_on)
        yield Mistake(
            place,
            f"「{fact.label.ja}」は、ほかの答え({others})と両立しません。この項目を消すか、{others}を直してください",
        )
    if worked_out is not None and not _fits(value, worked_out, fact):
        others = _reasons(rulebook, household, member, definition.rests_on)
        yield Mistake(
            place,
            f"「{fact.label.ja}」が、ほかの答え({others})から計算した値と合いません。"
            "どちらかを直すか、片方だけを書いてください",
        )


def _definition(rulebook: Rulebook, fact: Fact) -> _Definition | None:
    if fact.derive is None and fact.applies is None:
        return None
    known = _definitions.setdefault(rulebook, {})
    if fact.id not in known:
        compiled = rulebook.compiler.compile
        try:
            known[fact.id] = _Definition(
                None if fact.derive is None or fact.assumed else compiled(fact.derive),
                tuple(sorted(references(fact.derive).facts)),
                tuple(_Gate(compiled(each), tuple(sorted(references(each).facts))) for each in _gates(fact)),
            )
        except Exception:  # a broken fact is the rulebook's problem, reported when it was loaded
            known[fact.id] = _Definition(None, (), ())
    return known[fact.id]


def _gates(fact: Fact) -> list[n.Node]:
    """Return the parts of ``applies`` that are matters of logic.

    Most of what decides whether a fact is asked is only relevance (an age, a kind of work), and an answer given
    unasked may well be true. Logic are: another fact that must be true ("pregnant" for a due date), a count that
    must be over something, and a code that it must not be ("male"). Money is never refused for relevance.
    """
    if fact.applies is None or isinstance(fact.type, Money):
        return []
    parts = fact.applies.all if isinstance(fact.applies, n.AllOf) else (fact.applies,)
    return [part for part in parts if isinstance(part, n.Node) and _is_logic(part)]


def _is_logic(part: n.Node) -> bool:
    match part:
        case n.FactOf():
            return True
        case n.Gt(gt=(n.FactOf(), _)) | n.Ge(ge=(n.FactOf(), _)):
            return True
        case n.Not(not_=n.Eq(eq=(n.FactOf(), str()))):
            return True
        case _:
            return False


def _reasons(
    rulebook: Rulebook, household: Household, member: Member | None, rests_on: tuple[str, ...]
) -> str:
    """Return the other facts in words with their places: those that were given, else those it rests on."""
    facts = [rulebook.content.facts[each] for each in rests_on if each in rulebook.content.facts]
    given = []
    for fact in facts:
        holder = None if fact.entity == HOUSEHOLD else member or household.applicant
        if fact.id in (household.facts if holder is None else holder.facts):
            given.append(f"「{fact.label.ja}」{place_of(household, holder, fact.name)}")
    return "、".join(given or [f"「{fact.label.ja}」" for fact in facts[:3]]) or "ほかの項目"


def _fits(given: Value, worked_out: Value, fact: Fact) -> bool:
    """Tell whether a given value may be what was worked out."""
    if given is ABSENT or worked_out is ABSENT or isinstance(given, Maybe) or isinstance(worked_out, Maybe):
        return True
    if isinstance(given, bool) or isinstance(worked_out, bool):
        return given is worked_out
    if isinstance(given, str | Choices) and isinstance(worked_out, str | Choices):
        possible = possible_codes(worked_out)
        return NO_CODE in possible or bool(possible_codes(given) & possible)
    low, high = bounds(given)
    lowest, highest = bounds(worked_out)
    if isinstance(low, date) or isinstance(lowest, date):
        return low <= highest and lowest <= high  # type: ignore[operator]
    slack = _ROUNDING_YEN if isinstance(fact.type, Money) else 0
    return low <= highest + slack and lowest <= high + slack  # type: ignore[operator]


def _of_marriage(household: Household) -> Iterator[Mistake]:
    spouse = next((member for member in household.members if member.relation == "spouse"), None)
    if spouse is None:
        return
    for member in household.members:
        status = member.facts.get(_MARRIAGE)
        if member.relation in ("self", "spouse") and isinstance(status, str) and status in _WITHOUT_SPOUSE:
            yield Mistake(
                place_of(household, member, "marriage"),
                f"婚姻の状況が「{_WITHOUT_SPOUSE[status]}」なのに、配偶者(id「{spouse.id}」、"
                f"{RELATION.removeprefix('person.')}: spouse)がいます。"
                "marriage を直すか、配偶者でない人の relation を直してください",
            )


def _of_births(household: Household) -> Iterator[Mistake]:
    for member in household.members:
        found, _ = related(household, member, "parents")
        known = [(parent, _born(parent)) for parent in found if parent.id != member.id]
        known = [(parent, born) for parent, born in known if born is not None]
        own = _born(member)
        if own is None or not known:
            continue
        younger = [parent for parent, born in known if born is not None and born[0] >= own[1]]
        # A child of the household may be one partner's alone; parents given by name are both meant.
        if younger and (member.parents is not None or len(younger) == len(known)):
            parents = "、".join(f"id「{parent.id}」" for parent in younger)
            yield Mistake(
                place_of(household, member, "birth_date"),
                f"id「{member.id}」の生年月日が、親({parents})の生年月日より前か同じ日です。"
                "birth_date か relation・parents を直してください",
            )


def _born(member: Member) -> tuple[date, date] | None:
    value = member.facts.get(BIRTH_DATE)
    if isinstance(value, date):
        return value, value
    if isinstance(value, Interval) and isinstance(value.low, date) and isinstance(value.high, date):
        return value.low, value.high
    return None
