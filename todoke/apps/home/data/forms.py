"""Forms of a person's own data (わたしの情報): what is wrong, in their own words, and whose readings are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.apps.consent.actions.correcting import LONGEST
from todoke.apps.home.consents.words import reader_words
from todoke.ui.controls import Choice, ErrorSummary, Select, TextArea
from todoke.ui.words import Words, t


@dataclass(frozen=True)
class WrongForm:
    """What is wrong with an item, as typed."""

    words: str = ""
    error: Words | str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> WrongForm:
        """Read the form; what is wrong with it is told by the action."""
        return cls(typed.get("words", "")[: LONGEST * 2])

    def refused(self, code: str) -> WrongForm:
        """Return the form with what is wrong; an individual number is not shown again."""
        words = {
            "empty": t("何がまちがっているかを書いてください"),
            "long": t("%(most)s文字までにしてください", most=LONGEST),
            "my_number": t("マイナンバーは書かないでください"),
            "open": t("この項目は、もう知らせています。答えを待ってください"),
        }
        return replace(self, words="" if code == "my_number" else self.words, error=words[code])

    @property
    def control(self) -> TextArea:
        """The field."""
        return TextArea(
            name="words",
            label=t("何がまちがっていますか"),
            hint=t("正しい内容も書いてください。ほかの人の名前は書かないでください。"),
            error=self.error,
            value=self.words,
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)


def readers_select(readers: Sequence[tuple[str, str]], chosen: str) -> Select:
    """Return the choice of one reader."""
    return Select(
        name="by",
        label=t("だれの記録を見るか"),
        is_required=False,
        empty=t("すべて"),
        choices=tuple(Choice(key, reader_words(name), is_chosen=key == chosen) for key, name in readers),
    )
