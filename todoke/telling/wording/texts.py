"""Wordings (文面): what is said in a notice, in five languages, and the places values are put into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from todoke.rules.facts import Definition

Language5: TypeAlias = Literal["ja", "easy", "en", "zh", "ko"]
LANGUAGES5: tuple[Language5, ...] = ("ja", "easy", "en", "zh", "ko")
LEAVING = ("subject", "body", "push")
"""The parts that leave: who, what kind, a code."""
STAYING = ("title", "text")
"""The parts of the record in the inbox."""
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Words5(Definition):
    """A text in all five languages; none stands in for another. Easy Japanese marks readings as ``{漢字|かんじ}``."""

    ja: str = Field(min_length=1)
    easy: str = Field(min_length=1)
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    ko: str = Field(min_length=1)

    def said_in(self, language: Language5) -> str:
        """Return the text in a language."""
        return str(getattr(self, language))

    def places(self, language: Language5) -> frozenset[str]:
        """Return the places the text has in a language."""
        return frozenset(_PLACE.findall(self.said_in(language)))


class Place(Definition):
    """A place in a text: what kind of value belongs there, and how long it may be."""

    kind: Literal["text", "date", "yen", "count", "code", "address"] = "text"
    longest: int = Field(default=40, ge=1, le=80)


COMMON: dict[str, Place] = {
    "office": Place(longest=16),
    "code": Place(kind="code", longest=13),
    "site": Place(kind="address", longest=80),
    "check": Place(kind="address", longest=80),
    "stop": Place(kind="address", longest=80),
}
"""The places of every wording; nothing else may stand in what leaves."""


class Wording(Definition):
    """A wording: subject, body and push leave and say nothing about the person; title and text are the record.

    ``unreviewed`` names the languages no reader of that language has checked yet; operators are told.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    kind: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    subject: Words5
    body: Words5
    push: Words5
    title: Words5
    text: Words5
    places: dict[str, Place] = {}
    unreviewed: tuple[Language5, ...] = ()

    @model_validator(mode="after")
    def _places_are_alike(self) -> Wording:
        for name, words in self.parts():
            wanted = words.places("ja")
            for language in LANGUAGES5:
                if words.places(language) != wanted:
                    raise ValueError(f"{name} の {language} の差し込み口が ja と同じではありません")
            if unknown := wanted - self.all_places().keys():
                raise ValueError(f"{name} の差し込み口 {'、'.join(sorted(unknown))} が places にありません")
        return self

    def parts(self) -> Iterator[tuple[str, Words5]]:
        """Yield the parts with their names."""
        for name in (*LEAVING, *STAYING):
            yield name, getattr(self, name)

    def all_places(self) -> dict[str, Place]:
        """Return the places that may stand in this wording."""
        return COMMON | self.places
