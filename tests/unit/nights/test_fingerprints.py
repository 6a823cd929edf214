"""A fingerprint changes exactly with what a program rests on."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factories.nights import ON, small_book
from tests.smallbook import ROOT
from todoke.engines.fingerprints import Fingerprints
from todoke.rules.library import rulebook_of
from todoke.rules.parameters import NotEncodedError
from todoke.rules.walking import references


def fingerprint(folder: Path, program_id: str, *, on: date = ON) -> str:
    rulebook_of.cache_clear()
    return Fingerprints(rulebook_of(folder), on).program(program_id)


def edited(path: Path, change: Callable[[Any], None]) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def folder(tmp_path) -> Path:
    small_book(tmp_path / "data")
    return tmp_path / "data"


def test_words_change_nothing(folder) -> None:
    before = fingerprint(folder, "hitori")
    edited(folder / "programs/hitori/program.yaml", lambda raw: raw.update(summary="ほかの言い方"))
    edited(
        folder / "programs/hitori/2023-04-01.yaml",
        lambda raw: raw["conditions"][0].update(label="ほかの言い方", note="注"),
    )
    assert fingerprint(folder, "hitori") == before


def test_what_a_code_is_called_changes_nothing_but_another_code_does(folder) -> None:
    edited(
        folder / "programs/hitori/2023-04-01.yaml",
        lambda raw: raw["conditions"][0].update(when={"eq": [{"fact": "person.sex"}, "female"]}),
    )
    before = fingerprint(folder, "hitori")
    edited(folder / "facts/small.yaml", lambda raw: _codes(raw).update(female="ほかの言い方"))
    assert fingerprint(folder, "hitori") == before
    edited(folder / "facts/small.yaml", lambda raw: _codes(raw).update(other="ほか"))
    assert fingerprint(folder, "hitori") != before


def _codes(facts: list[dict[str, Any]]) -> dict[str, str]:
    codes: dict[str, str] = next(one for one in facts if one["id"] == "person.sex")["type"]["codes"]
    return codes


@pytest.mark.parametrize(
    ("file", "change"),
    [
        (
            "programs/hitori/2023-04-01.yaml",
            lambda raw: raw["conditions"][0].update(when={"lt": [{"fact": "person.salary_gross"}, 3000001]}),
        ),
        ("programs/hitori/2023-04-01.yaml", lambda raw: raw["amounts"][0].update(value=101)),
        ("programs/hitori/2023-04-01.yaml", lambda raw: raw["effective"].update(to=date(2027, 3, 31))),
        ("programs/hitori/program.yaml", lambda raw: raw.update(area=["131016"])),
        ("facts/small.yaml", lambda raw: raw[5].update(derive=7)),
        ("overlays/131024.yaml", lambda raw: raw["programs"].update(hitori={"offered": False})),
    ],
)
def test_what_changes_answers_changes_the_fingerprint(folder, file, change) -> None:
    others = [fingerprint(folder, name) for name in ("genmen", "kakunin")]
    before = fingerprint(folder, "hitori")
    edited(folder / file, change)
    assert fingerprint(folder, "hitori") != before
    assert [fingerprint(folder, name) for name in ("genmen", "kakunin")] == others


def test_a_rule_that_rests_on_another_follows_it(folder) -> None:
    path = folder / "programs/genmen/2023-04-01.yaml"
    edited(path, lambda raw: raw["conditions"][0].update(when={"eligible": "hitori"}))
    before = fingerprint(folder, "genmen")
    edited(folder / "programs/hitori/2023-04-01.yaml", lambda raw: raw["conditions"][0].update(when=True))
    assert fingerprint(folder, "genmen") != before


def test_a_day_alone_changes_nothing_until_a_figure_does() -> None:
    book = rulebook_of(ROOT / "data")
    days = [date(2026, 11, 22), date(2026, 11, 23)]
    one, two = (Fingerprints(book, day) for day in days)
    assert [one.program(name) for name in book.content.programs] == [
        two.program(name) for name in book.content.programs
    ]
    assert one.rulebook() == two.rulebook()
    assert len({one.program(name) for name in book.content.programs}) == len(book.content.programs)
    long_ago = Fingerprints(book, date(2024, 9, 30))
    assert long_ago.program("jido-teate") != one.program("jido-teate")


def test_nothing_a_rule_refers_to_is_missed() -> None:
    """The references read from the text are those that walking the trees finds."""
    book = rulebook_of(ROOT / "data")
    prints = Fingerprints(book, ON)
    for program_id, loaded in book.content.programs.items():
        try:
            version = loaded.version_on(ON)
        except NotEncodedError:
            continue
        if version is None:
            continue
        found = references(*(expression for _, expression, _ in version.expressions()))
        expected = (
            {f"fact:{one}" for one in found.facts}
            | {f"parameter:{one}" for one in found.parameters}
            | {f"table:{one}" for one in found.tables}
            | {f"program:{one}" for one in found.programs}
        )
        assert expected <= prints._own_of(f"program:{program_id}")[1]
