"""What an item may be used for (利用目的), and on what ground (利用の根拠)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Purpose(StrEnum):
    """What for; stored under these words for ever."""

    MATCHING = "matching"
    NOTICES = "notices"
    FILING = "filing"
    FOLLOWING = "following"
    RESEARCH = "research"
    APP = "app"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground an item may be used now."""

    basis: Literal["consent", "statute", "own", "break_glass"]
    consent_id: int | None = None
    valid_until: date | None = None
