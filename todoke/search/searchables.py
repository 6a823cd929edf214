"""What search knows of a record: the words it is found by and the facts it is narrowed by (検索の見出し)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from todoke.search.grams import lone_characters, tokens
from todoke.search.spelling import Spelling

METROPOLIS = "130001"
BETWEEN_PHRASES = "|"
_MOST_SUMMARY, _MOST_BODY = 160, 100
_LONGEST_BODY = 240


class Tier(IntEnum):
    """Whom a record speaks to: what residents do comes before what offices do among themselves."""

    RESIDENT = 0
    BUSINESS = 1
    LAW = 2
    """A person's or firm's filing as the law names it, from the national survey."""
    OFFICE = 3


@dataclass(frozen=True, slots=True)
class Searchable:
    """A record as search sees it; ``areas`` are municipalities' codes or 130001, none for the nation."""

    key: str
    name: str
    common_name: str = ""
    words: tuple[str, ...] = ()
    """Everyday words it is looked for by (くらしのことば), readings and names in other languages."""
    summary: str = ""
    body: str = ""
    areas: tuple[str, ...] = ()
    kind: str = "procedure"
    tier: Tier = Tier.RESIDENT
    family: str = ""
    synthetic: bool = False
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """The light row ranking reads: folded words of a record, and how well the database's own score rates it."""

    key: str
    name: str
    words: str = ""
    """Folded phrases, parted by ``|``."""
    summary: str = ""
    tier: int = Tier.RESIDENT
    local: bool = False
    score: float = 0.0
    """Greater is better; 0 when the database gave none."""


def heading_of(searchable: Searchable, spelling: Spelling) -> Heading:
    """Return the light row of a searchable."""
    phrases = dict.fromkeys(spelling(phrase) for phrase in (searchable.common_name, *searchable.words))
    return Heading(
        key=searchable.key,
        name=spelling(searchable.name),
        words=BETWEEN_PHRASES.join(phrase for phrase in phrases if phrase),
        summary=spelling(searchable.summary),
        tier=searchable.tier,
        local=is_local(searchable.areas),
    )


def is_local(areas: tuple[str, ...]) -> bool:
    """Tell whether a record is some municipality's own.

    >>> is_local(("131016",)), is_local(("130001",)), is_local(())
    (True, False, False)
    """
    return bool(areas) and METROPOLIS not in areas


def terms_of(searchable: Searchable, heading: Heading, spelling: Spelling) -> dict[str, list[str]]:
    """Return the tokens of each field, ready to be joined by spaces.

    Every token begins with the record's scope: a search reads the short lists of the places it is about, not
    those of all 62 municipalities.
    """
    found = {
        "name": [*tokens(heading.name), *lone_characters(heading.name)],
        "words": tokens(heading.words.replace(BETWEEN_PHRASES, " ")),
        "summary": tokens(heading.summary, _MOST_SUMMARY),
        "body": tokens(spelling(searchable.body[:_LONGEST_BODY]), _MOST_BODY) if searchable.body else [],
        "facets": [
            facet_token(facet, value) for facet, values in searchable.facets.items() for value in values
        ],
    }
    scopes = [scope_of(area, searchable.tier, searchable.synthetic) for area in searchable.areas or ("",)]
    return {field: [scope + token for scope in scopes for token in each] for field, each in found.items()}


def facet_token(facet: str, value: str) -> str:
    """Return the token by which a search is narrowed to a facet.

    >>> facet_token("life_event", "child_rearing")
    'lifeeventchildrearing'
    """
    return "".join(char for char in facet + value if char.isalnum()).casefold()


def scope_of(area: str, tier: int, synthetic: bool = False) -> str:
    """Return the mark of where a record holds and whom it speaks to; synthetic records keep to themselves.

    >>> (
    ...     scope_of("131016", Tier.RESIDENT),
    ...     scope_of("", Tier.BUSINESS),
    ...     scope_of("", Tier.OFFICE, synthetic=True),
    ... )
    ('131016a', '0a', '0z')
    """
    return f"{area or '0'}{('xxyz' if synthetic else 'aabc')[tier]}"


def front_scopes(municipality: str, synthetic: bool = False) -> list[str]:
    """Return the scopes a municipality's residents look in first: its own, Tokyo's and the nation's records.

    >>> front_scopes("131016"), front_scopes("")
    (['131016a', '130001a', '0a'], ['130001a', '0a'])
    """
    areas = dict.fromkeys((municipality or METROPOLIS, METROPOLIS, ""))
    kinds = (False, True) if synthetic else (False,)
    return [scope_of(area, Tier.RESIDENT, kind) for kind in kinds for area in areas]


LAW_SCOPES = (scope_of("", Tier.LAW),)
OFFICE_SCOPES = (scope_of("", Tier.OFFICE),)
