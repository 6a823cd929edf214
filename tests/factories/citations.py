"""Citations as they are written in the files of content."""

from collections.abc import Iterator
from typing import Any


def citations(tree: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every citation written in a tree: whatever has a law and a check."""
    if isinstance(tree, dict):
        if "law" in tree:
            yield where, tree
        for key, value in tree.items():
            yield from citations(value, f"{where}.{key}")
    elif isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from citations(part, f"{where}[{place}]")
