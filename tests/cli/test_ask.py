"""``todoke ask`` shows the SQL of a program, and answers questions about residents."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from todoke.cli.main import main


@pytest.fixture
def population(tmp_path: Path) -> Path:
    folder = tmp_path / "municipality=131016"
    folder.mkdir()
    persons = {"person": range(14), "household": range(14), "relation": ["self"] * 11 + ["child"] * 3}
    pq.write_table(pa.table(persons), folder / "persons.parquet")
    pq.write_table(pa.table({"household": range(14)}), folder / "households.parquet")
    (tmp_path / "population.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    return tmp_path


def test_an_answer_is_a_table(population: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "SELECT relation, count(*) AS n FROM persons GROUP BY ALL"
    assert main(["ask", question, "--population", str(population)]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == ["relation   n", "--------  --", "self      11"]
    assert shown.err == "1行は10未満のまとまりのため伏せました。\n"


def test_a_number_that_names_somebody_stands_as_it_is(
    population: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "SELECT person + 13101000000000 AS person, 1000 AS n FROM persons ORDER BY 1 LIMIT 1"
    assert main(["ask", question, "--population", str(population), "--exact"]) == 0
    assert capsys.readouterr().out.splitlines()[2] == "13101000000000  1,000"


def test_an_answer_as_csv(population: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "SELECT relation, count(*) AS n FROM persons GROUP BY ALL ORDER BY n"
    assert main(["ask", question, "--population", str(population), "--exact", "--csv"]) == 0
    assert capsys.readouterr().out == "relation,n\nchild,3\nself,11\n"


def test_the_sql_of_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "sql", "jido-teate", "--on", "2026-11-22", "--municipality", "131130"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("-- 児童手当(jido-teate) 2026-11-22 現在、渋谷区")
    assert shown.rstrip().endswith('ORDER BY "household";')


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sql"], "ask sql"),
        (["sql", "jido-teat"], "jido-teate"),
        (["sql", "jido-teate", "--municipality", "000000"], "000000"),
        (["SELECT 1"], "--population"),
        (["SELECT", "1"], "引用符"),
    ],
)
def test_what_is_wrong_is_told_with_its_cure(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *arguments]) == 2
    assert told in capsys.readouterr().err
