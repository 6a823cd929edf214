"""Answers of programs: outcomes, subjects, amounts, overlays; a failure is never a "no"."""

import logging
import pickle
from datetime import date
from typing import Any

import pytest

from tests.factories.rules import CHIYODA, MINATO, TODAY, content
from todoke.rules.answers import Answer, Outcome
from todoke.rules.content import Problem
from todoke.rules.evaluation.reading import UnknownReferenceError
from todoke.rules.evaluation.run import Run
from todoke.rules.parameters import NotEncodedError
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household

FACTS = """
facts:
  - {id: person.birth_date, label: B, question: B, type: {kind: date, latest: today}}
  - {id: person.n, label: N, question: N, type: {kind: number, unit: people, maximum: 9}}
  - {id: person.yen, label: Y, question: Y, type: {kind: money, basis: benefit}, nullable: true}
  - {id: person.a, label: A, question: A, type: {kind: boolean}}
  - {id: household.a, label: A, question: A, type: {kind: boolean}}
parameters:
  - {id: old, label: 昔の額, basis: benefit, values: [{from: 2024-04-01, value: 5}], until: 2026-03-31}
tables:
  - id: small
    label: 表
    key_basis: people
    basis: benefit
    versions: [{from: 2023-04-01, rows: [{from: 1, value: 100}]}]
programs:
"""


def book(programs: str) -> Rulebook:
    return Rulebook(content(FACTS + programs))


def answered(
    rulebook: Rulebook, *, on: date = TODAY, complete: Any = True, trace: bool = True, **raw: Any
) -> Answer:
    """Return the answer of the program ``p`` for a household of the applicant and some others."""
    me = {"id": "me", "relation": "self", **raw.pop("me", {})}
    household = read_household(
        {"members": [me, *raw.pop("members", ())], "complete": complete, **raw}, rulebook.content, on=on
    )
    return rulebook.check(household, on=on, programs=["p"], trace=trace)[0]


def child(name: str, **facts: Any) -> dict[str, Any]:
    return {"id": name, "relation": "child", **facts}


HOUSEHOLD = "  p: {versions: [{conditions: {a: {fact: household.a}, b: {fact: person.a}}}]}"
PERSON = """
  p:
    subject: person
    versions:
      - among: {lt: [{age: {}}, 18]}
        conditions: {a: {fact: person.a}}
        amounts:
          - {id: monthly, label: 月額, value: {multiply: [1000, {fact: person.n}]}}
          - {id: extra, label: 加算, value: 500, when: {ge: [{fact: person.n}, 5]}}
          - {id: service, label: 相談, kind: in_kind, period: once}
"""


# --- outcomes ------------------------------------------------------------------------------------------------------


def test_a_program_of_households_asks_the_household_once() -> None:
    yes = answered(book(HOUSEHOLD), a=True, me={"a": True})
    assert (yes.outcome, yes.is_decided, yes.version) == (Outcome.ELIGIBLE, True, date(2023, 4, 1))
    assert [subject.member_id for subject in yes.subjects] == [None]
    no = answered(book(HOUSEHOLD), a=False, me={"a": True})
    assert no.outcome is Outcome.NOT_ELIGIBLE
    assert [condition.id for condition in no.subjects[0].deciding] == ["a"]
    open_ = answered(book(HOUSEHOLD), a=True)
    assert (open_.outcome, open_.is_decided) == (Outcome.UNDETERMINED, False)
    assert open_.needs == {("person.a", "me")}
    assert [condition.id for condition in open_.subjects[0].deciding] == ["b"]
    assert [condition.id for condition in yes.subjects[0].deciding] == ["a", "b"]


def test_a_book_sent_to_another_process_answers_the_same() -> None:
    here = book(HOUSEHOLD)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301 - our own bytes
    assert isinstance(there, Rulebook)
    assert answered(there, a=True, me={"a": True}) == answered(here, a=True, me={"a": True})


def test_with_a_trace_every_condition_is_answered_and_without_only_the_first_that_fails() -> None:
    traced = answered(book(HOUSEHOLD), a=False, me={"a": False})
    assert [one.truth for one in traced.subjects[0].conditions] == [False, False]
    bare = answered(book(HOUSEHOLD), a=False, me={"a": False}, trace=False)
    assert [one.truth for one in bare.subjects[0].conditions] == [False]
    assert bare.outcome is traced.outcome


