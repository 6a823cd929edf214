"""Word vectors without the model: the arithmetic, and that search works without the extra."""

import numpy as np
import pytest

from todoke.search import vectors
from todoke.search.murmur import hash64
from todoke.search.vectors import WordVectors, nearest, pack, similarity


class Word:
    def __init__(self, form, kind="名詞"):
        self.form, self.kind = form, kind

    def part_of_speech(self):
        return (self.kind,)

    def normalized_form(self):
        return self.form

    surface = dictionary_form = normalized_form

    def split(self, mode):
        return [Word(char, self.kind) for char in self.form]


class Tokenizer:
    def tokenize(self, text, mode):
        return [Word(form, "助詞" if form == "の" else "名詞") for form in text.split()]


class Modes:
    A, C = "A", "C"


@pytest.fixture
def words():
    matrix = np.array([[1, 0, 0], [0, 1, 0], [0.9, 0.1, 0], [0, 0, 1]], dtype=np.float32)
    rows = {hash64(form): row for row, form in enumerate(["犬", "税", "猫", "の"])}
    return WordVectors(matrix, rows, Tokenizer(), Modes)


def test_texts_of_like_words_are_alike(words):
    dog, cat, tax = words.of("犬"), words.of("猫"), words.of("税")
    assert float(dog @ cat) > 0.9 > float(dog @ tax)


def test_grammar_counts_for_nothing(words):
    assert np.allclose(words.of("犬 の"), words.of("犬"))
    assert words.of("の") is None


def test_an_unknown_word_is_taken_apart(words):
    assert np.allclose(words.of("犬猫"), words.of("犬 猫"))


def test_packing_keeps_the_direction(words):
    dog = words.of("犬")
    assert similarity(dog, pack(dog)) == pytest.approx(1, abs=0.01)
    assert len(words.packed("犬")) == 3


def test_the_closest_come_first_and_none_too_far(words):
    packed = [words.packed(text) for text in ("税", "猫", "犬")]
    assert nearest(words.of("犬"), packed, least=0.5, most=5) == [2, 1]
    assert nearest(words.of("犬"), packed, least=0.5, most=1) == [2]
    assert nearest(words.of("犬"), [], least=0.5, most=5) == []


def test_without_the_extra_there_are_no_vectors(monkeypatch):
    monkeypatch.setattr(vectors, "find_spec", lambda name: None)
    assert vectors.find_word_vectors() is None


def test_words_are_filed_by_their_hash():
    """The first value is the one spaCy's documentation gives for this word."""
    assert hash64("coffee") == 3197928453018144401
    assert all(0 <= hash64(text) < 1 << 64 for text in ("", "犬", "東京都庁", "a" * 100))
