"""The next question: the one that decides most, gates first, never twice, and the plan comes to an end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.factories.content import content as real_content
from tests.factories.content import rulebook as real_rulebook
from tests.factories.households import known_household
from tests.factories.rules import TODAY, content
from todoke.rules.evaluation.run import Run
from todoke.rules.household import ALL_RELATIONS, HOUSEHOLD, MEMBERS, Household, Member
from todoke.rules.planning import Plan, Planner, built_in_title, with_fact
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.values import Need, Value

BOOK = Rulebook(
    content("""
facts:
  - {id: person.birth_date, label: 生年月日, question: いつ, type: {kind: date, latest: today}}
  - {id: person.work, label: 働いている, question: 仕事は, type: {kind: boolean}, likely: [{value: true, share: 0.8}]}
  - {id: person.color, label: 色, question: 何色, type: {kind: code, codes: {red: 赤, blue: 青}}, burden: 3}
  - {id: person.income, label: 収入, question: か, type: {kind: money, basis: gross}, bands: [100, 200, 300], burden: 4}
  - {id: person.cost, label: 費用, question: いくら, type: {kind: money, basis: benefit}}
  - {id: person.n, label: 人数, question: 何人, type: {kind: number, unit: people}}
  - {id: household.trouble, label: 困っている, question: 困っていますか, type: {kind: boolean}, gate: true}
  - id: person.debt
    label: 借金
    question: 借金は
    type: {kind: boolean}
    applies: {fact: household.trouble}
    otherwise: false
  - {id: person.silent, label: 尋ねない, type: {kind: boolean}, askable: false}
questions:
  - {id: births, facts: [person.birth_date], title: 生まれた日}
  - id: adults
    facts: [person.work, person.color]
    who: everyone
    where: {ge: [{age: {}}, 18]}
    title: 大人のこと
    burden: 2
  - {id: children, facts: [person.color], who: children, title: 子どものこと}
programs:
  where: {versions: [{conditions: {x: {eq: [{fact: household.municipality}, "131016"]}}}]}
  child: {versions: [{conditions: {x: {exists: {who: children, where: {lt: [{age: {}}, 18]}}}}}]}
  worker: {versions: [{conditions: {x: {fact: person.work}}}]}
  red: {versions: [{conditions: {x: {eq: [{fact: person.color}, red]}}}]}
  poor: {versions: [{conditions: {x: {lt: [{fact: person.income}, 100]}}}]}
  cost: {versions: [{amounts: {x: {fact: person.cost}}}]}
  many: {versions: [{conditions: {x: {gt: [{fact: person.n}, 3]}}}]}
  debtor: {versions: [{conditions: {x: {fact: person.debt}}}]}
  other: {versions: [{conditions: {x: {receives: worker}}}]}
  office: {versions: [{conditions: {x: {unreadable: 役所が認める}}}]}
  never: {versions: [{conditions: {x: {fact: person.silent}}}]}
  later: {versions: [{effective: {from: 2030-04-01}, conditions: {x: {fact: person.work}}}]}
  reds:
    versions: [{conditions: {x: {exists: {who: children, where: {eq: [{fact: person.color}, red]}}}}}]
  local:
    local: {limit: {label: 上限, type: {kind: money, basis: benefit}}}
    versions: [{conditions: {x: {lt: [{fact: person.cost}, {local: limit}]}}}]
