"""Writes to the change feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from todoke.apps.registry.models import Change, FeedHead, Version


def record_changes(changes: Sequence[tuple[Version, str]], *, at: datetime) -> None:
    """Append changes in order. The head stays locked until the caller's transaction ends, so that positions
    become visible in the order of their numbers, without gaps.
    """
    if not changes:
        return
    FeedHead.objects.get_or_create(pk=1)
    head = FeedHead.objects.select_for_update().get(pk=1)
    Change.objects.bulk_create(
        Change(position=position, record_id=version.record_id, version=version, action=action, at=at)
        for position, (version, action) in enumerate(changes, start=head.position + 1)
    )
    head.position += len(changes)
    head.save(update_fields=["position"])
