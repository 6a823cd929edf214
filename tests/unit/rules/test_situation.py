"""Reading a household: every mistake is named with its place and its cure, and nothing else is touched."""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.factories.rules import CHIYODA, TODAY, content
from todoke.rules.content import Problem
from todoke.rules.household import ALL_RELATIONS
from todoke.rules.situation import (
    MOST_MEMBERS,
    MOST_MISTAKES,
    Mistake,
    SituationError,
    read_household,
)
from todoke.rules.values import ABSENT, EARLIEST, LATEST, Choices, Interval

CONTENT = content("""
facts:
  - {id: person.birth_date, label: 生年月日, question: いつ, type: {kind: date, latest: today}}
  - {id: person.pregnant, label: 妊娠, question: か, type: {kind: boolean}}
  - {id: person.sex, label: 性別, question: か, type: {kind: code, codes: {female: 女性, male: 男性}}}
  - {id: person.due_date, label: 予定日, question: か, type: {kind: date}, nullable: true}
  - {id: person.salary, label: 年収, question: か, type: {kind: money, basis: gross, maximum: 1000000000}}
  - {id: person.dependants, label: 扶養, question: か, valid_for_months: 12, type: {kind: number, unit: people}}
  - {id: person.score, label: 点, question: か, type: {kind: number, unit: points, minimum: -5, maximum: 2.5}}
  - {id: household.rent, label: 家賃, question: か, type: {kind: money, basis: rent}}
programs:
  jido-teate: {versions: [{}]}
""")


def read(raw: Any, on: date = TODAY) -> Any:
    return read_household(raw, CONTENT, on=on)


def mine(**facts: Any) -> Any:
    """Return the facts of an applicant about whom this was said."""
    return read({"members": [{"id": "me", "relation": "self", **facts}]}).members[0].facts


def mistakes(raw: Any) -> tuple[Mistake, ...]:
    with pytest.raises(SituationError) as caught:
        read(raw)
    return caught.value.mistakes


def mistake(raw: Any) -> Mistake:
    (found,) = mistakes(raw)
    return found


def my_mistake(**facts: Any) -> Mistake:
    return mistake({"members": [{"id": "me", "relation": "self", **facts}]})


# --- what is understood --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({"pregnant": True}, True),
        ({"sex": "female"}, "female"),
        ({"sex": {"any_of": ["female", "male"]}}, Choices(frozenset({"female", "male"}))),
        ({"sex": {"any_of": ["female", "female"]}}, "female"),
        ({"salary": 0}, 0),
        ({"salary": 12.5}, Fraction(25, 2)),
        ({"salary": Decimal("0.1")}, Fraction(1, 10)),
        ({"salary": Fraction(1, 3)}, Fraction(1, 3)),
        ({"salary": {"from": 1, "to": 5}}, Interval(1, 5)),
        ({"salary": {"from": 5, "to": 5}}, 5),
        ({"salary": {"from": 5}}, Interval(5, 1000000000)),
        ({"salary": {"to": 5}}, Interval(0, 5)),
        ({"score": -5}, -5),
        ({"birth_date": "2000-05-06"}, date(2000, 5, 6)),
        ({"birth_date": date(2000, 5, 6)}, date(2000, 5, 6)),
        ({"birth_date": "2000-2"}, Interval(date(2000, 2, 1), date(2000, 2, 29))),
        ({"birth_date": "2000"}, Interval(date(2000, 1, 1), date(2000, 12, 31))),
        ({"birth_date": "2026"}, Interval(date(2026, 1, 1), TODAY)),
        ({"birth_date": {"from": "2000", "to": "2001-02"}}, Interval(date(2000, 1, 1), date(2001, 2, 28))),
        ({"due_date": {"from": "2027-01"}}, Interval(date(2027, 1, 1), LATEST)),
        ({"due_date": {"to": "2027-01-05"}}, Interval(EARLIEST, date(2027, 1, 5))),
        ({"due_date": {"not_applicable": True}}, ABSENT),
        ({"dependants": {"value": 2}}, 2),
        ({"dependants": {"value": 2, "as_of": "2025-11-23"}}, 2),
        ({"salary": {"value": 5, "as_of": "2001"}}, 5),
        ({"receiving": ["jido-teate"]}, True),
        ({"not_receiving": ["jido-teate"]}, False),
    ],
)
def test_what_is_said_is_understood(said: dict[str, Any], value: Any) -> None:
    assert list(mine(**said).values()) == [value]


@pytest.mark.parametrize(
    "said",
    [
        {"salary": None},
        {"dependants": {"value": 2, "as_of": "2025-11-22"}},
        {"dependants": {"value": None}},
        {"salary": {"declined": True}},
    ],
)
def test_what_is_left_out_too_old_or_declined_is_not_known(said: dict[str, Any]) -> None:
    assert mine(**said) == {}


