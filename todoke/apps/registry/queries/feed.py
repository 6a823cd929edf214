"""Reading the change feed."""

from __future__ import annotations

from todoke.apps.registry.models import Change, FeedHead


def changes_after(position: int, *, limit: int, synthetic: bool = False) -> list[Change]:
    """Return up to ``limit`` changes after ``position``, oldest first, of real or of synthetic records.

    A reader that asks again with the last position it has dealt with sees every change exactly once.
    """
    changes = Change.objects.filter(position__gt=position, record__synthetic=synthetic)
    return list(changes.select_related("record", "version").order_by("position")[:limit])


def head_position() -> int:
    """Return the position of the newest change, 0 before the first."""
    head = FeedHead.objects.filter(pk=1).first()
    return head.position if head else 0
