"""Tests here look at everybody's rows; what a page may see is opened by the page itself."""

from collections.abc import Iterator

import pytest

from todoke.apps.tenancy.scope import everywhere


@pytest.fixture(autouse=True)
def _everywhere(db) -> Iterator[None]:
    with everywhere("test"):
        yield
