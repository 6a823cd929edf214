"""Words in three languages: nothing untranslated, furigana over every kanji, text always escaped."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

import todoke
from todoke.ui import catalogs, formats, ruby
from todoke.ui.words import Words, t, t_lazy, t_plain

ROOT = Path(next(iter(todoke.__path__)))
LOCALE = Path(configured.LOCALE_PATHS[0])


def test_every_message_is_translated_and_every_translation_used() -> None:
    assert catalogs.gaps(LOCALE, catalogs.used_messages(ROOT)) == []


def test_both_catalogs_are_there() -> None:
    assert [path.parts[-3] for path in catalogs.catalog_files(LOCALE)] == ["en", "ja_Easy"]


def po(folder: Path, locale: str, body: str) -> dict[str, list[str]]:
    path = folder / locale / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(catalogs.HEADER + body, encoding="utf-8")
    return {"あと%(n)s問": ["a.html"]}


@pytest.mark.parametrize(
    ("locale", "body", "reason"),
    [
        ("en", "", "missing"),
        ("en", 'msgid "あと%(n)s問"\nmsgstr ""\n', "missing"),
        ("en", '#, fuzzy\nmsgid "あと%(n)s問"\nmsgstr "%(n)s left"\n', "fuzzy"),
        ("en", 'msgid "あと%(n)s問"\nmsgstr "%(m)s left"\n', "places differ"),
        ("ja_Easy", 'msgid "あと%(n)s問"\nmsgstr "あと%(n)s問"\n', "kanji without a reading: 問"),
        ("en", 'msgid "あと%(n)s問"\nmsgstr "%(n)s left"\n\nmsgid "古い"\nmsgstr "old"\n', "not used"),
    ],
)
def test_each_gap_in_a_catalog_is_named(tmp_path: Path, locale: str, body: str, reason: str) -> None:
    used = po(tmp_path, locale, body)
    assert [gap.reason for gap in catalogs.gaps(tmp_path, used)] == [reason]


def test_collecting_adds_new_messages_and_drops_unused_ones(tmp_path: Path) -> None:
    used = po(tmp_path, "en", 'msgid "あと%(n)s問"\nmsgstr "%(n)s left"\n\nmsgid "古い"\nmsgstr "old"\n')
    catalogs.collect(tmp_path, used | {"新しい": ["b.html"]})
    catalog = catalogs.read(catalogs.catalog_files(tmp_path)[0])
    assert {str(one.id): one.string for one in catalog if one.id} == {
        "あと%(n)s問": "%(n)s left",
        "新しい": "",
    }


def test_the_command_names_what_is_missing(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    po(tmp_path, "en", "")
    with pytest.raises(CommandError, match="translations to do"):
        call_command("messages", "check")
    assert "en: missing: 本文へ進む" in capsys.readouterr().out
    call_command("messages", "collect")
    assert 'msgid "本文へ進む"' in catalogs.catalog_files(tmp_path)[0].read_text(encoding="utf-8")


def test_words_are_escaped_with_their_values() -> None:
    shown = Template("{{ words }}").render(Context({"words": Words("{届|とどけ}<b>&")}))
    assert shown == "<ruby>届<rp>(</rp><rt>とどけ</rt><rp>)</rp></ruby>&lt;b&gt;&amp;"
    tag = Template('{% load words %}{% t "%(amount)s円" amount=value %}')
    assert tag.render(Context({"value": "<script>"})) == "&lt;script&gt;円"


def test_markup_that_is_not_furigana_stays_as_it_is() -> None:
    assert ruby.html("{ただの括弧} a|b {x|}") == "{ただの括弧} a|b {x|}"


def test_readings_serve_speech_and_search() -> None:
    assert ruby.reading("{東京|とうきょう}の{届|とどけ}") == "とうきょうのとどけ"


def test_plain_words_have_no_readings_for_titles() -> None:
    with translation.override("ja-easy"):
        assert t_plain("ページが見つかりません") == "ページが 見つかりません"
        assert t("ページが見つかりません").plain == "ページが 見つかりません"


def test_lazy_words_follow_the_language_of_the_page() -> None:
    lazy = t_lazy("ページが見つかりません")
    with translation.override("en"):
        assert str(lazy) == "Page not found"
    assert str(lazy) == "ページが見つかりません"


@pytest.mark.parametrize(
    ("language", "money", "day"),
    [
        ("ja", "11,010円〜46,680円", "2026年11月21日(土)"),
        ("en", "11,010 to 46,680 yen", "Saturday 21 November 2026"),
        (
            "ja-easy",
            "11,010{円|えん}〜46,680{円|えん}",
            "2026{年|ねん}11{月|がつ}21{日|にち}（{土|ど}）",
        ),
    ],
)
def test_money_and_days_read_naturally(language: str, money: str, day: str) -> None:
    with translation.override(language):
        assert formats.yen_between(11010, 46680) == money
        assert formats.day(date(2026, 11, 21)) == day


def test_irregular_days_have_their_own_reading() -> None:
    with translation.override("ja-easy"):
        assert "{20日|はつか}" in formats.day(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(5000, 5000, "5,000円"), (5000, None, "5,000円以上"), (0, 5000, "5,000円まで")],
)
def test_open_ranges_say_so(low: int, high: int | None, shown: str) -> None:
    assert formats.yen_between(low, high) == shown
