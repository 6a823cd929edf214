"""Types of expressions: what does not fit together is refused, with both sides named."""

from typing import Any

import pytest

from tests.factories.rules import content, expression
from todoke.rules.checking.types import (
    CodeType,
    DayType,
    NumberType,
    RuleTypeError,
    TruthType,
    Type,
    short,
    type_of,
)
from todoke.rules.content import Problem
from todoke.rules.programs import LocalParameter

CONTENT = content("""
facts:
  - {id: person.birth_date, label: 生年月日, question: いつ, type: {kind: date}}
  - {id: person.yes, label: はい, question: か, type: {kind: boolean}}
  - {id: person.people, label: 人数, question: か, type: {kind: number, unit: people}}
  - {id: person.gross, label: 収入, question: か, type: {kind: money, basis: gross}}
  - {id: person.net, label: 所得, question: か, type: {kind: money, basis: net_income}}
  - {id: person.odd, label: 変, question: か, type: {kind: money, basis: dollars}}
  - {id: person.color, label: 色, question: か, type: {kind: code, codes: {red: 赤, blue: 青}}}
  - {id: person.warm, label: 暖色, question: か, type: {kind: code, codes: {red: 赤, orange: 橙}}}
parameters:
  - {id: amount, label: 額, basis: benefit, values: [{from: 2023-04-01, value: 1}]}
  - {id: open, label: 受付, basis: boolean, values: [{from: 2023-04-01, value: true}]}
  - {id: favorite, label: 色, basis: code, values: [{from: 2023-04-01, value: red}]}
  - {id: strange, label: 変, basis: dollars, values: [{from: 2023-04-01, value: 1}]}
tables:
  - id: by-people
    label: 表
    key_basis: people
    basis: gross
    versions: [{from: 2023-04-01, rows: [{from: 0, value: 1}]}]
  - id: by-color
    label: 表
    key_basis: code
    basis: benefit
    versions: [{from: 2023-04-01, rows: [{code: red, value: 1}]}]
programs: {other: {versions: [{}]}}
""")
LOCAL = {
    "limit": LocalParameter.model_validate({"label": "上限", "type": {"kind": "money", "basis": "gross"}}),
}


