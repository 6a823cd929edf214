"""Where a fact of law comes from, and how far it was checked (根拠)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Check(StrEnum):
    """How far a figure or a condition was compared with its source."""

    VERIFIED = "verified"
    """Seen on a page of the law, the ministry or the municipality."""
    RECALLED = "recalled"
    """Known to an expert reader, not compared with a page yet."""
    DISPUTED = "disputed"
    """Sources disagree; the note says how."""


class Standing(StrEnum):
    """How a condition stands in its source."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Citation(BaseModel):
    """The law, article and page that a condition or an amount rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    law: str
    article: str | None = None
    url: str | None = None
    quote: str | None = None
    check: Check = Check.RECALLED
    note: str | None = None
