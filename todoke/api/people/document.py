"""What the OpenAPI document says of the operations about people, put together (仕様書の補い)."""

from typing import Any

from todoke.api.people.apps import document as apps
from todoke.api.people.check import document as check
from todoke.api.people.me import document as me

PROBLEMS = {**me.PROBLEMS, **apps.PROBLEMS, **check.PROBLEMS}
EXAMPLES = {**me.EXAMPLES, **apps.EXAMPLES, **check.EXAMPLES}
BODIES = {**me.BODIES, **apps.BODIES, **check.BODIES}
SECURITY = {**me.SECURITY, **apps.SECURITY, **check.SECURITY}

SCHEMES: dict[str, Any] = {
    "person": {"type": "http", "scheme": "bearer", "description": "本人がマイページで作った鍵"},
    "app": {"type": "http", "scheme": "bearer", "description": "登録したアプリの鍵"},
    "subscription": {"type": "http", "scheme": "bearer", "description": "購読ごとの鍵"},
}
"""The kinds of key."""


def schemes() -> dict[str, Any]:
    """Return the kinds of key that some operation asks for."""
    return {name: scheme for name, scheme in SCHEMES.items() if name in SECURITY.values()}


def complete(place: str, operation: dict[str, Any]) -> None:
    """Add to an operation which key it asks for."""
    if place in SECURITY:
        operation["security"] = [{SECURITY[place]: []}]