def test_a_program_of_persons_is_asked_for_each_member_it_can_be_about() -> None:
    rulebook = book(PERSON)
    family = [
        child("c", birth_date="2015-01-01", a=True, n=2),
        child("d", birth_date="2016-01-01", a=True, n=5),
    ]
    found = answered(rulebook, me={"birth_date": "1990-01-01", "a": True}, members=family)
    assert found.outcome is Outcome.ELIGIBLE
    assert [subject.member_id for subject in found.subjects] == ["c", "d"]
    amounts = {one.amount.id: (one.low, one.high) for one in found.amounts}
    assert amounts == {"monthly": (7000, 7000), "extra": (500, 500), "service": (None, None)}
    assert [one.is_exact for one in found.amounts] == [True, False, True]
    assert [one.is_promised for one in found.amounts] == [True, False, True]


def test_nobody_it_can_be_about_is_a_no() -> None:
    found = answered(book(PERSON), me={"birth_date": "1990-01-01"})
    assert (found.outcome, found.subjects, found.amounts) == (Outcome.NOT_ELIGIBLE, (), ())


def test_somebody_who_is_not_listed_may_still_receive_it() -> None:
    found = answered(book(PERSON), me={"birth_date": "1990-01-01"}, complete=False)
    assert found.outcome is Outcome.UNDETERMINED
    assert found.needs == {("household.members", "household")}
    yes = answered(
        book(PERSON),
        complete=False,
        me={"birth_date": "1990-01-01"},
        members=[child("c", birth_date="2015", a=True, n=2)],
    )
    assert yes.outcome is Outcome.ELIGIBLE
    assert yes.amounts[0].low == 2000
    assert yes.amounts[0].high is None, "there may be more children"


def test_a_member_it_may_be_about_is_undetermined() -> None:
    found = answered(book(PERSON), me={"a": True, "n": 1})
    assert found.outcome is Outcome.UNDETERMINED
    assert found.needs == {("person.birth_date", "me")}


def test_possible_amounts_count_only_upwards() -> None:
    family = [child("c", birth_date="2015", a=True, n=2), child("d", birth_date="2016", n=3)]
    found = answered(book(PERSON), me={"birth_date": "1990-01-01"}, members=family)
    assert found.outcome is Outcome.ELIGIBLE
    assert (found.amounts[0].low, found.amounts[0].high) == (2000, 5000)
    unsure = answered(book(PERSON), me={"birth_date": "1990-01-01"}, members=family[1:])
    assert (unsure.amounts[0].low, unsure.amounts[0].high) == (3000, 3000)


def test_an_amount_that_may_be_paid_begins_at_zero() -> None:
    found = answered(book(PERSON), me={"birth_date": "2015", "a": True, "n": {"from": 4, "to": 6}})
    amounts = {one.amount.id: one for one in found.amounts}
    assert (amounts["monthly"].low, amounts["monthly"].high) == (4000, 6000)
    assert (amounts["extra"].low, amounts["extra"].high) == (0, 500)
    assert amounts["extra"].needs == {("person.n", "me")}


def test_an_amount_without_an_upper_end_has_none() -> None:
    program = "  p: {versions: [{amounts: {x: {max: [{fact: person.yen}, 0]}}}]}"
    found = answered(book(program))
    assert (found.amounts[0].low, found.amounts[0].high) == (0, None)
    assert answered(book(program), me={"yen": {"not_applicable": True}}).amounts == ()


def test_shares_of_several_persons_are_no_sum() -> None:
    program = """
  p:
    subject: person
    versions:
      - conditions: {a: {fact: person.a}}
        amounts: [{id: share, label: 割引, unit: percent, value: {fact: person.n}}]
"""
    family = [child("c", a=True, n=5), child("d", a=True, n=7)]
    found = answered(book(program), me={"a": False}, members=family)
    assert (found.amounts[0].low, found.amounts[0].high) == (5, 7)
    same = answered(
        book(program), me={"a": False}, members=[child("c", a=True, n=5), child("d", a=True, n=5)]
    )
    assert (same.amounts[0].low, same.amounts[0].high) == (5, 5)
    open_ = answered(book(program), complete=False, me={"a": False}, members=family)
    assert (open_.amounts[0].low, open_.amounts[0].high) == (0, None)


def test_a_figure_for_one_and_none_for_another_has_no_upper_end() -> None:
    program = """
  p:
    subject: person
    versions:
      - amounts: {x: {case: [{when: {fact: person.a}, then: 5}, {then: {fact: person.yen}}]}}
"""
    found = answered(book(program), me={"a": True}, members=[child("c", a=False)])
    assert (found.amounts[0].low, found.amounts[0].high) == (5, None)


def test_what_is_compared_with_the_subject_is_worked_out_for_each_subject() -> None:
    program = """
  p:
    subject: person
    versions:
      - conditions:
          x: {exists: {who: everyone, where: {all: [{gt: [{fact: person.n}, {fact: person.n, of: subject}]}, true]}}}
"""
    family = [child("c", n=2), child("d", n=3)]
    found = answered(book(program), me={"n": 1}, members=family)
    assert {one.member_id: one.outcome.value for one in found.subjects} == {
        "me": "eligible",
        "c": "eligible",
        "d": "not_eligible",
    }


