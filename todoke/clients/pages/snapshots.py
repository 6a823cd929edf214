"""A page as it was read: its sentences in order, its links, and the day it says it was changed (ページの控え)."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from todoke.clients.pages.sentences import key

VERSION = 1  # of the reading; snapshots of different readings are not compared


class Kind(StrEnum):
    """What part of a page a sentence is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading, list item or table row, under the heading nearest above it."""

    text: str
    kind: Kind = Kind.TEXT
    heading: str = ""
    cells: tuple[str, ...] = ()  # of a row, the first one often naming what the others say

    @property
    def key(self) -> str:
        """Return what stays the same when only widths and spaces change."""
        return key(self.text)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on a page: its words, where it leads, the heading it stands under."""

    text: str
    url: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page as it was read."""

    url: str
    title: str = ""
    heading: str = ""
    updated_on: date | None = None
    sentences: tuple[Sentence, ...] = ()
    links: tuple[PageLink, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a mark that two readings share as long as nothing a resident reads has changed."""
        lines = [self.title, *(f"{one.kind}:{one.key}" for one in self.sentences)]
        lines += sorted({f"{key(link.text)}>{link.url}" for link in self.links})
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return the snapshot as JSON values, for a database.

        >>> from_json(Snapshot("https://a.example/", title="あ").as_json()).title
        'あ'
        """
        return {
            "version": VERSION,
            "url": self.url,
            "title": self.title,
            "heading": self.heading,
            "updated_on": self.updated_on.isoformat() if self.updated_on else None,
            "sentences": [[one.text, one.kind.value, one.heading, list(one.cells)] for one in self.sentences],
            "links": [[link.text, link.url, link.heading] for link in self.links],
        }


def from_json(stored: dict[str, Any]) -> Snapshot:
    """Return a snapshot stored with ``as_json``.

    Raises:
        ValueError: it was stored by a later reading.
    """
    if stored["version"] > VERSION:
        raise ValueError(f"この控えは新しい版({stored['version']})で作られています。")
    updated = stored["updated_on"]
    return Snapshot(
        url=stored["url"],
        title=stored["title"],
        heading=stored["heading"],
        updated_on=date.fromisoformat(updated) if updated else None,
        sentences=tuple(
            Sentence(text, Kind(kind), heading, tuple(cells))
            for text, kind, heading, cells in stored["sentences"]
        ),
        links=tuple(PageLink(*link) for link in stored["links"]),
    )
