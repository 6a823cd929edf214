"""Amounts while little is known: never under nothing, and no sum that nobody could receive."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories.content import DATA, content, rulebook
from todoke.rules.situation import read_household

ON = date(2026, 11, 22)
MOST_YEN = 30_000_000
"""More than any program pays one household at once."""

WHO = ("id", "relation", "birth_date")


def _sparse(path: Path) -> Iterator[dict[str, Any]]:
    """Yield an example household, the same with every second answer, and with none but who lives there."""
    whole = json.loads(path.read_text(encoding="utf-8"))["household"]
    yield whole
    half = json.loads(json.dumps(whole))
    for member in half["members"]:
        for key in [key for key in member if key not in WHO][::2]:
            del member[key]
    yield half
    members = [{key: member[key] for key in WHO} for member in whole["members"]]
    yield {"municipality": whole["municipality"], "complete": True, "members": members}


@pytest.mark.parametrize("path", sorted((DATA / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_amounts_stay_within_reason(path: Path) -> None:
    found = []
    for raw in _sparse(path):
        for answer in rulebook().check(read_household(raw, content(), on=ON), on=ON, trace=False):
            for amount in answer.amounts:
                low, high = amount.low, amount.high
                if (low is not None and low < 0) or (high is not None and high > MOST_YEN):
                    found.append((answer.program_id, amount.amount.id, low, high))
    assert found == []
