"""Actors for tests, and acting as one of them on every page without logging in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from todoke.apps.access.domain.actors import Actor, Assurance, HeldMandate, Kind
from todoke.apps.access.domain.verbs import Verb

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


def person(number: int = 1, *, assurance: Assurance = Assurance.CARD) -> Actor:
    """Return a resident who is logged in."""
    return Actor(kind=Kind.PERSON, person_id=number, login_id=number, assurance=assurance)


def clerk(*areas: str, role: str = "editor", section: str = "", number: int = 1) -> Actor:
    """Return somebody of the staff with a role in these municipalities."""
    roles = frozenset((area, role, section) for area in areas)
    return Actor(kind=Kind.STAFF, account_id=number, assurance=Assurance.CARD, roles=roles)


def supporter(number: int, *, of: int, verbs: frozenset[Verb] = frozenset({Verb.SEE})) -> Actor:
    """Return a resident who has switched over to act for another."""
    mandate = HeldMandate(
        id=1,
        person_id=of,
        scope=verbs,
        ends_at=NOON.replace(year=2036, hour=15),
        person_name="佐藤花子",
        supporter_name="田中一郎",
    )
    return Actor(
        kind=Kind.PERSON, person_id=number, login_id=number, assurance=Assurance.CARD, mandate=mandate
    )


def act_as(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    """Let every request of this test come from the actor."""
    monkeypatch.setattr("todoke.config.actors.find_actor", lambda request: actor)
