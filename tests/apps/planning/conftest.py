"""Tests of planning work on everybody's rows, as batches do."""

from collections.abc import Iterator

import pytest

from tests.factories.registry import some_bodies
from todoke.apps.tenancy.scope import Scope, everywhere


@pytest.fixture(autouse=True)
def municipalities(db: None) -> Iterator[Scope]:
    """Record two municipalities, with a scope over everything."""
    with everywhere("test") as entered:
        some_bodies()
        yield entered
