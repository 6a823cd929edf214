"""Two residents of 調布市, signed wordings, and a scope over everything."""

from collections.abc import Iterator

import pytest

from tests.factories.contacts import a_person
from tests.factories.notices import publish_wordings
from tests.factories.registry import some_bodies
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import everywhere


@pytest.fixture(autouse=True)
def bodies(db: None) -> Iterator[None]:
    """Record municipalities and publish the wordings; nothing of them outlives the test."""
    forget_wordings()
    with everywhere("test"):
        some_bodies()
        publish_wordings()
        yield
    forget_wordings()


@pytest.fixture
def hanako() -> Person:
    """A resident of 調布市."""
    return a_person()
