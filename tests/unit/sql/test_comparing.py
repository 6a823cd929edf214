"""Differences between engines are told by program, row and what differs."""

from dataclasses import replace

import numpy as np

from tests.factories import rules as make
from todoke.engines.comparing import differences
from todoke.engines.port import ProgramAnswers, Reasons
from todoke.engines.reference import ReferenceEngine
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.answers import Outcome
from todoke.rules.rulebook import Rulebook

CONTENT = make.content(
    """
facts:
  - {id: person.n, label: 数, question: いくつ, type: {kind: number, unit: people}}
programs:
  p: {subject: person, versions: [{conditions: {many: {gt: [{fact: person.n}, 2]}}, amounts: {it: {fact: person.n}}}]}
"""
)


def given() -> tuple[Block, ProgramAnswers]:
    text = "members: [{id: me, relation: self, n: 3}, {id: c, relation: child}]\ncomplete: true"
    block = block_of([make.household(text, CONTENT)], make.CHIYODA, CONTENT)
    (answers,) = ReferenceEngine().answers(block, Rulebook(CONTENT), on=make.TODAY)
    return block, answers


def test_equal_answers_differ_in_nothing() -> None:
    block, answers = given()
    assert differences(answers, answers, block) == []


def test_another_answer_is_told_with_its_row() -> None:
    block, answers = given()
    (line,) = differences(answers, replace(answers, sure=np.array([True, True])), block)
    assert "sure differs in 1 rows: row 1 (id 2)" in line


def test_another_amount_is_told() -> None:
    block, answers = given()
    low = answers.amounts[0].low
    assert low is not None
    other = replace(answers, amounts=(replace(answers.amounts[0], low=low + 1e-3),))
    assert ["low of it" in line for line in differences(answers, other, block)] == [True]
    rounded = replace(answers, amounts=(replace(answers.amounts[0], low=low * (1 + 1e-15)),))
    assert differences(answers, rounded, block) == []


def test_another_reason_is_told() -> None:
    block, answers = given()
    other = replace(answers, reasons=Reasons(np.array([0]), ("TTT",)))
    assert ["reasons differ" in line for line in differences(answers, other, block)] == [True]


def test_a_failure_of_everybody_is_the_failure_of_the_program() -> None:
    block, answers = given()
    failed = ProgramAnswers("p", "person", answers.version, failed=True)
    error = ProgramAnswers("p", "person", answers.version, outcome=Outcome.RULE_ERROR)
    assert differences(failed, error, block) == []
    assert differences(answers, error, block) != []
