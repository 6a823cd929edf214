"""The addresses a content names, each with its field and its words (登録の中のURL).

Official texts carry links glued into sentences (``題名;https://…``); those are named too, with the text they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from todoke.formats import markup
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.rules.texts import Text


@dataclass(frozen=True, slots=True)
class Named:
    """An address in a content."""

    field: str
    url: str
    title: str = ""
    watched: bool = False


def addresses(content: ProgramContent | ProcedureContent) -> list[Named]:
    """Return every address of a content; the official page is watched for changes.

    What formats left in ``extra`` is not looked at: nobody can repair it here.

    >>> addresses(
    ...     ProcedureContent(name="転入届", level="municipality", links=({"url": "https://a.example/"},))
    ... )
    [Named(field='links.0.url', url='https://a.example/', title='', watched=False)]
    """
    return [one for one in _all(content) if one.url]


def _all(content: ProgramContent | ProcedureContent) -> Iterator[Named]:
    for place, link in enumerate(content.links):
        url = link.url.strip()
        yield Named(f"links.{place}.url", url, (link.title or "")[:300], watched=link.role == "official")
    for place, channel in enumerate(content.channels):
        words = channel.name.ja if channel.name else ""
        yield Named(f"channels.{place}.url", (channel.url or "").strip(), words[:300])
    for place, document in enumerate(content.documents):
        yield Named(f"documents.{place}.url", (document.url or "").strip(), document.name.ja[:300])
    for place, contact in enumerate(content.contacts):
        yield Named(f"contacts.{place}.url", (contact.url or "").strip(), (contact.name or "")[:300])
    for place, basis in enumerate(content.legal_basis):
        yield Named(f"legal_basis.{place}.url", (basis.url or "").strip(), basis.law[:300])
    yield Named("digital.url", (content.digital.url or "").strip())
    for field, text in _texts(content):
        if "http" in text:
            for piece in markup.links(text):
                title = piece.text if piece.text != piece.url else ""
                yield Named(field, piece.url or "", title[:300])


def _texts(content: ProgramContent | ProcedureContent) -> Iterator[tuple[str, str]]:
    """Yield the texts an office writes in which links may be glued."""
    told: list[tuple[str, Text | str | None]] = [
        ("summary", content.summary),
        ("description", content.description),
        ("remarks", content.remarks),
    ]
    if isinstance(content, ProgramContent):
        told += [
            ("usage", content.usage),
            ("capacity", content.capacity),
            ("target.persons", content.target.persons),
            ("target.conditions", content.target.conditions),
            ("support.text", content.support.text),
            ("support.money", content.support.money),
            ("support.goods", content.support.goods),
        ]
    else:
        told += [
            ("who", content.who),
            *((f"steps.{place}", step) for place, step in enumerate(content.steps)),
        ]
    for field, text in told:
        if isinstance(text, Text):
            yield f"{field}.ja", text.ja
        elif text:
            yield field, text
