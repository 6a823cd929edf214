"""What is asked of the identity provider (本人確認サービス), and what it says of a person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Claims:
    """What the card says of a person; only what was agreed to is ever kept."""

    subject: str
    name: str | None = None
    address: str | None = None
    birth_date: date | None = None
    sex: str | None = None
