"""Every municipality has its overlay, and what it says is tied to a source."""

import re
from pathlib import Path

import pytest

from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[2]
MARKUP = re.compile(r"\{[^{}|]+\|[^{}|]+\}")
KANJI = re.compile(r"[一-龥々]")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook_of(ROOT / "data")


def test_all_62_municipalities_have_an_overlay_with_their_official_site(book: Rulebook) -> None:
    known = book.content.municipalities
    assert len(known) == 62
    assert set(book.content.overlays) == set(known)
    sites = {code: overlay.url for code, overlay in book.content.overlays.items()}
    assert all(url and url.startswith("http") for url in sites.values())


def test_overlays_speak_only_of_programs_that_exist(book: Rulebook) -> None:
    programs = book.content.programs.keys() | book.content.broken_programs.keys()
    strangers = {
        (code, program)
        for code, overlay in book.content.overlays.items()
        for program in overlay.programs
        if program not in programs
    }
    assert not strangers


def test_every_local_value_and_every_office_names_its_source(book: Rulebook) -> None:
    unsourced = []
    for code, overlay in book.content.overlays.items():
        for program, entry in overlay.programs.items():
            unsourced += [
                (code, program, name)
                for name, series in entry.local.items()
                if any(v.cite is None for v in series)
            ]
            sourced = entry.cite is not None or bool(entry.local)
            if (entry.in_charge or entry.offered is not None) and not sourced:
                unsourced.append((code, program, "in_charge or offered"))
    assert not unsourced


def test_easy_names_of_offices_mark_every_kanji(book: Rulebook) -> None:
    for overlay in book.content.overlays.values():
        for entry in overlay.programs.values():
            if entry.in_charge is not None:
                easy = entry.in_charge.in_language("easy")
                assert not KANJI.search(MARKUP.sub("", easy)), easy
