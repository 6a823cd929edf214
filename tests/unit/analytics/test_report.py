"""The report of a night: one light file that needs nothing else, says what it rests on, and shows nobody."""

import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.factories.nights import CHIYODA, CHUO, MINATO, ON, Residents, blocks_of, family, small_book
from todoke.analytics.report import write_report
from todoke.analytics.spotcheck import SpotCheck
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.run.running import run_night
from todoke.nights.stored.store import Night
from todoke.rules.household import Household
from todoke.rules.rulebook import Rulebook


@dataclass(slots=True)
class Named(Residents):
    """Residents with a name."""

    name: str = "試験の住民"


def person(born: date, salary: int | None, got: bool | None = None) -> Household:
    one = family(("self", {"birth_date": born, **({} if salary is None else {"salary_gross": salary})}))
    facts = dict(one.members[0].facts) | ({} if got is None else {"receives:hitori": got})
    return replace(one, members=(replace(one.members[0], facts=facts),))


def parent(born: date) -> Household:
    """Somebody whose child was born on a day."""
    return family(
        ("self", {"birth_date": date(1990, 5, 5), "salary_gross": 1_000_000}),
        ("child", {"birth_date": born, "salary_gross": 0}),
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return small_book(tmp_path_factory.mktemp("report") / "data")


@pytest.fixture(scope="module")
def residents(book: Rulebook) -> Named:
    """Many in 千代田区, some in 中央区, three in 港区; one child comes of age between the two nights."""
    grown = date(1990, 5, 5)
    many = [person(grown, 1_000_000, True) for _ in range(30)] + [person(grown, None) for _ in range(20)]
    some = [person(grown, 1_000_000, False) for _ in range(15)] + [parent(date(2008, 11, 10))]
    few = [person(grown, 1_000_000, None) for _ in range(3)]
    of = {CHIYODA: many, CHUO: some, MINATO: few}
    return Named(
        {
            code: blocks_of(book.content, code, people, first=1000 * place + 7_000_001)
            for place, (code, people) in enumerate(of.items())
        }
    )


@pytest.fixture(scope="module")
def nights(residents: Named, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> list[Night]:
    out = tmp_path_factory.mktemp("nights")
    days = (ON - timedelta(days=30), ON)
    return [run_night(residents, book, on=on, out=out, engine=ColumnarEngine(), workers=1) for on in days]


@pytest.fixture(scope="module")
def report(residents, nights: list[Night], book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    spot = SpotCheck(households=7, answers=900, differing={}, seconds=0.5)
    out = tmp_path_factory.mktemp("out") / "report.html"
    return write_report(nights[1], nights[0], snapshot=residents, book=book, out=out, spot=spot)


class Outline(HTMLParser):
    """Collects what a file loads, its ids, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("src", "href", "xlink:href") and value and not value.startswith("#"):
                self.loads.append(value)
            assert name != "style", tag
            assert not name.startswith("on"), name


def test_it_is_one_light_file_that_loads_nothing(report):
    text = report.read_text()
    outline = Outline(text)
    assert len(text.encode()) < 300_000
    assert {"script", "link", "iframe", "img"}.isdisjoint(outline.tags)
    assert outline.loads == ["report.csv"]
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.tags.count("h1") == 1
    assert "default-src 'none'" in text


def test_every_chapter_is_there_with_its_figures(report):
    text = report.read_text()
    for title in ("制度ごと", "区市町村ごと", "前の晩からの動き", "何を聞けば決まるか", "受け取りの割合"):
        assert f">{title}</h2>" in text
    assert "2026年11月22日(日)の判定の報告" in text
    assert "7世帯、900の答えを別の計算で確かめた" in text
    assert "すべて一致" in text
    assert "推計" in text
    assert "受けていない理由は、この記録からは分かりません" in text
    assert text.count("<svg") >= 6
    assert text.count("同じ数字を表で見る") == text.count("<svg")


def test_counts_are_those_of_the_night(report, nights):
    text = report.read_text()
    record = nights[1].record
    eligible = sum(one["eligible"] for said in record["programs"].values() for one in said["by"].values())
    assert f"{eligible:,}件" in text
    assert f"{record['residents']:,}人" in text


def test_what_moved_since_the_night_before_is_told(report):
    text = report.read_text()
    assert "2026年10月23日(金)の判定とくらべました" in text
    moved = text[text.index('id="moved"') : text.index('id="asked"')]
    assert "子ども手当" in moved  # the child is eighteen now
    assert "−1世帯" in moved


def test_small_counts_of_a_municipality_are_withheld_and_never_one_alone(report):
    rows = list(csv.DictReader(report.with_suffix(".csv").read_text(encoding="utf-8").splitlines()))
    told = {(row["制度"], row["区市町村"]): row["受けられる"] for row in rows}
    # 30, 15 and 3 people: the three are withheld, and with them the next fewest, or the total gives them away.
    assert told["hitori", "千代田区"] == "30"
    assert told["hitori", "港区"] == told["hitori", "中央区"] == "10未満など"
    places = report.read_text()
    places = places[places.index('id="places"') : places.index('id="moved"')]
    assert "10人未満" in places


def test_nobody_is_named(report):
    text = report.read_text() + report.with_suffix(".csv").read_text()
    assert not re.search(r"7000\d{3}|7001\d{3}|7002\d{3}|7,00\d,\d{3}", text)


def test_the_first_night_has_nothing_to_compare_with(residents, book, nights, tmp_path):
    text = write_report(
        nights[0], None, snapshot=residents, book=book, out=tmp_path / "first.html"
    ).read_text()
    assert "比べられる前の晩がありません" in text
    assert "抜き取り検査" not in text


def test_what_went_wrong_is_listed(residents, book, nights, tmp_path):
    record = dict(nights[0].record)
    record["problems"] = [
        {"municipality": "131016", "program": "hitori", "message": "規則を計算できませんでした"},
        {"municipality": "132080", "program": "hitori", "message": "<b>ほかの不具合</b>"},
    ]
    broken = Night(nights[0].folder, record)
    text = write_report(broken, None, snapshot=residents, book=book, out=tmp_path / "r.html").read_text()
    assert "131016 hitori 規則を計算できませんでした" in text
    assert "&lt;b&gt;ほかの不具合" in text


def test_the_same_night_gives_the_same_report(residents, book, nights, tmp_path):
    first, second = (
        write_report(nights[1], nights[0], snapshot=residents, book=book, out=tmp_path / name)
        for name in ("a/report.html", "b/report.html")
    )
    assert first.read_bytes() == second.read_bytes()
