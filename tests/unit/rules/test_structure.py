"""Checks of a whole content: facts, questions, circles, and what may be pushed."""

from datetime import date

import pytest

from tests.factories.rules import TODAY, content
from todoke.rules.checking.structure import check_reach, check_structure, sensitive_facts
from todoke.rules.facts import Sensitivity


def problems(text: str) -> list[str]:
    found = content(text)
    check_structure(found)
    return [str(problem) for problem in found.problems]


YES = "{id: person.yes, label: Y, question: Y, type: {kind: boolean}}"


def test_good_facts_have_no_problems() -> None:
    assert (
        problems(f"""
facts:
  - {YES}
  - {{id: person.n, label: N, type: {{kind: number, unit: people}}, derive: {{count: {{who: children}}}}}}
  - {{id: person.yen, label: N, type: {{kind: money, basis: gross}}, derive: 3}}
  - {{id: person.code, label: C, type: {{kind: code, codes: {{a: A, b: B}}}}, derive: a}}
  - {{id: person.day, label: D, type: {{kind: date}}, derive: {{day: today}}}}
  - {{id: person.part, label: P, question: P, type: {{kind: boolean}}, applies: {{fact: person.yes}}, otherwise: false}}
  - {{id: person.silent, label: S, type: {{kind: boolean}}, askable: false}}
questions:
  - {{id: q, facts: [person.yes], title: Q}}
""")
        == []
    )


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("{id: person.x, label: X, type: {kind: boolean}}", "question がありません"),
        ("{id: person.x, label: X, type: {kind: boolean}, derive: 3}", "derive: 属性の型と合いません"),
        ("{id: person.x, label: X, type: {kind: date}, derive: 3}", "derive: 属性の型と合いません"),
        (
            "{id: person.x, label: X, type: {kind: number, unit: people}, derive: true}",
            "derive: 属性の型と合いません",
        ),
        (
            "{id: person.x, label: X, type: {kind: number, unit: people}, derive: {age: {}}}",
            "属性の型と合いません",
        ),
        (
            "{id: person.x, label: X, type: {kind: code, codes: {a: A, b: B}}, derive: c}",
            "属性の型と合いません",
        ),
        (
            "{id: person.x, label: X, type: {kind: code, codes: {a: A, b: B}}, derive: 3}",
            "属性の型と合いません",
        ),
        (
            "{id: person.x, label: X, type: {kind: boolean}, derive: {fact: person.ghost}}",
            "derive: 属性 person.ghost は",
        ),
        (
            "{id: person.x, label: X, question: X, type: {kind: boolean}, nullable: true, applies: 3}",
            "applies: はい・いいえの条件にしてください",
        ),
        (
            "{id: person.x, label: X, question: X, type: {kind: boolean}, applies: {fact: person.yes}}",
            "otherwise がない属性には nullable: true",
        ),
    ],
)
def test_a_bad_fact_is_named(fact: str, message: str) -> None:
    birth = "{id: person.birth_date, label: B, question: B, type: {kind: date}}"
    (problem,) = problems(f"facts: [{YES}, {birth}, {fact}]")
    assert problem.startswith("data/facts (person.x):1: ")
    assert message in problem


def test_circles_of_facts_and_of_programs_are_named() -> None:
    facts = """
facts:
  - {id: person.a, label: A, type: {kind: boolean}, derive: {fact: person.b}}
  - {id: person.b, label: B, type: {kind: boolean}, derive: {fact: person.a}}
"""
    assert problems(facts) == [
        "data/facts:1: 互いを参照して終わらない輪があります: fact:person.a → fact:person.b → fact:person.a"
    ]
    programs = """
programs:
  one: {versions: [{conditions: {x: {eligible: two}}}]}
  two: {versions: [{conditions: {x: {eligible: one}}}]}
  three: {versions: [{conditions: {x: {all: [{eligible: one}, {receives: three}]}}}]}
"""
    found = content(programs)
    check_structure(found)
    assert found.broken_programs.keys() == {"one", "two"}
    assert "program:one → program:two → program:one" in str(found.problems[0])


def test_an_amount_is_a_number_and_its_condition_a_condition() -> None:
    text = """
programs:
  p:
    versions:
      - amounts:
          - {id: a, label: A, value: true}
          - {id: b, label: B, value: 3, when: 3}
          - {id: c, label: C}
"""
    assert [problem.split(": ", 1)[1] for problem in problems(text)] == [
        "金額 a: 数を返す式にしてください",
        "金額 b の when: はい・いいえの条件にしてください",
    ]


LEAK = """
facts:
  - {id: person.ill, label: I, question: I, type: {kind: boolean}, sensitivity: health}
  - {id: person.poor, label: P, type: {kind: boolean}, derive: {fact: person.debt}}
  - {id: person.debt, label: D, question: D, type: {kind: boolean}, sensitivity: debt}
  - {id: person.child, label: C, question: C, type: {kind: boolean}}
programs:
  told:
    reach: push
    versions:
      - {effective: {from: 2023-04-01, to: 2025-03-31}, conditions: {x: {fact: person.ill}}}
      - {effective: {from: 2025-04-01}, conditions: {x: {fact: person.child}}}
  leaks:
    reach: push
    versions: [{conditions: {x: {any: [{fact: person.child}, {fact: person.poor}]}}}]
  quiet:
    reach: search
    versions: [{conditions: {x: {fact: person.ill}}}]
"""


def test_what_rests_on_a_sensitive_fact_is_not_pushed() -> None:
    found = content(LEAK)
    check_reach(found, on=TODAY)
    assert [str(problem) for problem in found.problems] == [
        "data/programs/leaks/program.yaml:1: reach: push ですが、person.debt(debt)に基づきます。"
        "shelf か search にしてください"
    ]
    assert found.broken_programs == {}, "it may still be asked for"


def test_the_law_of_the_past_may_rest_on_what_it_likes() -> None:
    found = content(LEAK)
    check_reach(found, on=date(2025, 3, 31))
    assert any("told" in str(problem) for problem in found.problems)
    versions = found.programs["quiet"].versions
    assert sensitive_facts(found, versions) == {"person.ill": Sensitivity.HEALTH}


PATHS = """
facts:
  - {id: person.ill, label: I, question: I, type: {kind: boolean}, sensitivity: health}
programs:
  behind: {versions: [{conditions: {x: {fact: person.ill}}}]}
  leaks: {reach: push, versions: [{conditions: {x: {eligible: behind}}}]}
"""


def test_what_rests_on_another_program_rests_on_its_facts() -> None:
    found = content(PATHS)
    check_reach(found, on=TODAY)
    assert ["leaks" in str(problem) for problem in found.problems] == [True]
