"""Cursors of lists: where a reader goes on, told apart by what they count (続きの印)."""

import base64
import binascii

from todoke.api.problems import ProblemError


def written(counts: str, last: int) -> str:
    """Return the cursor behind ``last`` of what is counted.

    >>> read("row", written("row", 42))
    42
    """
    return base64.urlsafe_b64encode(f"{counts}:{last}".encode()).decode().rstrip("=")


def read(counts: str, cursor: str | None) -> int:
    """Return where to go on, 0 without a cursor; raises ProblemError for a cursor of another list."""
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    named, _, last = text.partition(":")
    if named == counts and last.isascii() and last.isdecimal() and len(last) < 16:
        return int(last)
    detail = "前のページの next の値を、ほかの条件を変えずにそのまま使ってください"
    raise ProblemError("invalid-request", errors=[{"parameter": "cursor", "detail": detail}])
