"""What the index holds of a record, worked out apart from the database, so that another process can do it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from todoke.records.content import ProcedureContent, ProgramContent
from todoke.search.documents import Document, Heading, heading_of, terms_of
from todoke.search.records import document_of
from todoke.search.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready to be indexed: its document, its light row, and its tokens by field."""

    document: Document
    heading: Heading
    tokens: dict[str, list[str]]

    def packed(self) -> Prepared:
        """Return it as it travels best: tokens joined, the body left out, which its tokens stand for."""
        joined = {field: [" ".join(tokens)] for field, tokens in self.tokens.items()}
        return Prepared(replace(self.document, body=""), self.heading, joined)

    def unpacked(self) -> Prepared:
        """Return it as it was before it was packed, the body left out."""
        tokens = {field: " ".join(joined).split() for field, joined in self.tokens.items()}
        return Prepared(self.document, self.heading, tokens)


def prepare(
    number: str, content: ProgramContent | ProcedureContent, spelling: Spelling, *, synthetic: bool
) -> Prepared:
    """Return what the index holds of a record."""
    document = document_of(number, content, synthetic=synthetic)
    heading = heading_of(document, spelling)
    return Prepared(document, heading, terms_of(document, heading, spelling))
