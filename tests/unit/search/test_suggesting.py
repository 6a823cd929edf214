"""Words are offered while somebody types, in kanji, kana and Latin letters."""

import pytest

from tests.unit.search.words import LEXICON
from todoke.search.suggesting import suggest


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("そだい", "粗大ごみ"),
        ("juumin", "住民票"),
        ("じどうてあ", "児童手当"),
        ("がん検", "がん検診"),
        ("生活保", "生活保護"),
    ],
)
def test_known_words_are_offered(typed, offered):
    assert offered in suggest(typed, LEXICON)


def test_names_of_records_come_first():
    assert suggest("粗大", LEXICON, ["粗大ごみの申し込み"])[0] == "粗大ごみの申し込み"


def test_no_more_are_offered_than_asked_for():
    assert len(suggest("保", LEXICON, most=3)) == 3


@pytest.mark.parametrize("typed", ["", " ", "・"])
def test_nothing_is_offered_for_nothing(typed):
    assert suggest(typed, LEXICON) == []