# --- when a program has no answer ------------------------------------------------------------------------------------

DATED = """
  p:
    began: 2023-04-01
    versions:
      - {effective: {from: 2024-04-01, to: 2025-03-31}}
      - {effective: {from: 2026-04-01, to: 2027-03-31}}
"""


@pytest.mark.parametrize(
    ("on", "outcome", "message"),
    [
        (date(2023, 3, 31), Outcome.OUT_OF_SCOPE, "2023-04-01 に始まる制度です"),
        (date(2023, 4, 1), Outcome.NOT_ENCODED, "2024-04-01 より前の規則は未収録です"),
        (date(2024, 4, 1), Outcome.ELIGIBLE, None),
        (date(2025, 3, 31), Outcome.ELIGIBLE, None),
        (date(2025, 4, 1), Outcome.NOT_ENCODED, "2025-03-31 の翌日からの規則は未収録です"),
        (date(2027, 3, 31), Outcome.ELIGIBLE, None),
        (date(2027, 4, 1), Outcome.OUT_OF_SCOPE, "終わった制度です"),
    ],
)
def test_before_between_and_after_its_versions(on: date, outcome: Outcome, message: str | None) -> None:
    found = answered(book(DATED), on=on)
    assert (found.outcome, found.message) == (outcome, message)
    assert found.is_decided is (outcome is not Outcome.NOT_ENCODED)


ERRORS = {
    "an expired parameter": (
        "{gt: [{parameter: old}, 0]}",
        "old は 2026-03-31 で終わっています",
    ),
    "a missing table row": (
        "{gt: [{table: small, key: 0}, 0]}",
        "small は 1 未満の行がありません",
    ),
    "a table that ends": ("{gt: [{table: small, key: 2}, 0]}", "表 small は 1 までしかありません"),
    "a division by zero": ("{gt: [{divide: [1, 0]}, 0]}", "0で割ろうとしました"),
    "a fact that does not exist": ("{fact: person.ghost}", "属性 person.ghost は data/facts にありません"),
    "a parameter that does not exist": ("{gt: [{parameter: ghost}, 0]}", "パラメーター ghost は"),
    "a table that does not exist": ("{gt: [{table: ghost, key: 1}, 0]}", "表 ghost は"),
    "a program that does not exist": ("{eligible: ghost}", "制度 ghost は"),
    "a local value that does not exist": (
        "{gt: [{local: ghost}, 0]}",
        "区市町村の値 ghost は",
    ),
    "a case where nothing holds": (
        "{case: [{when: false, then: true}, {when: false, then: true}]}",
        "(IndexError)",
    ),
    "a failure nobody foresaw": ("{not: {fact: person.n}}", "規則を計算できませんでした(TypeError)"),
}


