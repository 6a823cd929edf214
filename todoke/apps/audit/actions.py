"""What writes the audit (監査の記録)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb

_NOTHING: Mapping[str, str | int | bool] = MappingProxyType({})


def note(
    *,
    actor: Actor | str,
    verb: Verb | str,
    thing: str,
    ref: object,
    area: str,
    at: datetime,
    said: Mapping[str, str | int | bool] = _NOTHING,
) -> None:
    """Append to the chain of the area, in the caller's transaction; ``said`` holds codes and counts only.

    Call it last in the transaction: it holds the area's head until the transaction ends.
    """