def test_what_was_declined_is_remembered() -> None:
    raw = {
        "rent": {"declined": True},
        "members": [{"id": "me", "relation": "self", "sex": {"declined": True}}],
    }
    assert read(raw).declined_needs() == {("household.rent", "household"), ("person.sex", "me")}


def test_a_household_knows_where_it_is_and_who_is_listed() -> None:
    found = read({"municipality": CHIYODA, "complete": True, "rent": 70000})
    assert found.facts == {"household.municipality": CHIYODA, "household.rent": 70000}
    assert found.complete == ALL_RELATIONS
    assert read({"municipality": "千代田区"}).facts == {"household.municipality": CHIYODA}
    assert read({"complete": ["child"]}).complete == {"child"}
    assert read({"complete": False}).complete == frozenset()
    assert read({"municipality": None}).facts == {}


def test_rough_values_name_their_own_fact() -> None:
    found = mine(salary={"from": 1}, sex={"any_of": ["female", "male"]})
    assert found["person.salary"].needs == {("person.salary", "me")}
    assert found["person.sex"].needs == {("person.sex", "me")}


def test_parents_may_be_named() -> None:
    raw = {"members": [{"id": "me", "relation": "self"}, {"id": "c", "relation": "other", "parents": ["me"]}]}
    assert read(raw).members[1].parents == ("me",)


def test_a_program_that_is_broken_may_still_be_received() -> None:
    broken = content("programs: {good: {versions: [{}]}}")
    broken.report(Problem("x", 1, "kaputt", "broken"))
    found = read_household({"receiving": ["broken"]}, broken, on=TODAY)
    assert found.facts == {"receives:broken": True}


