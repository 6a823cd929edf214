"""What is known of the links that records name."""

from __future__ import annotations

from collections.abc import Collection


def dead_links(urls: Collection[str]) -> frozenset[str]:
    """Return those of the addresses that are known to be dead."""
    return frozenset()