def typed(text: str) -> Type:
    return type_of(expression(text), CONTENT, LOCAL)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("true", TruthType()),
        ("3", NumberType(None)),
        ("0.5", NumberType(None)),
        ("2026-01-01", DayType()),
        ("red", CodeType(frozenset({"red"}), is_constant=True)),
        ("{fact: person.people}", NumberType("people")),
        ("{fact: person.gross}", NumberType("gross")),
        ("{fact: person.birth_date}", DayType()),
        ("{eq: [{fact: person.relation}, child]}", TruthType()),
        ("{parameter: amount}", NumberType("benefit")),
        ("{parameter: open}", TruthType()),
        ("{parameter: favorite}", CodeType(None)),
        ("{eq: [{parameter: favorite}, blue]}", TruthType()),
        ("{eq: [{fact: person.color}, {parameter: favorite}]}", TruthType()),
        ("{table: by-people, key: {fact: person.people}}", NumberType("gross")),
        ("{table: by-people, key: 3}", NumberType("gross")),
        ("{table: by-color, key: {fact: person.color}}", NumberType("benefit")),
        ("{lt: [{fact: person.gross}, {local: limit}]}", TruthType()),
        ("{lt: [{fact: person.gross}, {add: [{local: limit}, 100]}]}", TruthType()),
        ("{multiply: [{fact: person.gross}, 0.5, {fact: person.people}]}", NumberType("gross")),
        ("{multiply: [{fact: person.people}, 2]}", NumberType(None)),
        ("{divide: [{fact: person.gross}, 12]}", NumberType("gross")),
        ("{divide: [{fact: person.gross}, {fact: person.gross}]}", NumberType("rate")),
        ("{as: {basis: benefit, value: {fact: person.gross}}}", NumberType("benefit")),
        ("{age: {unit: months}}", NumberType("months")),
        ("{elapsed: {from: {fact: person.birth_date}, to: {day: today}, unit: years}}", NumberType("years")),
        ("{year_end_after: {age: 6}}", DayType()),
        ("{count: {who: children}}", NumberType("people")),
        ("{rank: {who: siblings_and_self}}", NumberType(None)),
        ("{total: {who: everyone, value: {fact: person.gross}}}", NumberType("gross")),
        ("{every: {who: everyone, value: {fact: person.yes}}}", TruthType()),
        (
            "{case: [{when: true, then: red}, {then: blue}]}",
            CodeType(frozenset({"red", "blue"}), is_constant=True),
        ),
        (
            "{case: [{when: true, then: red}, {then: {fact: person.color}}]}",
            CodeType(frozenset({"red", "blue"})),
        ),
        ("{case: [{when: true, then: 1}, {then: {fact: person.gross}}]}", NumberType("gross")),
        ("{receives: other}", TruthType()),
        ("{eligible: other}", TruthType()),
    ],
)
def test_the_type_of_an_expression(text: str, found: Type) -> None:
    assert typed(text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{all: [{fact: person.gross}]}", "条件(はい・いいえ)であるべきところに別のものがあります"),
        ("{not: 3}", "条件(はい・いいえ)であるべき"),
        ("{add: [1, red]}", "数であるべきところに別のものがあります: red"),
        ("{age: {on: 3}}", "日付であるべきところに別のものがあります: 3"),
        ("{year_end_after: {age: 6, born: red}}", "日付であるべき"),
        ("{lt: [{fact: person.gross}, {fact: person.net}]}", "収入と所得 は比べたり足したりできません"),
        ("{add: [{fact: person.gross}, {fact: person.people}]}", "収入と人 は比べたり足したりできません"),
        ("{lt: [{fact: person.color}, red]}", "大小を比べられないものを比べています"),
        ("{ge: [{fact: person.yes}, true]}", "大小を比べられないもの"),
        ("{eq: [{fact: person.color}, 3]}", "種類の違うものを並べています"),
        ("{eq: [{fact: person.color}, green]}", "「green」という値はありません(使えるもの: blue、red)"),
        ("{in: [{fact: person.color}, [red, green]]}", "「green」という値はありません"),
        ("{in: [{fact: person.gross}, [red]]}", "in の左側は区分(code)の属性にしてください"),
        ("{eq: [{fact: person.color}, {fact: person.warm}]}", "という値はありません"),
        ("{between: {value: {fact: person.gross}, from: 1, to: red}}", "種類の違うもの"),
        ("{fact: person.ghost}", "属性 person.ghost は data/facts にありません"),
        ("{fact: person.odd}", "basis「dollars」は知らない種類です(使えるもの: gross、"),
        ("{parameter: ghost}", "パラメーター ghost は data/parameters にありません"),
        ("{parameter: strange}", "basis「dollars」は知らない種類です(todoke/rules/bases.py"),
        ("{as: {basis: dollars, value: 1}}", "basis「dollars」"),
        ("{as: {basis: gross, value: red}}", "数であるべき"),
        ("{table: ghost, key: 1}", "表 ghost は data/tables にありません"),
        ("{table: by-people, key: red}", "表 by-people のキーの種類が合いません"),
        ("{table: by-color, key: 3}", "表 by-color のキーの種類が合いません"),
        ("{table: by-people, key: {fact: person.gross}}", "表 by-people のキー"),
        ("{local: ghost}", "local の「ghost」が program.yaml にありません"),
        ("{receives: ghost}", "制度 ghost は data/programs にありません"),
        ("{eligible: ghost}", "制度 ghost は data/programs にありません"),
        ("{case: [{then: 1}, {then: 2}]}", "case の最後の枝だけを when なしに"),
        ("{case: [{when: true, then: 1}, {when: true, then: 2}]}", "case の最後の枝だけを"),
        ("{case: [{when: 3, then: 1}, {then: 2}]}", "条件(はい・いいえ)"),
        ("{case: [{when: true, then: 1}, {then: red}]}", "種類の違うもの"),
        ("{multiply: [{fact: person.gross}, {fact: person.net}]}", "お金とお金は掛けられません"),
        ("{divide: [{fact: person.gross}, {fact: person.net}]}", "違う種類のお金では割れません"),
        ("{exists: {who: children, where: 3}}", "条件(はい・いいえ)"),
        ("{every: {who: children, value: 3}}", "条件(はい・いいえ)"),
        ("{total: {who: children, value: red}}", "数であるべき"),
        ("{round: {value: red}}", "数であるべき"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleTypeError) as caught:
        typed(text)
    assert message in str(caught.value)


def test_what_is_no_expression_is_refused() -> None:
    nothing: Any = None
    with pytest.raises(RuleTypeError, match="条件でも定数でもない"):
        type_of(nothing, CONTENT, {})


def test_a_program_that_is_broken_may_be_named() -> None:
    broken = content()
    broken.report(Problem("x", 1, "kaputt", "broken"))
    assert type_of(expression("{receives: broken}"), broken, {}) == TruthType()


def test_long_expressions_are_shortened_in_messages() -> None:
    assert short(expression("{fact: person.yes}")) == '{"fact":"person.yes"}'
    assert len(short("x" * 200)) == 81
