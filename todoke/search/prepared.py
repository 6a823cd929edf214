"""What the index holds of a record, worked out apart from the database, so that another process can do it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from todoke.records.content import ProcedureContent, ProgramContent
from todoke.search.records import searchable_of
from todoke.search.searchables import Heading, Searchable, heading_of, terms_of
from todoke.search.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready to be indexed: its searchable, its light row, and its tokens by field."""

    searchable: Searchable
    heading: Heading
    tokens: dict[str, list[str]]

    def packed(self) -> Prepared:
        """Return it as it travels best: tokens joined, the body left out, which its tokens stand for."""
        joined = {field: [" ".join(tokens)] for field, tokens in self.tokens.items()}
        return Prepared(replace(self.searchable, body=""), self.heading, joined)

    def unpacked(self) -> Prepared:
        """Return it as it was before it was packed, the body left out."""
        tokens = {field: " ".join(joined).split() for field, joined in self.tokens.items()}
        return Prepared(self.searchable, self.heading, tokens)


def prepare(
    number: str, content: ProgramContent | ProcedureContent, spelling: Spelling, *, synthetic: bool
) -> Prepared:
    """Return what the index holds of a record."""
    searchable = searchable_of(number, content, synthetic=synthetic)
    heading = heading_of(searchable, spelling)
    return Prepared(searchable, heading, terms_of(searchable, heading, spelling))
