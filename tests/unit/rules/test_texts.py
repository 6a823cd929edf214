"""Texts in three languages: what is not written falls back to Japanese."""

import pytest
from pydantic import ValidationError

from todoke.rules.texts import LANGUAGES, Text


def test_every_language_has_its_own_words() -> None:
    text = Text(ja="手当", easy="{手当|てあて}", en="allowance")
    assert [text.in_language(language) for language in LANGUAGES] == ["手当", "{手当|てあて}", "allowance"]


def test_a_bare_string_is_japanese_for_all() -> None:
    text = Text.model_validate("手当")
    assert [text.in_language(language) for language in LANGUAGES] == ["手当"] * 3


def test_a_text_has_no_other_language() -> None:
    with pytest.raises(ValidationError):
        Text.model_validate({"ja": "手当", "fr": "allocation"})
