"""What a person's own program asks and gets about the use of their data (利用の記録の形).

The three calls and the names of their fields follow Estonia's Data Tracker (Andmejälgija, protocol 1.3.1: entries in
descending order of time). ``usage-period`` and ``heartbeat`` are named by it; their form here is our own.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

MOST = 1_000
"""Entries of one answer."""


class UsageQuery(BaseModel):
    """Which entries are wanted."""

    offset: int = Field(default=1, ge=1, le=10_000_000, description="何件目から。1が最も新しい記録")
    limit: int = Field(default=100, ge=1, le=MOST, description="何件まで")


class UsageOut(TypedDict):
    """One reading: when, what for, by whom, on what ground; never a value."""

    logTime: str
    action: str
    receiver: str
    purpose: str | None
    legalBasis: Literal["consent", "statute", "own", "break_glass"]
    consentReference: str | None
    bulkProcessing: bool
    items: list[str]


class UsagesOut(TypedDict):
    """Readings, newest first."""

    usages: list[UsageOut]


# "from" is no name of Python's, so that the class is made by calling.
UsagePeriodOut = TypedDict("UsagePeriodOut", {"from": str | None, "to": str | None})
UsagePeriodOut.__doc__ = "The times of the first and the last reading; null where nobody read anything."


class HeartbeatOut(TypedDict):
    """That the service answers, and that the key opens it."""

    status: Literal["ok"]