@pytest.mark.parametrize(("when", "message"), ERRORS.values(), ids=ERRORS)
def test_a_rule_that_fails_says_so_and_others_answer(
    when: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook = book(f"  p: {{versions: [{{conditions: {{x: {when}}}}}]}}\n  good: {{versions: [{{}}]}}")
    household = read_household(
        {"members": [{"id": "me", "relation": "self", "n": 3}]}, rulebook.content, on=TODAY
    )
    with caplog.at_level(logging.WARNING):
        bad, good = rulebook.check(household, on=TODAY)
    assert bad.outcome is Outcome.RULE_ERROR
    assert message in str(bad.message)
    assert not bad.is_decided
    assert good.outcome is Outcome.ELIGIBLE
    assert [record.message for record in caplog.records] == ["rule_error"]


def test_a_value_that_is_not_written_down_is_not_encoded() -> None:
    program = "  p: {versions: [{conditions: {x: {gt: [{parameter: old}, 0]}}}]}"
    found = answered(book(program), on=date(2024, 3, 31))
    assert (found.outcome, found.message) == (
        Outcome.NOT_ENCODED,
        "パラメーター old は 2024-04-01 より前の値が未収録です",
    )


def test_a_broken_program_is_an_error_and_no_no() -> None:
    rulebook = book("  p: {versions: [{}]}")
    rulebook.content.report(Problem("data/programs/p/2023-04-01.yaml", 3, "書き直してください", "p"))
    found = answered(rulebook)
    assert found.outcome is Outcome.RULE_ERROR
    assert found.message == "data/programs/p/2023-04-01.yaml:3: 書き直してください"


# --- municipalities --------------------------------------------------------------------------------------------------

LOCAL = f"""
  p:
    level: municipality
    local: {{amount: {{label: 額, type: {{kind: money, basis: benefit}}}}}}
    versions: [{{conditions: {{few: {{lt: [{{fact: person.n}}, 5]}}}}, amounts: {{x: {{local: amount}}}}}}]
  area:
    area: ["{CHIYODA}"]
    versions: [{{}}]
  rare:
    offered_everywhere: false
    versions: [{{}}]
overlays:
  "{CHIYODA}":
    p: {{change: 1, local: {{amount: [{{from: 2024-04-01, value: 700}}, {{from: 2026-04-01, value: 900}}]}}}}
    rare: {{offered: true}}
  "{MINATO}":
    p: {{change: 2, conditions: [{{id: a, label: A, when: {{fact: person.a}}, cite: {{law: 要綱}}}}]}}
    rare: {{offered: false}}
"""


def local_amount(**raw: Any) -> tuple[Any, Any, set[Any]]:
    found = answered(book(LOCAL), me={"n": 1, "a": True}, **raw)
    return found.amounts[0].low, found.amounts[0].high, set(found.amounts[0].needs)


def test_a_local_value_is_what_the_overlay_says_on_the_day() -> None:
    assert local_amount(municipality=CHIYODA) == (900, 900, set())
    assert local_amount(municipality=CHIYODA, on=date(2026, 3, 31)) == (700, 700, set())


def test_a_local_value_that_is_not_said_is_for_the_municipality_to_tell() -> None:
    told = {("p.amount", "local")}
    assert local_amount(municipality=CHIYODA, on=date(2024, 3, 31)) == (None, None, told)
    assert local_amount(municipality=MINATO) == (None, None, told)
    assert local_amount(municipality="131041") == (None, None, told)


def test_a_municipality_may_add_conditions() -> None:
    rulebook = book(LOCAL)
    for _ in range(2):
        refused = answered(rulebook, me={"n": 1, "a": False}, municipality=MINATO)
        assert refused.outcome is Outcome.NOT_ELIGIBLE
        assert [condition.id for condition in refused.subjects[0].deciding] == ["a"]
    assert answered(rulebook, me={"n": 1, "a": False}, municipality=CHIYODA).outcome is Outcome.ELIGIBLE


def of_program(program_id: str, **raw: Any) -> Answer:
    rulebook = book(LOCAL)
    return rulebook.check(read_household(raw, rulebook.content, on=TODAY), on=TODAY, programs=[program_id])[0]


def test_a_program_of_some_municipalities_is_out_of_scope_elsewhere() -> None:
    assert of_program("area", municipality=CHIYODA).outcome is Outcome.ELIGIBLE
    elsewhere = of_program("area", municipality=MINATO)
    assert (elsewhere.outcome, elsewhere.message) == (
        Outcome.OUT_OF_SCOPE,
        "お住まいの区市町村の制度ではありません",
    )


def test_a_program_that_is_not_offered_everywhere() -> None:
    assert of_program("rare", municipality=CHIYODA).outcome is Outcome.ELIGIBLE
    assert of_program("rare", municipality=MINATO).message == "お住まいの区市町村では実施していません"
    unknown = of_program("rare", municipality="131041")
    assert (unknown.outcome, unknown.needs) == (Outcome.UNDETERMINED, {("rare.offered", "local")})
    assert of_program("rare").needs == {("household.municipality", "household")}


# --- facts -----------------------------------------------------------------------------------------------------------


def test_a_fact_is_read_for_a_member_or_the_household() -> None:
    rulebook = book("  p: {versions: [{}]}")
    raw = {"a": True, "members": [{"id": "me", "relation": "self", "n": 1}, child("c", n=2)]}
    run = Run(read_household(raw, rulebook.content, on=TODAY), TODAY)
    assert rulebook.value("person.n", "c", run) == 2
    assert rulebook.value("person.n", None, run) == 1
    assert rulebook.value("household.a", "household", run) is True
    with pytest.raises(KeyError):
        rulebook.value("person.n", "ghost", run)
    with pytest.raises(UnknownReferenceError):
        rulebook.value("person.ghost", "c", run)


def test_a_version_is_found_by_its_day() -> None:
    loaded = content("programs:" + DATED).programs["p"]
    found = loaded.version_on(date(2024, 5, 5))
    assert found is not None
    assert found.effective.from_ == date(2024, 4, 1)
    assert loaded.version_on(date(2030, 1, 1)) is None
    with pytest.raises(NotEncodedError):
        loaded.version_on(date(2000, 1, 1))


def test_all_programs_are_asked_unless_some_are_named() -> None:
    rulebook = book(LOCAL)
    household = read_household({}, rulebook.content, on=TODAY)
    assert [answer.program_id for answer in rulebook.check(household, on=TODAY)] == ["p", "area", "rare"]
    assert [answer.program_id for answer in rulebook.check(household, on=TODAY, programs=["rare"])] == [
        "rare"
    ]
