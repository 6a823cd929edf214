"""What is known of accounts of public payments, for tests."""

from __future__ import annotations

from datetime import date

from tests.factories.actors import NOON, person
from todoke.apps.people.actions.statements import state_fact
from todoke.apps.people.models import Person, Statement
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT
from todoke.apps.registry.queries.rulebook import rulebook

TODAY = NOON.date()


def has_account(
    one: Person, *, has: bool = True, as_of: date = TODAY, source: str = "municipality"
) -> Statement:
    """Let an office, or somebody, say that the register has an account of a person."""
    return state_fact(
        of=one,
        fact=PUBLIC_ACCOUNT,
        value=has,
        status="confirmed" if source == "municipality" else "stated",
        source=source,
        by=person(one.pk),
        as_of=as_of,
        at=NOON,
        content=rulebook().content,
    )
