"""Form of the answer to a question about items: nothing is chosen until somebody chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.apps.home.consents.showing import Shown
from todoke.ui.controls import Checkboxes, Choice, ErrorSummary
from todoke.ui.words import Words, t


@dataclass(frozen=True)
class AgreeForm:
    """The items that were chosen."""

    items: Sequence[Shown]
    chosen: tuple[str, ...] = ()
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict, items: Sequence[Shown]) -> AgreeForm:
        """Read the form; choosing nothing is a mistake to be told, for there is a button for refusing."""
        asked = [item.id for item in items]
        chosen = tuple(item for item in asked if item in typed.getlist("items"))
        if not chosen:
            return cls(items, (), t("1つも選ばれていません。使わないときは「使わない」を押してください"))
        return cls(items, chosen)

    def refused(self, error: str) -> AgreeForm:
        """Return the form with what is wrong."""
        return replace(self, error=error)

    @property
    def control(self) -> Checkboxes:
        """The items with their values."""
        return Checkboxes(
            name="items",
            label=t("使ってよいものを選んでください"),
            error=self.error,
            choices=[Choice(item.id, _said(item), is_chosen=item.id in self.chosen) for item in self.items],
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)


def _said(item: Shown) -> Words:
    if not item.values:
        return t("%(item)s(まだ預かっていません)", item=item.label)
    return Words(f"{item.label}: {'、'.join(item.values)}")
