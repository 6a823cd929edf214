"""The outbox (発送): what leaves, told in the transaction of the change it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from todoke.telling.channels import Channel


@dataclass(frozen=True, slots=True)
class Hint:
    """All that ever leaves: who, what kind, a code to check it by. Nothing about the person."""

    office: str
    office_name: str
    kind: str
    code: str
    language: str
    wording: str
    wording_version: int
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One hint on its way; a key that is in the outbox already is left alone."""

    key: str
    channel: Channel
    area: str
    contact_id: int | None
    """channels.ContactPoint."""
    notice_id: int | None
    """notices.Notice."""
    payload: Hint
    priority: int = 5
    not_before: datetime | None = None
