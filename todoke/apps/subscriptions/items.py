"""What an app's subscription uses, and by whom (使う項目)."""

from typing import Literal, TypeAlias

from todoke.rules.household import BIRTH_DATE, MUNICIPALITY

ITEMS = (BIRTH_DATE, MUNICIPALITY)
"""What is used of a child: of the day of birth its month alone."""

EndedBy: TypeAlias = Literal["app", "person", "consent", "expired", "operator"]


def receiver_of(app_id: int) -> str:
    """Return how consents name an app."""
    return f"app:{app_id}"
