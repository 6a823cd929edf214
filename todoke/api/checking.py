"""Checking a household: facts in, answers with reasons out; nothing is kept of either (判定)."""

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from todoke.api.phrases import Phrases, phrases_of
from todoke.api.problems import ErrorAt, ProblemError
from todoke.api.strict_json import pointer
from todoke.api.wire import (
    AmountOut,
    CheckRequest,
    CheckResult,
    NeedOut,
    RangeOut,
    ReasonOut,
    ResultOut,
    SubjectOut,
    TotalOut,
    TotalsOut,
    TruthName,
)
from todoke.rules.answers import AmountAnswer, Answer, Outcome, SubjectAnswer
from todoke.rules.contradictions import find_contradictions
from todoke.rules.household import MUNICIPALITY, Household
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import Mistake, SituationError, read_household
from todoke.rules.totals import POSSIBLE, SURE, Range, Total, Totals, totals
from todoke.rules.values import Needs, Number, Truth
from todoke.rules.wording.figures import amount_text

EARLIEST_DAY = date(2000, 1, 1)
YEARS_AHEAD = 10

_STEP = re.compile(r"(\d+)番目|([^.\[\]]+)|\[(\d+)\]")


def read_request(body: Any) -> CheckRequest:
    """Return what is asked; raises ProblemError naming each place that is wrong."""
    try:
        return CheckRequest.model_validate(body)
    except ValidationError as error:
        raise ProblemError("invalid-request", errors=_mistakes_in(error)) from None


def check(rulebook: Rulebook, request: CheckRequest, *, today: date) -> CheckResult:
    """Return the answers for the household of a request.

    Raises ProblemError for a household that cannot be understood or contradicts itself, for programs that do
    not exist and for days nobody can answer for.
    """
    on = _day(request.on, today)
    chosen = _chosen(rulebook, request.programs)
    household = _household(rulebook, request.household, on)
    answers = rulebook.check(household, on=on, programs=chosen)
    phrases = phrases_of(rulebook, request.language)
    municipality = household.facts.get(MUNICIPALITY)
    place = municipality if isinstance(municipality, str) else None
    return {
        "on": on.isoformat(),
        "language": request.language,
        "totals": {"sure": _totals(answers, SURE), "possible": _totals(answers, POSSIBLE)},
        "results": [_result(answer, phrases, place, trace=request.trace) for answer in answers],
    }


def _day(asked: date | None, today: date) -> date:
    on = asked or today
    if not EARLIEST_DAY <= on <= today.replace(month=1, day=1, year=today.year + YEARS_AHEAD):
        detail = f"{EARLIEST_DAY} から {YEARS_AHEAD}年先までの日にしてください"
        raise ProblemError("invalid-request", errors=[{"pointer": "/on", "detail": detail}])
    return on


def _chosen(rulebook: Rulebook, asked: list[str] | None) -> list[str]:
    content = rulebook.content
    every = [*content.programs, *(one for one in content.broken_programs if one not in content.programs)]
    if asked is None:
        return every
    wrong: list[ErrorAt] = []
    known = frozenset(every)
    for index, program_id in enumerate(asked):
        if program_id not in known and len(wrong) < 20:
            close = difflib.get_close_matches(program_id, every, n=1)
            hint = f"「{close[0]}」ではありませんか" if close else "制度の id は /api/v1/programs にあります"
            wrong.append({"pointer": f"/programs/{index}", "detail": f"この id の制度はありません。{hint}"})
    if wrong:
        raise ProblemError("invalid-request", errors=wrong)
    return list(dict.fromkeys(asked))


def _household(rulebook: Rulebook, raw: Any, on: date) -> Household:
    try:
        household = read_household(raw, rulebook.content, on=on)
    except SituationError as error:
        raise ProblemError("invalid-household", errors=places(error.mistakes)) from None
    mistakes = find_contradictions(rulebook, household, on)
    if mistakes:
        raise ProblemError("contradictory-facts", errors=places(mistakes))
    return household


def places(mistakes: Iterable[Mistake]) -> list[ErrorAt]:
    """Return the mistakes of a household with their places as JSON pointers into the body."""
    return [
        {"pointer": "/household" + pointer(_steps(mistake.place)), "detail": mistake.message}
        for mistake in mistakes
    ]


def _steps(place: str) -> Iterator[str | int]:
    for counted, name, index in _STEP.findall(place):
        yield int(counted) - 1 if counted else name or int(index)


