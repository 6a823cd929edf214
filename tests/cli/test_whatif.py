"""``todoke whatif``: a changed rule file tried on a population, in words, as a page and as JSON."""

import json
from pathlib import Path

import pytest

from tests.factories.content import DATA
from tests.factories.residents import random_population
from todoke.cli.main import main

VERSION = Path("programs/jido-teate/2024-10-01.yaml")


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(random_population(tmp_path_factory.mktemp("population")))


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the child allowance's rule that ends in the year of the tenth birthday."""
    text = (DATA / VERSION).read_text()
    found = text.replace(
        "exists: {who: children, where: {le: [{school_age: {}}, 17]}}",
        "exists: {who: children, where: {le: [{school_age: {}}, 9]}}",
    )
    assert found != text
    path = tmp_path / VERSION
    path.parent.mkdir(parents=True)
    path.write_text(found)
    return path


def test_the_effect_is_told_in_lines(changed, population, capsys):
    assert main(["whatif", str(changed), "--population", population, "--on", "2026-11-22"]) == 0
    said = capsys.readouterr().out
    assert "「児童手当」は、" in said
    assert "受けられなくなる" in said
    assert "1年に" in said
    assert "都全体" in said


def test_the_effect_is_given_as_json_and_as_a_page(changed, population, tmp_path, capsys):
    call = ["whatif", str(changed), "--population", population, "--on", "2026-11-22"]
    assert main([*call, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = {one["program_id"]: one for one in told["programs"]}
    assert sum(cell["moves"]["lost"] for cell in found["jido-teate"]["cells"]) > 0
    page = tmp_path / "effect.html"
    assert main([*call, "--format", "html", "--out", str(page)]) == 0
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    assert "<svg" in html
    assert "<script" not in html
    assert len(html) < 300_000


def test_the_file_in_force_itself_changes_nothing(population, capsys):
    assert main(["whatif", str(DATA / VERSION), "--population", population, "--on", "2026-11-22"]) == 0
    assert "今の規則そのもの" in capsys.readouterr().err


def test_a_copy_that_was_not_changed_says_so(population, tmp_path, capsys):
    copy = tmp_path / "copy.yaml"
    copy.write_text((DATA / VERSION).read_text())
    call = ["whatif", str(copy), "--as", str(VERSION), "--population", population, "--on", "2026-11-22"]
    assert main(call) == 0
    assert "今の規則そのもの" in capsys.readouterr().err


@pytest.mark.parametrize("people", ["0", "-5", "many"])
def test_a_sample_is_a_number_of_people(changed, population, people, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["whatif", str(changed), "--population", population, f"--residents-sample={people}"])
    assert ended.value.code == 2
    assert "1以上の人数" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_to_is_named(changed, population, tmp_path, capsys):
    call = ["whatif", str(changed), "--population", population, "--on", "2026-11-22", "--out"]
    assert main([*call, str(tmp_path / "nowhere" / "effect.html")]) == 2
    assert "フォルダーがありません" in capsys.readouterr().err
    assert main([*call, str(tmp_path)]) == 2
    assert "に書けません" in capsys.readouterr().err


def test_without_a_population_it_says_how_to_make_one(changed, tmp_path, capsys):
    assert main(["whatif", str(changed), "--on", "2026-11-22"]) == 2
    assert "todoke population make" in capsys.readouterr().err
    assert main(["whatif", str(changed), "--on", "2026-11-22", "--population", str(tmp_path)]) == 2
    assert "todoke population make" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [("conditions: [", "2024-10-01.yaml"), ("effective: {from: 2024-10-01}\n", "conditionsがありません")],
)
def test_a_rule_that_cannot_be_read_is_named_as_validation_names_it(changed, population, text, told, capsys):
    changed.write_text(text)
    assert main(["whatif", str(changed), "--population", population, "--on", "2026-11-22"]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert "試算できません" in said


def test_a_file_of_unknown_place_asks_for_it(tmp_path, population, changed, capsys):
    stray = tmp_path / "rule.yaml"
    stray.write_text(changed.read_text())
    assert main(["whatif", str(stray), "--population", population]) == 2
    assert "--as" in capsys.readouterr().err
    call = ["whatif", str(stray), "--as", str(VERSION), "--population", population, "--on", "2026-11-22"]
    assert main(call) == 0
    assert main(["whatif", str(tmp_path / "programs/x/2024-10-01.yaml"), "--population", population]) == 2
    assert "読めません" in capsys.readouterr().err
