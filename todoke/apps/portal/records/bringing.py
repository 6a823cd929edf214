"""What to bring, as much of it as the first screen of a phone holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from todoke.records.parts import Document

_MOST_BROUGHT = 3
_LONGEST_BROUGHT = 42
_LONGEST_NAME = 90
"""A name longer than this is a whole leaflet; it stands in the list below."""


@dataclass(frozen=True, slots=True)
class Bring:
    """What to bring, for the first screen: what everybody brings first, and how many things more there are."""

    shown: tuple[Document, ...]
    more: int
    is_listed: bool
    """Whether a list of all stands below, with when each is needed."""


def bring(documents: Sequence[Document]) -> Bring:
    """Return what to bring for the first screen: what everybody brings first, as much as a phone has room for."""
    always = [one for one in documents if one.needed_when is None]
    first = sorted(always, key=lambda one: not one.required) or list(documents)
    shown = [one for one in first[:1] if len(one.name.ja) <= _LONGEST_NAME]
    for one in first[1:_MOST_BROUGHT] if shown else ():
        if sum(len(each.name.ja) for each in (*shown, one)) > _LONGEST_BROUGHT:
            break
        shown.append(one)
    more = len(documents) - len(shown)
    return Bring(tuple(shown), more, more > 0 or any(one.needed_when or one.url for one in documents))
