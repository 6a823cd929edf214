"""What is kept beside the records and follows every publication in the same transaction: search index, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from todoke.apps.registry.models import Record
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.search.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Published:
    """A record whose current version changed; ``content`` is None where nothing holds any more."""

    record: Record
    content: ProgramContent | ProcedureContent | None
    indexed: Prepared | None = None
    """What search holds of it, where that was worked out beforehand."""


Projection = Callable[[Sequence[Published]], None]

PROJECTIONS: list[Projection] = []