""")
)
PLANNER = Planner(BOOK)
ME: dict[str, Any] = {"id": "me", "relation": "self"}


def household(*members: dict[str, Any], complete: Any = True, **raw: Any) -> Household:
    return read_household(
        {"members": list(members or (ME,)), "complete": complete, **raw}, BOOK.content, on=TODAY
    )


def plan(known: Household, *programs: str, **more: Any) -> Plan:
    return PLANNER.plan(known, on=TODAY, programs=programs or None, **more)


def interview(planner: Planner, known: Household, on: date, answers: Household | None = None) -> list[str]:
    """Answer every question from ``answers``, or "don't know" to all; return the questions in their order."""
    asked: set[Need] = set()
    questions: list[str] = []
    while True:
        now = planner.plan(known, on=on, asked=asked, estimate=False)
        if now.question_id is None:
            return questions
        assert now.needs, now.question_id
        assert not now.needs & asked, "asked twice"
        questions.append(now.question_id)
        assert len(questions) < 300, "the plan does not end"
        asked |= now.needs
        if answers is not None:
            known = _told(known, now.needs, answers)


def _told(known: Household, needs: Iterable[Need], answers: Household) -> Household:
    for fact_id, entity in needs:
        if fact_id == MEMBERS:
            return replace(
                known, members=answers.members[:1] + _bare(answers.members[1:]), complete=ALL_RELATIONS
            )
        facts = answers.facts if entity == HOUSEHOLD else answers.member(entity).facts
        known = with_fact(known, fact_id, entity, facts.get(fact_id))
    return known


def _bare(members: tuple[Member, ...]) -> tuple[Member, ...]:
    return tuple(replace(member, facts={}) for member in members)


# --- the order ------------------------------------------------------------------------------------------------------


def test_where_then_who_then_when_come_first() -> None:
    nothing = household(complete=False)
    assert plan(nothing).question_id == "municipality"
    somewhere = household(complete=False, municipality="131016")
    assert plan(somewhere).question_id == "family"
    listed = household(ME, {"id": "c", "relation": "child"}, municipality="131016")
    assert plan(listed).question_id == "births"
    assert plan(listed).needs == {("person.birth_date", "c")}


def test_what_settles_most_for_the_least_burden_comes_next() -> None:
    known = household(ME | {"birth_date": "1990-01-01"}, municipality="131016")
    assert plan(known, "poor", "many").question_id == "person.n"
    assert plan(known, "poor", "many", "red", "worker").question_id == "adults"


def test_the_same_household_always_gets_the_same_question() -> None:
    known = household(ME | {"birth_date": "1990-01-01"})
    plans = [Planner(BOOK).plan(known, on=TODAY) for _ in range(3)]
    assert plans[0] == plans[1] == plans[2]
    assert len({one.question_id for one in plans}) == 1


def test_a_gate_is_asked_before_what_it_may_spare() -> None:
    known = household(ME | {"birth_date": "1990-01-01"})
    first = plan(known, "debtor")
    assert (first.question_id, first.needs) == ("household.trouble", {("household.trouble", "household")})
    assert plan(household(ME, trouble=False), "debtor").question_id is None
    assert plan(household(ME, trouble=True), "debtor").question_id == "person.debt"


def test_behind_a_gate_nobody_answers_nothing_is_asked_in_vain() -> None:
    known = household(ME)
    asked = {("household.trouble", "household")}
    assert plan(known, "debtor", asked=asked).question_id is None


def test_amounts_that_are_open_are_asked_too() -> None:
    assert plan(household(), "cost").question_id == "person.cost"
    assert plan(household(ME | {"cost": 500}), "cost").question_id is None


def test_what_only_an_office_can_tell_is_not_asked() -> None:
    assert plan(household(), "office", "never").question_id is None
    assert plan(household(ME | {"cost": 3}, municipality="131016"), "local").question_id is None
    assert plan(household(), "later").question_id is None


def test_what_is_received_already_is_one_question() -> None:
    found = plan(household(), "other")
    assert (found.question_id, found.needs) == ("receiving", {("receives:worker", "household")})


def test_a_question_is_asked_only_of_whom_it_is_about() -> None:
    run = Run(
        household(ME | {"birth_date": "1990-01-01"}, {"id": "c", "relation": "child", "birth_date": "2015"}),
        TODAY,
    )
    assert PLANNER.question_of(("person.color", "me"), run) == "adults"
    assert PLANNER.question_of(("person.color", "c"), run) == "children"
    assert PLANNER.question_of(("person.work", "c"), run) == "person.work"
    assert PLANNER.question_of(("person.color", "ghost"), run) == "person.color"
    assert PLANNER.question_of(("household.municipality", "household"), run) == "municipality"
    assert PLANNER.question_of(("text", "text"), run) is None
    assert PLANNER.question_of(("local.limit", "local"), run) is None


def test_a_question_written_or_made_of_a_fact() -> None:
    written = PLANNER.question("adults")
    assert written is not None
    assert written.title.ja == "大人のこと"
    made = PLANNER.question("person.n")
    assert made is not None
    assert (made.id, made.facts, made.title.ja) == ("person-n", ("person.n",), "何人")
    assert PLANNER.question("family") is None


def test_the_facts_of_a_program_on_a_day() -> None:
    assert PLANNER.facts_of("debtor", TODAY) == {"person.debt", "household.trouble"}
    assert PLANNER.facts_of("debtor", TODAY) == {"person.debt", "household.trouble"}
    assert PLANNER.facts_of("later", TODAY) == frozenset()


@pytest.mark.parametrize("question_id", ["municipality", "family", "receiving"])
def test_a_built_in_question_has_words_in_three_languages(question_id: str) -> None:
    title = built_in_title(question_id)
    assert title.ja
    assert title.easy
    assert title.en


# --- the end --------------------------------------------------------------------------------------------------------


def test_what_is_decided_is_counted() -> None:
    known = household(ME | {"birth_date": "1990-01-01", "work": True}, municipality="131016")
    found = plan(known, "worker", "child", "many")
    assert found.decided == 2
    assert len(found.answers) == 3


def test_when_everything_is_known_nothing_is_asked() -> None:
    found = plan(household(ME | {"work": True}), "worker")
    assert (found.question_id, found.needs, found.remaining, found.decided) == (None, frozenset(), 0, 1)


def test_what_was_declined_is_not_asked_again_and_blocks_nothing() -> None:
    declined = household(ME | {"work": {"declined": True}, "birth_date": "1990-01-01"})
    found = plan(declined, "worker", "many")
    assert found.question_id == "person.n"
    assert plan(declined, "worker").question_id is None


def test_about_how_many_questions_are_left() -> None:
    known = household(ME | {"birth_date": "1990-01-01"})
    left = plan(known).remaining
    assert left > 1
    after = plan(household(ME | {"birth_date": "1990-01-01"}, municipality="131016"))
    assert after.remaining <= left
    assert plan(known, estimate=False).remaining > 0


def test_a_fact_set_for_a_planned_answer() -> None:
    known = household(complete=False)
    assert with_fact(known, MEMBERS, HOUSEHOLD, None).complete == ALL_RELATIONS
    assert with_fact(known, "person.n", "me", None) is known
    assert with_fact(known, "person.n", "me", 3).member("me").facts == {"person.n": 3}
    assert with_fact(known, "household.trouble", HOUSEHOLD, True).facts == {"household.trouble": True}


def test_an_interview_of_somebody_who_knows_nothing_ends() -> None:
    questions = interview(PLANNER, household(complete=False), TODAY)
    assert questions[:2] == ["municipality", "family"]
    assert len(set(questions)) == len(questions)


# --- the real content -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_a_real_interview_ends_with_every_program_decided_that_a_person_can_decide(seed: int) -> None:
    book = real_rulebook()
    planner = Planner(book)
    answers = known_household(seed, real_content(), TODAY)
    answers = replace(
        answers, members=tuple(replace(m, id=f"m{place}") for place, m in enumerate(answers.members))
    )
    start = Household((replace(answers.members[0], facts={}),))
    asked: set[Need] = set()
    known: Household = start
    for _ in range(200):
        now = planner.plan(known, on=TODAY, asked=asked, estimate=False)
        if now.question_id is None:
            break
        assert not now.needs & asked
        asked |= now.needs
        known = _told(known, now.needs, answers)
    else:
        pytest.fail("the plan does not end")
    assert len(asked) > 10
    left = {need for answer in now.answers for need in answer.needs} - asked
    run = Run(known, TODAY)
    assert {need for need in left if planner.question_of(need, run) is not None} == set()


@pytest.mark.slow
def test_a_real_interview_of_somebody_who_knows_nothing_ends() -> None:
    start = Household((Member("me", "self"),))
    questions = interview(Planner(real_rulebook()), start, TODAY)
    assert questions[0] == "municipality"


def test_a_usual_answer_is_one_the_fact_allows() -> None:
    values: dict[str, Value | None] = {}
    for fact_id in ("person.color", "person.income", "person.cost", "person.n", "person.work", "ghost"):
        values[fact_id], _ = PLANNER._usual(fact_id)
    assert values == {
        "person.color": "red",
        "person.income": 200,
        "person.cost": 0,
        "person.n": None,
        "person.work": True,
        "ghost": None,
    }
