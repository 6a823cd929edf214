"""An outbox in memory, for tests of what puts parcels in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from todoke.apps.channels.outbox import Hint, Parcel
from todoke.telling.channels import Channel


class MemoryOutbox:
    """Keeps parcels; has the two calls others make of ``Outbox``."""

    def __init__(self) -> None:
        self.parcels: dict[str, Parcel] = {}
        self.cancelled: list[str] = []

    def enqueue(self, parcels: Sequence[Parcel], *, at: datetime) -> int:
        """Keep the parcels whose key is new."""
        new = {one.key: one for one in parcels if one.key not in self.parcels}
        self.parcels |= new
        return len(new)

    def cancel(self, *, notice_ids: Iterable[int], at: datetime) -> int:
        """Take back the parcels of these notices."""
        wanted = set(notice_ids)
        found = [key for key, one in self.parcels.items() if one.notice_id in wanted]
        for key in found:
            del self.parcels[key]
        self.cancelled += found
        return len(found)


def a_hint(code: str = "7K3M9QXT2RH", *, kind: str = "deadline", language: str = "ja") -> Hint:
    """Return a hint of 調布市."""
    return Hint(
        office="7000020132080",
        office_name="調布市",
        kind=kind,
        code=code,
        language=language,
        wording="deadline",
        wording_version=1,
    )


def a_parcel(
    key: str, *, contact_id: int | None, channel: Channel = Channel.MAIL, notice_id: int | None = None,
    area: str = "132080", priority: int = 5,
) -> Parcel:  # fmt: skip
    """Return a parcel of 調布市."""
    return Parcel(
        key=key,
        channel=channel,
        area=area,
        contact_id=contact_id,
        notice_id=notice_id,
        payload=a_hint(),
        priority=priority,
    )
