"""Two residents of 調布市 and 三鷹市, and the scope of a worker."""

from collections.abc import Iterator

import pytest

from tests.factories.contacts import a_mailbox, a_person
from todoke.apps.channels.models import ContactPoint
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import everywhere


@pytest.fixture(autouse=True)
def scope_over_all(db: None) -> Iterator[None]:
    """The tests of a worker see everybody, as it does."""
    with everywhere("test"):
        yield


@pytest.fixture
def hanako() -> Person:
    """A resident of 調布市."""
    return a_person()


@pytest.fixture
def mailbox(hanako: Person) -> ContactPoint:
    """Her mail address."""
    return a_mailbox(hanako)
