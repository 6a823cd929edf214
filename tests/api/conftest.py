"""What tests of the API get: a caller that speaks JSON, on the real content or on a small invented one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.caller import Caller
from tests.smallbook import write_small_data


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("api") / "data", broken=True)


@pytest.fixture
def small(small_folder: Path) -> Iterator[Path]:
    """Answer from the small invented content."""
    with override_settings(DATA_DIR=small_folder):
        yield small_folder


@pytest.fixture
def family() -> dict[str, Any]:
    return {
        "municipality": "131016",
        "complete": True,
        "members": [
            {"id": "me", "relation": "self", "birth_date": "1990-01-01", "salary_gross": 2000000},
            {"id": "c", "relation": "child", "birth_date": "2020-01-01", "salary_gross": 0},
        ],
    }