# --- mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        ([], "", '世帯は {"members": […]} の形の JSON で書いてください'),
        ({"members": {}}, "members", "世帯員のリストにしてください"),
        ({"members": ["me"]}, "members[0]", '世帯員は {"id": …, "relation": …} の形で'),
        ({"members": [{"id": 1, "relation": "self"}]}, "members[0].id", "半角の英数字"),
        ({"members": [{"id": "household", "relation": "self"}]}, "members[0].id", "半角の英数字"),
        ({"members": [{"id": "x" * 41, "relation": "self"}]}, "members[0].id", "40文字まで"),
        ({"members": [{"id": "me", "relation": "uncle"}]}, "members[0].relation", "self、spouse、child"),
        (
            {"members": [{"id": "me", "relation": "self", "parents": "x"}]},
            "members[0].parents",
            "親の id のリスト",
        ),
        (
            {"members": [{"id": "me", "relation": "self", "parents": ["x"]}]},
            "members[0].parents",
            "id「x」の世帯員がいません",
        ),
        (
            {"members": [{"id": "a", "relation": "self"}, {"id": "a", "relation": "child"}]},
            "members",
            "id「a」が二人以上",
        ),
        (
            {"members": [{"id": "a", "relation": "self"}, {"id": "b", "relation": "self"}]},
            "members",
            "「self」は一人だけ",
        ),
        (
            {"members": [{"id": "a", "relation": "spouse"}, {"id": "b", "relation": "spouse"}]},
            "members",
            "「spouse」は一人だけ",
        ),
        (
            {"members": [{"id": f"m{i}", "relation": "child"} for i in range(MOST_MEMBERS + 1)]},
            "members",
            "20人までです(21人あります)",
        ),
        ({"complete": "yes"}, "complete", "true か false"),
        ({"complete": ["uncle"]}, "complete", "true か false"),
        ({"municipality": "千代区"}, "municipality", "千代田区(131016) ではありませんか"),
        ({"municipality": 13}, "municipality", "62区市町村の6桁のコードか正式な名前"),
        ({"municipality": "パリ"}, "municipality", "「パリ」という区市町村はありません"),
        ({"rnet": 1}, "rnet", "知らない項目です。「rent」ではありませんか"),
        ({"zzzzzz": 1}, "zzzzzz", "属性辞書(docs/reference/facts.md)"),
        ({"receiving": "jido-teate"}, "receiving", "制度の id のリスト"),
        (
            {"receiving": ["jido-teat"]},
            "receiving",
            "制度「jido-teat」はありません。「jido-teate」ではありませんか",
        ),
        ({"receiving": [3]}, "receiving", "制度「3」はありません"),
        ({"receiving": ["jido-teate"], "not_receiving": ["jido-teate"]}, "not_receiving", "両方にあります"),
    ],
)
def test_a_mistake_in_a_household_is_named(raw: Any, place: str, message: str) -> None:
    found = mistake(raw)
    assert found.place == place
    assert message in found.message


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ({"pregnnt": True}, "pregnnt", "「pregnant」ではありませんか"),
        ({"rent": 5}, "rent", "知らない項目です"),
        ({"pregnant": "yes"}, "pregnant", "true か false で書いてください"),
        ({"pregnant": 1}, "pregnant", "true か false"),
        ({"pregnant": {"not_applicable": True}}, "pregnant", "「あてはまらない」とは書けない項目です"),
        ({"sex": "femal"}, "sex", "「femal」は使えない値です。「female」ではありませんか"),
        ({"sex": "x"}, "sex", "使える値: female、male"),
        ({"sex": {"any_of": []}}, "sex", '値か {"any_of": [値, …]}'),
        ({"sex": {"any_of": "female"}}, "sex", "any_of"),
        ({"sex": {"any_of": ["female", "x"]}}, "sex", "「x」は使えない値です"),
        ({"salary": "3,000"}, "salary", "数で書いてください(カンマや単位は付けません)"),
        ({"salary": True}, "salary", "数で書いてください"),
        ({"salary": math.nan}, "salary", "数で書いてください"),
        ({"salary": math.inf}, "salary", "大きすぎます"),
        ({"salary": -1}, "salary", "0 以上の数にしてください(マイナスにはなりません)"),
        ({"salary": {"from": -1}}, "salary", "0 以上"),
        ({"salary": 10**10}, "salary", "大きすぎます。1,000,000,000 以下"),
        ({"salary": {"from": 5, "to": 1}}, "salary", "from が to より大きくなっています"),
        ({"salary": {"von": 5}}, "salary", '数か {"from": 下限, "to": 上限}'),
        ({"salary": {}}, "salary", '数か {"from": 下限, "to": 上限}'),
        ({"score": -6}, "score", "-5 以上の数にしてください"),
        ({"score": 3}, "score", "大きすぎます。5/2 以下"),
        ({"birth_date": "2000-02-30"}, "birth_date", "「2000-02-30」という日はありません"),
        ({"birth_date": "0000-01-01"}, "birth_date", "という日はありません"),
        ({"birth_date": "昭和50年"}, "birth_date", '日付は "2024-05-01"'),
        ({"birth_date": 20000101}, "birth_date", '日付は "2024-05-01"'),
        ({"birth_date": {"von": "2000"}}, "birth_date", '{"from": …, "to": …}'),
        ({"birth_date": {"from": "x", "to": "2000"}}, "birth_date", '日付は "2024-05-01"'),
        ({"birth_date": {"from": "2001", "to": "2000"}}, "birth_date", "from が to より後"),
        (
            {"birth_date": "2026-11-23"},
            "birth_date",
            "2026-11-22 より後の日になっています。年を確かめてください",
        ),
        ({"birth_date": "1895-12-31"}, "birth_date", "130歳を超えます。生まれた年を確かめて"),
        ({"dependants": {"value": 2, "as_of": "soon"}}, "dependants.as_of", '日付は "2024-05-01"'),
        ({"dependants": {"value": {"value": 2}}}, "dependants", "value の中に value は書けません"),
        ({"dependants": {"value": "x", "as_of": "2026"}}, "dependants", "数で書いてください"),
        ({"receiving": {}}, "receiving", "制度の id のリスト"),
    ],
)
def test_a_mistake_about_a_member_is_named(said: dict[str, Any], place: str, message: str) -> None:
    found = my_mistake(**said)
    assert found.place == f"members[0].{place}"
    assert message in found.message


def test_both_ends_of_a_range_may_be_wrong() -> None:
    found = mistakes({"members": [{"id": "me", "relation": "self", "salary": {"from": "x", "to": "y"}}]})
    assert [one.place for one in found] == ["members[0].salary", "members[0].salary"]


def test_every_mistake_is_named_at_once() -> None:
    raw = {
        "municipality": "パリ",
        "members": [{"id": "me", "relation": "uncle", "salary": -1}],
        "complete": 3,
    }
    assert {one.place for one in mistakes(raw)} == {
        "municipality",
        "members[0].relation",
        "members[0].salary",
        "complete",
    }


def test_the_error_is_readable_as_one_text() -> None:
    with pytest.raises(SituationError, match="complete: true か false"):
        read({"complete": 3})


def test_reading_stops_after_many_mistakes() -> None:
    assert len(mistakes({f"x{i}": 1 for i in range(1000)})) == MOST_MISTAKES


def test_long_nonsense_is_shortened() -> None:
    assert len(mistake({"municipality": "あ" * 1000}).message) < 120


def test_an_individual_number_is_refused_wherever_it_stands() -> None:
    found = mistake({"members": [{"id": "me", "relation": "self", "note": "123456789018"}]})
    assert found.place == "members[0].note"
    assert "マイナンバーは書かずに" in found.message
