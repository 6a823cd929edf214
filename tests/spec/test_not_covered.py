"""What is not covered: said in three languages, short enough for the first page."""

from typing import Any

import pytest

from tests.factories.content import DATA
from todoke.rules import yamlfile
from todoke.rules.checking.texts import faults
from todoke.rules.texts import Text

GAPS: list[dict[str, Any]] = yamlfile.read(DATA / "not_covered.yaml")


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap["id"])
def test_a_gap_is_said_in_three_languages(gap: dict[str, Any]) -> None:
    assert list(faults(Text.model_validate(gap["text"]))) == []
    assert set(gap) <= {"id", "first_page", "text"}


def test_the_first_page_shows_a_few() -> None:
    assert 3 <= sum(gap.get("first_page", False) for gap in GAPS) <= 6


def test_no_gap_is_written_twice() -> None:
    assert len({gap["id"] for gap in GAPS}) == len(GAPS)
