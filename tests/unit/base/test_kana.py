"""Spellings are brought to one form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.kana import is_kana, normalize, search_key, to_hiragana, to_katakana

japanese = st.text(
    st.sampled_from("あかがきゃっんゔゖゝアカガキャッンヴヶーｱｶﾞ山田1２-ー−‐ 　Aa・"), max_size=20
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ｶﾞｷﾞｸﾞﾊﾟｯｼﾞ", "ガギグパッジ"),
        ("ＡＢＣ１２３", "ABC123"),
        ("　新宿区　　西新宿 ", "新宿区 西新宿"),
        ("サ−ビス", "サービス"),
        ("ｻｰﾋﾞｽ", "サービス"),
        ("2ー8—1", "2-8-1"),
        ("２‐８‑１", "2-8-1"),
        ("コーポア-101", "コーポア-101"),
        ("丁目ー3", "丁目-3"),
        ("ー", "-"),
        ("ーー", "--"),
        ("ラーー", "ラーー"),
    ],
)
def test_normal_form(text, normal):
    assert normalize(text) == normal


def test_kana_are_turned_and_nothing_else_is():
    assert to_hiragana("シンジュクク・ヴヶヽ山A") == "しんじゅくく・ゔゖゝ山A"
    assert to_katakana("しんじゅくく・ゔゖゝ山A") == "シンジュクク・ヴヶヽ山A"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ヤマダ ハナコ", True),
        ("やまだ", True),
        ("ジョー・スミス", True),
        ("山田", False),
        ("Yamada", False),
        ("", False),
    ],
)
def test_furigana_is_told_from_other_writing(text, answer):
    assert is_kana(text) is answer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新宿 区", "新宿区"),
        ("青ケ島村", "青ヶ島村"),
        ("ｷﾔｯﾁ", "キャッチ"),
        ("サーバー", "サーバ"),
        ("CHIYODA-KU", "chiyoda ku"),
        ("Chūō", "Chuo"),
        ("ジョン・スミス", "じょんすみす"),
        ("１−２−３", "1-2-3"),
    ],
)
def test_spellings_a_searcher_takes_as_equal(one, other):
    assert search_key(one) == search_key(other)


def test_house_numbers_are_not_run_together():
    assert search_key("1-23") != search_key("12-3")


@settings(max_examples=100, deadline=None)
@given(japanese)
def test_normal_forms_are_stable(text):
    assert normalize(normalize(text)) == normalize(text)
    assert search_key(search_key(text)) == search_key(text)


@settings(max_examples=100, deadline=None)
@given(japanese)
def test_kana_turn_there_and_back(text):
    assert to_hiragana(to_katakana(text)) == to_hiragana(text)
    assert to_katakana(to_hiragana(text)) == to_katakana(text)
    assert search_key(to_hiragana(text)) == search_key(to_katakana(text)) == search_key(text)
