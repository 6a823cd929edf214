"""Text in the three languages of todoke: Japanese, easy Japanese (やさしい日本語) and English."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, model_validator

Language: TypeAlias = Literal["ja", "easy", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "easy", "en")


class Text(BaseModel):
    """A text for people; easy Japanese marks each reading as ``{漢字|かんじ}``.

    A bare string stands for Japanese alone, which the other languages then show too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    easy: str | None = None
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_bare_string(cls, raw: Any) -> Any:
        return {"ja": raw} if isinstance(raw, str) else raw

    def in_language(self, language: Language) -> str:
        """Return the text in ``language``, or in Japanese where it was not written.

        >>> Text(ja="手当").in_language("en")
        '手当'
        """
        if language == "easy":
            return self.ja if self.easy is None else self.easy
        if language == "en":
            return self.ja if self.en is None else self.en
        return self.ja
