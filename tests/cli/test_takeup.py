"""``todoke takeup``: the share of the entitled who receive, in lines and as JSON."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights import family
from tests.factories.residents import write_population
from tests.smallbook import write_small_data
from todoke.cli.main import main
from todoke.rules.household import Household


def resident(born: int, got: bool | None) -> Household:
    one = family(("self", {"birth_date": date(born, 5, 5), "salary_gross": 1_000_000}))
    facts = dict(one.members[0].facts) | ({} if got is None else {"receives:hitori": got})
    return replace(one, members=(replace(one.members[0], facts=facts),))


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Twenty in 千代田区: twelve receive, three do not, of five nobody knows; and three in 中央区."""
    folder = tmp_path_factory.mktemp("takeup")
    many = [resident(1940, True)] * 12 + [resident(1990, False)] * 3 + [resident(1990, None)] * 5
    population = write_population(
        folder / "population", {"131016": many, "131024": [resident(1990, True)] * 3}
    )
    data = write_small_data(folder / "data")
    return ["--data", str(data), "takeup", "--population", str(population), "--on", "2026-11-22"]


def test_the_share_is_told_as_an_interval(call, capsys):
    assert main(call) == 0
    said = capsys.readouterr().out
    assert said == "一人の手当\t65〜87%\t受けられる23人のうち15人(分かっているのは78%)\n"


def test_a_program_is_told_by_age_and_by_places_with_ten_or_more(call, capsys):
    assert main([*call, "--program", "hitori"]) == 0
    said = capsys.readouterr().out
    assert "年齢 75歳以上\t100%" in said
    assert "年齢 30〜39歳\t27〜73%" in said
    assert "千代田区\t60〜85%" in said
    assert "中央区" not in said


def test_the_same_is_given_as_json(call, capsys):
    assert main([*call, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["program"], one["entitled"], one["receiving"], one["unknown"]) == ("hitori", 23, 15, 5)
    assert (one["low"], one["high"]) == (pytest.approx(15 / 23), pytest.approx(20 / 23))
    assert set(one["by_municipality"]) == {"131016"}


def test_an_unknown_program_is_named(call, capsys):
    assert main([*call, "--program", "hitoride"]) == 2
    said = capsys.readouterr().err
    assert "制度 hitoride はありません" in said
    assert "近いもの: hitori" in said


def test_without_a_population_it_says_how_to_make_one(call, tmp_path: Path, capsys):
    assert main([*call[:2], "takeup", "--population", str(tmp_path)]) == 2
    assert "todoke population make" in capsys.readouterr().err
