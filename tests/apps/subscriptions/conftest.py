"""調布市, signed wordings, an app that was let in, and noon of 22 November 2026."""

from collections.abc import Iterator

import pytest

from tests.factories.actors import NOON
from tests.factories.apps import AppCaller, an_app
from tests.factories.contacts import a_person
from tests.factories.notices import publish_wordings
from tests.factories.registry import some_bodies
from todoke.api.people.apps import asked
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Person
from todoke.apps.subscriptions.actions.apps import Registered
from todoke.apps.subscriptions.programs import look_again
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

LIMITS = (asked.WRONG_KEYS, asked.OF_APP, asked.NEW, asked.WRONG_NUMBERS, asked.OF_SUBSCRIPTION)


@pytest.fixture(autouse=True)
def office(db: None, monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    """Record municipalities and publish the wordings; nothing of them outlives the test."""
    settings.RULES_FROM = "files"
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: NOON.astimezone(clock.JST).date())
    for limit in LIMITS:
        limit.clear()
    look_again()
    forget_wordings()
    with everywhere("test"):
        some_bodies()
        publish_wordings()
    yield
    forget_wordings()
    look_again()


@pytest.fixture
def registered(db: None) -> Registered:
    """An app with an address it is called at."""
    return an_app()


@pytest.fixture
def app(registered: Registered) -> AppCaller:
    """A caller with the app's key."""
    return AppCaller(registered.key)


@pytest.fixture
def hanako(db: None) -> Person:
    """A resident of 調布市."""
    with everywhere("test"):
        return a_person()