def _mistakes_in(error: ValidationError) -> list[ErrorAt]:
    found: list[ErrorAt] = []
    for detail in error.errors(include_url=False, include_input=False):
        place = tuple(step for step in detail["loc"] if isinstance(step, int) or step not in ("body",))
        found.append({"pointer": pointer(place), "detail": _EXPLAINED.get(detail["type"], _OTHERWISE)})
    return found


_OTHERWISE = "値の形が違います。/api/v1/docs の説明を確かめてください"
_EXPLAINED = {
    "missing": "この項目がありません。書き足してください",
    "extra_forbidden": "知らない項目です。使えるのは household、on、programs、language、trace です",
    "value_error": "2026-11-22 の形の、実際にある日付にしてください",
    "bool_type": "true か false にしてください",
    "list_type": "リスト([…])にしてください",
    "string_type": "文字列にしてください",
    "literal_error": "ja、easy、en のどれかにしてください",
    "model_type": '本文は {"household": {…}} の形にしてください',
    "model_attributes_type": '本文は {"household": {…}} の形にしてください',
}


def _result(answer: Answer, phrases: Phrases, municipality: str | None, *, trace: bool) -> ResultOut:
    result = phrases.envelope(answer.program_id, municipality)
    result["outcome"] = answer.outcome.value
    result["version"] = None if answer.version is None else answer.version.isoformat()
    result["amounts"] = [_amount(amount, phrases) for amount in answer.amounts]
    result["needs"] = _needs(answer.needs, phrases)
    result["subjects"] = [_subject(subject, phrases, trace=trace) for subject in answer.subjects]
    result["reasons"] = _reasons(answer.outcome, result["subjects"], phrases)
    result["message"] = answer.message
    return result


def _subject(subject: SubjectAnswer, phrases: Phrases, *, trace: bool) -> SubjectOut:
    found: SubjectOut = {
        "member": subject.member_id,
        "outcome": subject.outcome.value,
        "reasons": _deciding(subject, phrases),
        "amounts": [_amount(amount, phrases) for amount in subject.amounts],
    }
    if trace:
        found["trace"] = [phrases.condition(one.condition, _truth(one.truth)) for one in subject.conditions]
    return found


def _deciding(subject: SubjectAnswer, phrases: Phrases) -> list[ReasonOut]:
    """Return the conditions that decide: those that fail, else those still open, else all."""
    conditions = subject.conditions
    failed = [phrases.reason(one.condition, "false") for one in conditions if one.truth is False]
    if failed:
        return failed
    unclear = [phrases.reason(one.condition, "unknown") for one in conditions if one.truth is not True]
    return unclear or [phrases.reason(one.condition, "true") for one in conditions]


def _reasons(outcome: Outcome, subjects: list[SubjectOut], phrases: Phrases) -> list[ReasonOut]:
    """Return the reasons of all subjects that share the outcome, each said once."""
    if outcome is Outcome.NOT_ELIGIBLE and not subjects:
        return [phrases.nobody()]
    reasons: dict[tuple[str, str], ReasonOut] = {}
    for subject in subjects:
        if subject["outcome"] == outcome.value:
            for reason in subject["reasons"]:
                reasons.setdefault((reason["truth"], reason["text"]), reason)
    return list(reasons.values())


def _amount(answer: AmountAnswer, phrases: Phrases) -> AmountOut:
    amount = answer.amount
    return {
        "id": amount.id,
        "label": phrases.say(amount.label),
        "kind": amount.kind,
        "unit": amount.unit,
        "period": amount.period,
        "low": _number(answer.low),
        "high": _number(answer.high),
        "words": amount_text(answer, phrases.language),
    }


def _needs(needs: Needs, phrases: Phrases) -> list[NeedOut]:
    return [phrases.need(need) for need in sorted(needs)]


def _number(value: Number | None) -> int | float | None:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else round(float(value), 4)
    return value


def _truth(truth: Truth) -> TruthName:
    if truth is True:
        return "true"
    return "false" if truth is False else "unknown"


def _totals(answers: Iterable[Answer], outcomes: frozenset[Outcome]) -> TotalsOut:
    found: Totals = totals(answers, outcomes)
    return {
        "cash": _total(found.cash),
        "reduction": _total(found.reduction),
        "loan": _total(found.loan),
        "services": list(found.services),
        "without_figure": list(found.without_figure),
    }


def _total(total: Total) -> TotalOut:
    return {"month": _range(total.month), "year": _range(total.year), "once": _range(total.once)}


def _range(amount: Range) -> RangeOut:
    return {"low": amount.low, "high": amount.high}
