"""A resident of Chofu born on a known day, and two municipalities."""

from collections.abc import Iterator

import pytest

from tests.factories.contacts import a_person
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import Scope, everywhere


@pytest.fixture(autouse=True)
def everybody(db: None) -> Iterator[Scope]:
    """Open a scope over everything, as batches do; pages open their own."""
    with everywhere("test") as entered:
        yield entered


@pytest.fixture
def hanako() -> Person:
    """Somebody of Chofu."""
    return a_person()


@pytest.fixture
def other() -> Person:
    """Somebody of Mitaka."""
    return a_person("132047")
