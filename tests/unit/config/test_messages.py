"""Translations are compiled when they are newer, and doubtful ones left out."""

import gettext
import os
from pathlib import Path

from todoke.config.messages import compile_messages

SOURCE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "はい"
msgstr "Yes"

#, fuzzy
msgid "いいえ"
msgstr "Perhaps"
"""


def write_catalog(folder: Path) -> Path:
    source = folder / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE)
    return source


def test_a_catalog_is_compiled_and_only_once(tmp_path: Path) -> None:
    source = write_catalog(tmp_path)
    assert compile_messages(tmp_path) == [source]
    assert compile_messages(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as binary:
        words = gettext.GNUTranslations(binary)
    assert words.gettext("はい") == "Yes"
    assert words.gettext("いいえ") == "いいえ"
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_newer_catalog_is_compiled_again(tmp_path: Path) -> None:
    source = write_catalog(tmp_path)
    compile_messages(tmp_path)
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_messages(tmp_path) == [source]
