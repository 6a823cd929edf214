"""From what a record says to what search knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.numbers import DIGITAL_AGENCY
from todoke.rules.texts import Text
from todoke.search.searchables import Searchable, Tier

OLDEST_CHILD = 18
NO_AGE = "unknown"
_RUBY = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")
_FILED_BY_PEOPLE = {"application", "report"}


def searchable_of(
    number: str, content: ProgramContent | ProcedureContent, *, synthetic: bool = False
) -> Searchable:
    """Return the searchable of a record in force."""
    description = content.description.ja if content.description else ""
    return Searchable(
        key=number,
        name=content.name.ja,
        common_name=content.common_name.ja if content.common_name else "",
        words=tuple(dict.fromkeys(_words(content))),
        summary=content.summary.ja if content.summary else "",
        body=f"{description} {_target(content)}".strip(),
        areas=tuple(content.area),
        kind=content.kind,
        tier=tier_of(number, content),
        family=content.origin.number if content.origin else number,
        synthetic=synthetic,
        facets=facets_of(content),
    )


def tier_of(number: str, content: ProgramContent | ProcedureContent) -> Tier:
    """Return whom the record speaks to. Rows of the national survey name what the law has people file."""
    if content.audience == "office":
        return Tier.OFFICE
    if f"+{DIGITAL_AGENCY}+" in number:
        filed = isinstance(content, ProcedureContent) and content.filing in _FILED_BY_PEOPLE
        return Tier.LAW if filed else Tier.OFFICE
    return Tier.BUSINESS if content.audience == "business" else Tier.RESIDENT


def facets_of(content: ProgramContent | ProcedureContent) -> dict[str, tuple[str, ...]]:
    """Return what results are narrowed by: life event, field, kind, ages of children, whether it is done online."""
    found = {
        "life_event": tuple(content.life_events),
        "category": tuple(content.categories),
        "kind": (content.kind,),
        "age": tuple(_ages(content)),
        "online": ("yes",) if _is_online(content) else (),
    }
    return {facet: values for facet, values in found.items() if values}


def plain(text: str) -> str:
    """Return easy Japanese without its readings.

    >>> plain("{手当|てあて}を もらう"), readings("{手当|てあて}を もらう")
    ('手当を もらう', 'てあてを もらう')
    """
    return _RUBY.sub(r"\1", text)


def readings(text: str) -> str:
    """Return easy Japanese as it is read aloud."""
    return _RUBY.sub(r"\2", text)


def _words(content: ProgramContent | ProcedureContent) -> Iterator[str]:
    yield from content.words
    for text in (content.name, content.common_name):
        if isinstance(text, Text):
            if text.easy:
                yield plain(text.easy)
                yield readings(text.easy)
            if text.en:
                yield text.en


def _target(content: ProgramContent | ProcedureContent) -> str:
    if isinstance(content, ProcedureContent):
        return content.who.ja if content.who else ""
    return content.target.persons.ja if content.target.persons else ""


def _is_online(content: ProgramContent | ProcedureContent) -> bool:
    return content.digital.state in ("done", "partly") or any(
        channel.kind == "online" for channel in content.channels
    )


def _ages(content: ProgramContent | ProcedureContent) -> Iterator[str]:
    """Yield the years of age of children it may be for; ``unknown`` where no age is told: it is never left out."""
    if not isinstance(content, ProgramContent) or not content.target.ages:
        yield NO_AGE
        return
    for year in range(OLDEST_CHILD + 1):
        first, last = year * 12, year * 12 + 11
        if any(
            (band.from_ or 0) <= last and (band.until is None or band.until > first)
            for band in content.target.ages
        ):
            yield str(year)
