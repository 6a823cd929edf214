"""Questions are taken apart into official words, whatever way they are typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.search.words import LEXICON
from todoke.search.planning import LONGEST_QUESTION, plan, without_stop_words
from todoke.search.plans import QueryPlan, Reach

OPERATORS = re.compile(r"AND|OR|name|words|summary|body|[(){}: ]")


def words_of(asked):
    return [LEXICON.shown.get(term.text, term.text) for term in plan(asked, LEXICON).terms]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("子どもが産まれました", "出生届"),
        ("会社やめたけど健康保険どうなる", "国民健康保険の加入"),
        ("ベビーシッターの補助", "ベビーシッター利用支援"),
        ("こくほに はいりたい", "国民健康保険"),
        ("juminhyo", "住民票"),
        ("Jidou Teate", "児童手当"),
        ("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", "マイナンバーカード"),
        ("子供が保育園に落ちて困っています", "認可外保育施設"),
        ("I lost my job", "雇用保険の基本手当"),
    ],
)
def test_everyday_words_stand_for_official_ones(asked, meant):
    assert meant in words_of(asked)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("児童扶養手て", "児童扶養手当"),
        ("住宅確保給付金", "住居確保給付金"),
        ("障害基礎念金", "障害基礎年金"),
    ],
)
def test_a_slip_is_mended_and_told(typed, meant):
    found = plan(typed, LEXICON)
    assert found.did_you_mean == meant
    assert meant in words_of(typed)


@pytest.mark.parametrize("typed", ["児童手当", "保育園に入りたい", "ごみ", "国保", "引っ越し"])
def test_words_without_a_slip_are_left_alone(typed):
    assert plan(typed, LEXICON).did_you_mean is None


def test_the_parts_of_a_life_word_may_stand_in_any_order():
    assert plan("保険、会社をやめたので", LEXICON).terms[0] == plan("会社をやめた。保険は?", LEXICON).terms[0]


def test_latin_life_words_are_whole_words():
    assert "住居確保給付金" in words_of("cannot pay rent")
    assert "住居確保給付金" not in words_of("parents")


def test_words_that_only_ask_are_left_out_but_never_everything():
    assert without_stop_words(LEXICON.spelling("粗大ごみについて教えてください"), LEXICON) == "粗大ごみ"
    assert without_stop_words("ください", LEXICON) == "ください"


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "・・・", "。"])
def test_nothing_is_searched_for_where_nothing_is_said(typed):
    assert plan(typed, LEXICON).is_empty


def test_only_the_beginning_of_a_long_question_counts():
    assert len(plan("あ" * 1_000, LEXICON).asked) == LONGEST_QUESTION


@given(st.text(max_size=60), st.sampled_from(Reach))
def test_whatever_is_typed_stays_inside_the_quotes_of_the_index(typed, reach):
    found = plan(typed, LEXICON)
    if found.is_empty:
        return
    outside = found.fts5_match(["131016a"], reach=reach).split('"')[::2]
    assert OPERATORS.sub("", "".join(outside)) == ""
    literals = found.tsquery(["131016a"], reach=reach).split("'")
    assert set("".join(literals[::2])) <= set("&|() ")


def test_an_empty_plan_matches_nothing():
    assert QueryPlan("", "", "").fts5_match(["131016a"]) == ""
    assert QueryPlan("", "", "").tsquery(["131016a"]) == ""


def test_facets_narrow_every_scope():
    asked = plan("児童手当", LEXICON)
    narrowed = asked.fts5_match(["131016a", "0a"], narrowed=[["lifeeventbirth", "lifeeventmoving"]])
    assert narrowed.count("facets") == 2
    assert '"131016alifeeventbirth" OR "131016alifeeventmoving"' in narrowed
    assert "'0alifeeventbirth'" in asked.tsquery(["0a"], narrowed=[["lifeeventbirth"]])
