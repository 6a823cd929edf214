"""How long a repair took: from opening the page to sending it, pauses cut."""

from __future__ import annotations

import math
from datetime import datetime

from django.core import signing
from django.http import QueryDict

_SALT = "todoke.desk.timing"
LONGEST_WITHOUT_SCRIPT = 10 * 60
"""Without script pauses cannot be seen; what took longer counts as this long."""
LONGEST = 4 * 60 * 60


def stamp(at: datetime) -> str:
    """Return a signed mark of the moment a page was opened, to come back with its form."""
    return signing.dumps(round(at.timestamp() * 1000), salt=_SALT)


def seconds_spent(typed: QueryDict, *, at: datetime) -> int:
    """Return the seconds of work: those the page counted while somebody was active, never more than went by.

    A mark that was tampered with or lost counts nothing, rather than a guess.
    """
    try:
        opened = int(signing.loads(typed.get("opened", ""), salt=_SALT, max_age=24 * 60 * 60))
    except (signing.BadSignature, ValueError, TypeError):
        return 0
    # A second begun counts: a person cannot decide in none.
    passed = max(0, min(math.ceil(at.timestamp() - opened / 1000), LONGEST))
    active = typed.get("active", "")
    if active.isascii() and active.isdigit():
        return min(int(active), passed)
    return min(passed, LONGEST_WITHOUT_SCRIPT)
