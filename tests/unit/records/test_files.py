"""The files of records and of the taxonomy: every record can be read, and everything it points to is there."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from todoke.records.content import ProgramContent, as_json, read_content
from todoke.records.numbers import METROPOLIS, Number
from todoke.rules import yamlfile
from todoke.rules.checking.texts import faults
from todoke.rules.citations import Citation
from todoke.rules.texts import Text

DATA = Path(__file__).resolve().parents[3] / "data"
RECORDS = sorted((DATA / "registry").glob("*/*.yaml"))
TAXONOMY = DATA / "taxonomy"
SUMMARY_LIMIT = 120
LOCAL = re.compile(r"[0-9]{6}")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SURVEY_ID = re.compile(r"(D?P)?[0-9]+")


@cache
def _read(path: Path) -> Any:
    return yamlfile.read(path)


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(str(each["code"]) for each in _read(TAXONOMY / f"{name}.yaml"))


@cache
def _life_events() -> dict[str, Any]:
    return {each["key"]: each for each in _read(TAXONOMY / "life_events.yaml")["life_events"]}


@cache
def _numbers() -> frozenset[str]:
    """Return every permanent number in use: those of programs with rules and those of records."""
    programs = {each["number"] for each in _read(DATA / "registry" / "programs.yaml")}
    return frozenset(programs | {_read(path)["number"] for path in RECORDS})


@cache
def _program_ids() -> frozenset[str]:
    return frozenset(path.parent.name for path in (DATA / "programs").glob("*/program.yaml"))


def _name(path: Path) -> str:
    return path.relative_to(DATA / "registry").as_posix()


def _texts(tree: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every text of a tree that is written in more languages than Japanese."""
    if isinstance(tree, dict):
        if "ja" in tree and ("easy" in tree or "en" in tree):
            yield where, tree
            return
        for key, value in tree.items():
            yield from _texts(value, f"{where}.{key}")
    elif isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from _texts(part, f"{where}[{place}]")


def _urls(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("url"), str):
            yield tree["url"]
        for value in tree.values():
            yield from _urls(value)
    elif isinstance(tree, list):
        for part in tree:
            yield from _urls(part)


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_a_record_can_be_read(path: Path) -> None:
    record = _read(path)
    assert set(record) <= {"number", "key", "versions", "serves"}
    assert record["key"] == path.stem
    assert KEY.fullmatch(record["key"])
    assert record["versions"]
    for version in record["versions"]:
        assert set(version) <= {"from", "statement", "content", "sources", "note"}
        content = read_content(version["content"])
        again = read_content(as_json(content))
        assert again == content
        for citation in version.get("sources", []):
            Citation.model_validate(citation)
        assert version.get("sources"), "every version names where it comes from"


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_versions_run_forward(path: Path) -> None:
    begins = [version.get("from") for version in _read(path)["versions"]]
    assert None not in begins[1:]
    dated = [str(begin) for begin in begins if begin is not None]
    assert dated == sorted(set(dated))


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_the_number_fits_the_record(path: Path) -> None:
    record = _read(path)
    number = Number.parse(record["number"])
    assert str(number) == record["number"]
    for version in record["versions"]:
        kind = version["content"]["kind"]
        assert number.menu != ("P" if kind == "procedure" else "R")
        if not LOCAL.fullmatch(path.parent.name):
            assert number.issuer == METROPOLIS
            continue
        assert version["content"]["area"] == [path.parent.name]
        assert number.issuer.endswith(path.parent.name)


def test_numbers_and_keys_are_given_once() -> None:
    numbers = Counter(_read(path)["number"] for path in RECORDS)
    numbers.update(each["number"] for each in _read(DATA / "registry" / "programs.yaml"))
    assert [number for number, times in numbers.items() if times > 1] == []
    # Scheme, issuer and serial alone tell a record: the menu only says what it is about.
    bare = Counter(str(number).rpartition("+")[0] for number in numbers)
    own = {serial: times for serial, times in bare.items() if serial.startswith("tdk")}
    assert [serial for serial, times in own.items() if times > 1] == []


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_codes_and_life_events_are_known(path: Path) -> None:
    for version in _read(path)["versions"]:
        content = read_content(version["content"])
        assert set(content.categories) <= _codes("categories")
        assert set(content.targets) <= _codes("targets")
        assert set(content.contents) <= _codes("contents")
        assert set(content.life_events) <= set(_life_events())
        if content.menu is not None:
            assert content.menu in _codes("menus")


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_what_a_record_points_to_is_there(path: Path) -> None:
    record = _read(path)
    assert set(record.get("serves", [])) <= _program_ids()
    for version in record["versions"]:
        content = read_content(version["content"])
        if content.origin is not None:
            assert content.origin.number in _numbers()
        if isinstance(content, ProgramContent):
            assert set(content.procedures) <= _numbers()
        else:
            assert [each for each in content.legal_procedures if not SURVEY_ID.fullmatch(each)] == []


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_what_residents_read_is_whole(path: Path) -> None:
    for version in _read(path)["versions"]:
        content = read_content(version["content"])
        found = [
            (where, fault)
            for where, text in _texts(version["content"], "")
            for fault in faults(Text.model_validate(text))
        ]
        assert found == []
        if LOCAL.fullmatch(path.parent.name):
            continue
        assert content.words, "words by which it is looked for"
        assert content.summary is not None
        assert content.name.easy
        assert content.name.en
        assert content.summary.easy
        assert content.summary.en


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_the_summary_is_short(path: Path) -> None:
    for version in _read(path)["versions"]:
        summary = read_content(version["content"]).summary
        if summary is not None:
            assert len(summary.ja) <= SUMMARY_LIMIT
            assert summary.ja.count("。") <= 2


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_words_are_single_and_not_blank(path: Path) -> None:
    for version in _read(path)["versions"]:
        words = read_content(version["content"]).words
        assert [word for word in words if word != word.strip() or not word] == []
        assert [word for word, times in Counter(words).items() if times > 1] == []


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_links_are_safe(path: Path) -> None:
    links = list(_urls(_read(path)))
    assert [url for url in links if urlsplit(url).scheme != "https" or not urlsplit(url).hostname] == []


def test_codes_are_given_once() -> None:
    for name in ("categories", "targets", "contents", "menus"):
        codes = Counter(str(each["code"]) for each in _read(TAXONOMY / f"{name}.yaml"))
        assert [code for code, times in codes.items() if times > 1] == []


def test_life_events_lead_to_records_and_programs_that_are_there() -> None:
    procedures = {_read(path)["key"] for path in RECORDS if path.parent.name == "procedures"}
    missing = [
        (event["key"], where, key)
        for event in _life_events().values()
        for step in event["steps"]
        for where, known in (("procedures", procedures), ("programs", _program_ids()))
        for key in step.get(where, [])
        if key not in known
    ]
    assert missing == []


def test_life_events_are_whole_in_three_languages() -> None:
    raw = _read(TAXONOMY / "life_events.yaml")
    found = [(where, fault) for where, text in _texts(raw, "") for fault in faults(Text.model_validate(text))]
    assert found == []
    for event in _life_events().values():
        assert KEY.fullmatch(event["key"].replace("_", "-"))
        assert event["words"]
        assert event["kana"]
        assert event["lead"]
        assert event["steps"]
        assert set(event["categories"]) <= _codes("categories")


def test_every_life_event_of_the_survey_and_the_catalogue_is_mapped() -> None:
    raw = _read(TAXONOMY / "life_events.yaml")
    for source in ("survey", "catalogue"):
        mapped = {name for event in raw["life_events"] for name in event.get(source, [])}
        assert mapped == set(raw["origins"][source])
