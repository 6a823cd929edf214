"""The chain (記録の連なり): every entry's mark is taken over the mark before it, so that no entry changes alone.

Pure: what an entry says in bytes, and its mark. SHA-256 (FIPS 180-4) over the mark before and canonical JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol


class Kept(Protocol):
    """What is kept of an entry, as columns or as a row."""

    area: str
    number: int
    at: datetime
    actor_kind: str
    actor_ref: str
    verb: str
    thing: str
    thing_ref: str
    said: dict[str, Any]
    before: bytes | memoryview
    hash: bytes | memoryview


def mark_of(before: bytes, said: Mapping[str, Any]) -> bytes:
    """Return the mark (32 bytes) of what is said after the mark ``before``.

    >>> mark_of(bytes(32), {"a": 1, "b": 2}) == mark_of(bytes(32), {"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(before + canonical(said)).digest()


def canonical(said: Mapping[str, Any]) -> bytes:
    """Return the one way to write it as JSON: keys in order, no blanks, UTF-8."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def moment(at: datetime) -> str:
    """Return a time as it is marked, whatever zone it is told in.

    >>> moment(datetime(2026, 11, 22, 0, 0, 0, 5, tzinfo=UTC))
    '2026-11-22T00:00:00.000005Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
