"""The stored reference says what the code says."""

from pathlib import Path

import pytest

from todoke.cli.main import DATA, parser
from todoke.cli.reference import documents

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return documents(DATA, parser())


@pytest.mark.parametrize(
    "name",
    [
        "household.schema.json",
        "rule.schema.json",
        "openapi.json",
        "facts.md",
        "population.md",
        "programs.md",
        "rules.md",
        "cli.md",
    ],
)
def test_a_stored_document_is_current(made: dict[str, str], name: str) -> None:
    stored = (REFERENCE / name).read_text(encoding="utf-8")
    is_current = stored == made[name]
    assert is_current, f"docs/reference/{name} is stale. Run: make docs"


def test_all_documents_are_tried(made: dict[str, str]) -> None:
    marks = test_a_stored_document_is_current.pytestmark[0]  # type: ignore[attr-defined]
    assert set(made) == set(marks.args[1])


def test_every_command_is_documented(made: dict[str, str]) -> None:
    for command in ("check", "programs", "rules validate", "rules text", "rules diff", "docs"):
        assert f"`todoke {command}`" in made["cli.md"]
    for code in "0123":
        assert f"| {code} |" in made["cli.md"]
