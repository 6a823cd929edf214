"""The cards the stand-in offers (data/standin/cards.yaml): made-up people."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from todoke.rules import yamlfile
from todoke.rules.facts import Definition


class Card(Definition):
    """A made-up person's card; ``fails`` is the error it answers with instead."""

    id: str = Field(pattern=r"^[a-z]{1,20}$")
    name: str
    address: str
    birth_date: date
    sex: Literal["1", "2"] | None = None
    fails: Literal["", "access_denied"] = ""
    note: str = ""

    def subject(self, client_id: str) -> str:
        """Return the name of the person for one client alone: pairwise, and the same after a restart."""
        return hashlib.sha256(f"todoke-standin\n{client_id}\n{self.id}".encode()).hexdigest()[:40]

    def claims(self, scope: set[str]) -> dict[str, Any]:
        """Return what the card says within the scope, in the provider's forms (day as 19850315)."""
        told = {
            "name": self.name,
            "address": self.address,
            "birthdate": f"{self.birth_date:%Y%m%d}",
            "gender": self.sex,
        }
        return {name: value for name, value in told.items() if name in scope and value is not None}


class Cards(Definition):
    """Every card of the stand-in."""

    cards: tuple[Card, ...]


def read_cards(path: Path) -> tuple[Card, ...]:
    """Return the cards of a file; raises ValueError."""
    return Cards.model_validate(yamlfile.read(path)).cards
