"""The files of ``data/search`` say what they mean to say."""

import re

import pytest
import yaml

from tests.unit.search.words import FOLDER, LEXICON
from todoke.search.lexicon import read_lexicon
from todoke.search.romaji import of_kana
from todoke.search.spelling import fold


def read(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def test_there_are_many_life_words_in_every_field():
    fields = read("life_words.yaml")
    said = {field: sum(len(str(key).split(" | ")) for key in entries) for field, entries in fields.items()}
    assert sum(said.values()) >= 600
    assert min(said.values()) >= 20


def test_a_life_word_that_says_nothing_is_refused(tmp_path):
    for name in ("spelling", "synonyms", "readings"):
        (tmp_path / f"{name}.yaml").write_text("{}", encoding="utf-8")
    (tmp_path / "stop_words.yaml").write_text("[]", encoding="utf-8")
    (tmp_path / "life_words.yaml").write_text("分野: {'家 | !': 住宅}", encoding="utf-8")
    with pytest.raises(ValueError, match="says nothing"):
        read_lexicon(tmp_path)


def test_readings_are_kana():
    assert all(re.fullmatch("[ぁ-ゖー]+", kana) for kana in read("readings.yaml").values())


def test_a_spelling_is_stable():
    for form in read("spelling.yaml"):
        once = LEXICON.spelling(form)
        assert LEXICON.spelling(once) == once, form


def test_every_spelling_comes_to_the_form_kept():
    for form, others in read("spelling.yaml").items():
        for other in others:
            assert LEXICON.spelling(other) == LEXICON.spelling(LEXICON.spelling(form)), other


def test_synonyms_find_one_another():
    for word, others in LEXICON.synonyms.items():
        for other in others:
            assert word in LEXICON.synonyms[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ゴミ", "ごみ"),
        ("マイナンバーカード", "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ"),
        ("ＮＨＫ", "nhk"),
        ("１歳６か月", "1歳6か月"),
        ("ファミリー・サポート", "ふぁみりーさぽーと"),
    ],
)
def test_spellings_a_searcher_takes_as_equal_are_folded_into_one(one, other):
    assert fold(one) == fold(other)


def test_readings_in_latin_letters_are_whole():
    for kana in read("readings.yaml").values():
        assert re.fullmatch("[a-z]+", of_kana(kana))
