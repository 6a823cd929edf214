"""Tests of people work on everybody's rows, as batches do; tests of scopes open their own."""

from collections.abc import Iterator

import pytest

from todoke.apps.tenancy.scope import Scope, everywhere


@pytest.fixture(autouse=True)
def everybody() -> Iterator[Scope]:
    """Open a scope over everything."""
    with everywhere("test") as entered:
        yield entered
