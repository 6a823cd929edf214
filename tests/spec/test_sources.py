"""Sources: what is called verified stands on an official page, and every program points to one."""

import csv
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.factories.citations import citations
from tests.factories.content import DATA, content
from todoke.rules import yamlfile

FILES = sorted(path for path in DATA.rglob("*.yaml") if path.parent != DATA)


@cache
def _official() -> dict[str, Any]:
    found: dict[str, Any] = yamlfile.read(DATA / "official_hosts.yaml")
    return found


@cache
def _hosts() -> frozenset[str]:
    """Return the hosts named one by one, those of the municipalities of Tokyo included."""
    with (DATA / "municipalities.csv").open(encoding="utf-8") as file:
        websites = {str(urlsplit(row["website"]).hostname) for row in csv.DictReader(file)}
    return frozenset(website.removeprefix("www.") for website in websites) | {
        each["host"] for each in _official()["hosts"]
    }


def _is_official(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    names = host.split(".")
    suffixes = {".".join(names[start:]) for start in range(len(names))}
    of_a_municipality = names[-1] == "jp" and any(
        label in _official()["municipal"]["labels"] for label in names[:-2]
    )
    return parts.scheme == "https" and bool(
        suffixes & set(_official()["endings"]) or of_a_municipality or suffixes & _hosts()
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DATA).as_posix())
def test_verified_means_seen_on_an_official_page(path: Path) -> None:
    found = []
    for where, cite in citations(yamlfile.read(path), ""):
        if cite.get("check") == "verified" and not _is_official(str(cite.get("url"))):
            found.append((where, cite.get("url")))
    assert found == []


def test_what_was_seen_elsewhere_is_named() -> None:
    """A page that is not official may be named as what was seen, with a note that says what kind of page it is."""
    found = []
    for path in FILES:
        for where, cite in citations(yamlfile.read(path), ""):
            if cite.get("url") and not _is_official(cite["url"]) and not cite.get("note"):
                found.append((path.name, where, cite["url"]))
    assert found == []


def test_every_program_points_to_an_official_page() -> None:
    found = []
    for program_id, loaded in content().programs.items():
        pages = (loaded.program.url, loaded.program.apply.url)
        found += [(program_id, page) for page in pages if page is not None and not _is_official(page)]
    assert found == []


def test_every_municipal_overlay_points_to_an_official_page() -> None:
    overlays = content().overlays.values()
    pages = [overlay.url for overlay in overlays if overlay.url]
    pages += [own.url for overlay in overlays for own in overlay.programs.values() if own.url]
    assert len(pages) >= 40
    assert [page for page in pages if not _is_official(page)] == []


def test_no_host_is_official_without_need() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert [each["host"] for each in _official()["hosts"] if each["host"] not in written] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://www-city-bunkyo-lg-jp.cache.yimg.jp/b027/p001463.html",
        "https://news.yahoo.co.jp/articles/1",
        "https://note.com/somebody/n/n1",
        "https://city.example.com/",
        "https://www.city.example.tokyo.jp.example.com/",
        "https://fakego.jp/",
        "http://www.mhlw.go.jp/",
        "https://192.0.2.1/page.html",
        "",
    ],
)
def test_other_pages_are_not_official(url: str) -> None:
    assert not _is_official(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://laws.e-gov.go.jp/law/346AC0000000073",
        "https://www.fukushi.metro.tokyo.lg.jp/",
        "https://www.city.hachioji.tokyo.jp/",
        "https://kosodate.city.hachioji.tokyo.jp/",
        "https://www.town.mizuho.tokyo.jp/",
        "https://www.kyoukaikenpo.or.jp/",
        "https://www.toshimamura.org/",
    ],
)
def test_pages_of_public_bodies_are_official(url: str) -> None:
    assert _is_official(url)
