"""Puts the policies of a real instance on the tests' database: ``pytest -p tests.policies`` as a role they hold."""

from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def policies(django_db_setup: Any, django_db_blocker: Any) -> None:
    """Guard every table; refuses to run as a role no policy holds, which would prove nothing."""
    from todoke.apps.tenancy.actions import protect_tables, standing

    with django_db_blocker.unblock():
        protect_tables()
        found = standing()
    if found is None or not found.is_sound:
        pytest.exit("tests.policies needs PostgreSQL and a role the policies hold", returncode=2)
