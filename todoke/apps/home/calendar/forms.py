"""Forms of calendar feeds (カレンダー)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.ui.controls import Checkboxes, Choice, ErrorSummary, Radios
from todoke.ui.words import t


@dataclass(frozen=True)
class FeedForm:
    """What a new feed is about: everything, or one child, chosen by its place in the list."""

    children: Sequence[tuple[int, str]]
    about: str = "all"
    full_words: bool = False
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict, children: Sequence[tuple[int, str]]) -> FeedForm:
        """Read the form."""
        form = cls(children, typed.get("about", "all"), full_words=typed.get("words") == "full")
        known = {"all", *(str(place) for place in range(1, len(children) + 1))}
        return (
            form if form.about in known else replace(form, about="all", error=t("どれか1つを選んでください"))
        )

    @property
    def about_id(self) -> int | None:
        """Return whom it is about (people.Person)."""
        return None if self.about == "all" else self.children[int(self.about) - 1][0]

    @property
    def controls(self) -> list[Radios]:
        """The fields."""
        words = Checkboxes(
            name="words",
            label=t("予定の書き方"),
            hint=t(
                "えらばないときは「手続の期限」とだけ書きます。カレンダーをほかの人が見ても、内容は分かりません。"
            ),
            is_required=False,
            choices=[Choice("full", t("制度の名前も書く"), is_chosen=self.full_words)],
        )
        return [self._about, words] if self.children else [words]

    @property
    def _about(self) -> Radios:
        names = [(str(place), name) for place, (_, name) in enumerate(self.children, 1)]
        every = [("all", t("わたしへのお知らせすべて")), *names]
        return Radios(
            name="about",
            label=t("どのお知らせの期限を入れますか"),
            error=self.error,
            choices=[Choice(value, label, is_chosen=value == self.about) for value, label in every],
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self._about)
