"""Every test of pages begins in Japanese, whatever language the page before it was in, with an empty registry."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_japanese() -> Iterator[None]:
    with translation.override("ja"):
        yield


@pytest.fixture(autouse=True)
def _with_registry(db: None) -> None:
    """Let pages look into the registry: a program's page names its record."""
