"""Questions in SQL about residents: read only, small groups left out."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories.content import content, rulebook
from todoke.engines.sql.asking import QuestionError, ask
from todoke.engines.sql.printing import script


@pytest.fixture
def population(tmp_path: Path) -> Path:
    """Twelve children and three parents in one municipality, two children in another."""
    for code, children, parents in (("131016", 12, 3), ("131024", 2, 0)):
        folder = tmp_path / f"municipality={code}"
        folder.mkdir()
        count = children + parents
        persons = {
            "person": range(count),
            "household": range(count),
            "relation": ["child"] * children + ["parent"] * parents,
            "person.birth_date": [date(2020, 4, 1)] * count,
        }
        pq.write_table(pa.table(persons), folder / "persons.parquet")
        pq.write_table(pa.table({"household": range(count)}), folder / "households.parquet")
    (tmp_path / "population.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    return tmp_path


def test_groups_of_fewer_than_ten_are_left_out(population: Path) -> None:
    question = "SELECT municipality, relation, count(*) AS n FROM persons GROUP BY ALL"
    asked = ask(question, population, content())
    assert (asked.columns, asked.rows, asked.left_out) == (
        ("municipality", "relation", "n"),
        (("131016", "child", 12),),
        2,
    )
    assert len(ask(question, population, content(), exact=True).rows) == 3


def test_a_sum_over_few_is_left_out_too(population: Path) -> None:
    asked = ask("SELECT sum(person) FROM persons WHERE municipality = '131024'", population, content())
    assert (asked.rows, asked.left_out) == ((), 1)


def test_ages_are_those_of_the_law(population: Path) -> None:
    question = "SELECT max(age_years(\"person.birth_date\", DATE '2026-03-31', 1)) FROM persons"
    assert ask(question, population, content()).rows == ((6,),)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("SELECT * FROM persons", "一覧は出しません"),
        ("SELECT DISTINCT person FROM persons", "一覧は出しません"),
        ("SELECT count(*) FROM persons UNION SELECT 1", "UNION"),
        ("DROP VIEW persons", "SELECT だけ"),
        ("COPY persons TO 'x.csv'", "SELECT だけ"),
        ("SELECT count(*) FROM persons; SELECT 1", "一つだけ"),
        ("SELEC 1", "SQLとして読めません"),
        ("SELECT count(*) FROM read_csv('/etc/hostname')", "答えられません"),
        ("SELECT count(nothing) FROM persons", "答えられません"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(question: str, told: str, population: Path) -> None:
    with pytest.raises(QuestionError, match=told):
        ask(question, population, content())


def test_nothing_outside_the_folder_is_read_even_where_everything_may_be_shown(population: Path) -> None:
    with pytest.raises(QuestionError, match="答えられません"):
        ask("SELECT * FROM read_csv('/etc/hostname')", population, content(), exact=True)


def test_a_folder_without_residents_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="population.json"):
        ask("SELECT 1", tmp_path, content())


@pytest.mark.parametrize("rough", [False, True])
def test_the_sql_of_a_program_says_in_words_what_it_is_about(rough: bool) -> None:
    parts = list(script(rulebook(), "jido-teate", date(2026, 11, 22), "131016", rough=rough))
    text = "\n".join(parts)
    assert "児童手当" in parts[0]
    assert '"person.birth_date" 生年月日' in text
    assert "school_age(" in text
    assert text.count("CREATE OR REPLACE TEMP TABLE") > 3
    assert ('"person.birth_date~rough"' in text or "person.birth_date~said" in text) is rough


def test_a_program_that_nobody_there_can_get_says_why() -> None:
    (name, reason) = script(rulebook(), "bukka-kosodate-ouen-teate", date(2026, 11, 22), "131016")
    assert "out_of_scope" in reason
    assert "bukka" in name
