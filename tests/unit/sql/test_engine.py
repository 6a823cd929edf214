"""The SQL engine in corners: nobody asks yet, too large numbers, broken programs, sums of quotients."""

from datetime import date

import pytest

from tests.factories import rules as make
from todoke.engines.comparing import differences
from todoke.engines.port import Engine
from todoke.engines.reference import ReferenceEngine
from todoke.engines.sql.engine import SqlEngine, TooLargeError
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.answers import Outcome
from todoke.rules.content import Content, Problem
from todoke.rules.rulebook import Rulebook

FACTS = """
facts:
  - {id: person.birth_date, label: 生年月日, question: いつ, type: {kind: date, latest: today}}
  - {id: person.n, label: 数, question: いくつ, type: {kind: number, unit: people}}
  - {id: person.m, label: 別の数, question: いくつ, type: {kind: number, unit: people}}
  - {id: person.select, label: SQLの言葉, question: はい, type: {kind: boolean}}
"""
FAMILY = """
members:
  - {id: me, relation: self, birth_date: 2026-01-05, n: 3}
  - {id: c, relation: child, birth_date: 2020-05-05, n: 7, m: 3, select: true}
  - {id: d, relation: child, n: 5, m: {from: 2, to: 9}}
complete: true
"""


def same(book: Rulebook, block: Block, on: date, engine: Engine) -> None:
    pairs = zip(
        ReferenceEngine().answers(block, book, on=on), engine.answers(block, book, on=on), strict=True
    )
    for wanted, found in pairs:
        assert differences(wanted, found, block) == []


def content(*programs: str) -> Content:
    return make.content(FACTS + "programs:\n" + "".join(programs))


def block(of: Content, text: str = FAMILY) -> Block:
    return block_of([make.household(text, of)], make.CHIYODA, of)


def program(name: str, amount: str, subject: str = "household", when: str = "true") -> str:
    return (
        f"  {name}: {{subject: {subject}, versions: [{{effective: {{from: 2000-01-01}}, "
        f"conditions: {{it: {when}}}, amounts: {{it: {amount}}}}}]}}\n"
    )


@pytest.mark.parametrize("subject", ["household", "person"])
def test_a_household_whose_applicant_is_not_born_yet_is_answered_for_the_others(subject: str) -> None:
    found = content(
        program("count", "{count: {who: everyone}}", subject),
        program("kin", "{count: {who: children}}", subject),
        program("own", "{fact: person.n}", subject, "{fact: person.select}"),
        program("rank", "{rank: {who: everyone}}", subject),
        program("got", "{case: [{when: {receives: count}, then: 1}, {then: 2}]}", subject),
    )
    for on in (date(2025, 1, 1), date(2019, 1, 1), date(2026, 11, 22)):
        same(Rulebook(found), block(found), on, SqlEngine())


@pytest.mark.parametrize("kind", ["total", "largest", "smallest"])
def test_quotients_with_divisors_of_their_own_are_added_and_compared_exactly(kind: str) -> None:
    quotient = "{divide: [{fact: person.n}, {max: [1, {fact: person.m}]}]}"
    found = content(
        program("all", f"{{{kind}: {{who: children, value: {quotient}}}}}"),
        program("some", f"{{{kind}: {{who: everyone, where: {{fact: person.select}}, value: {quotient}}}}}"),
    )
    same(Rulebook(found), block(found), make.TODAY, SqlEngine())


def test_numbers_too_large_to_count_with_are_named_and_never_answered_wrongly() -> None:
    huge = "{multiply: [" + ", ".join(["{fact: person.n}"] * 90) + "]}"
    found = content(program("huge", huge))
    with pytest.raises(TooLargeError, match="38けた"):
        list(SqlEngine().answers(block(found), Rulebook(found), on=make.TODAY))


def test_a_broken_program_is_an_error_of_its_own() -> None:
    found = content(program("good", "{fact: person.n}"), program("bad", "{fact: person.n}"))
    found.report(Problem("bad.yaml", 1, "読めません", "bad"))
    good, bad = SqlEngine().answers(block(found), Rulebook(found), on=make.TODAY)
    assert good.outcome is None
    assert bad.outcome is Outcome.RULE_ERROR


def test_a_rule_that_names_what_does_not_exist_fails_alone() -> None:
    found = content(program("good", "{fact: person.n}"), program("lost", "{fact: person.nowhere}"))
    same(Rulebook(found), block(found), make.TODAY, SqlEngine())
