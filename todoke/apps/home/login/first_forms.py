"""Form of the first time with a card: what it said, item by item, and where somebody lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from todoke.apps.home.consents.showing import spoken
from todoke.apps.places.models import Municipality
from todoke.rules.wording.figures import days_text
from todoke.ui.controls import Checkboxes, Choice, ErrorSummary, Select
from todoke.ui.words import Words, t


@dataclass(frozen=True)
class KeepForm:
    """What the card said, and what of it may be kept; nothing is chosen until somebody chooses it."""

    told: Mapping[str, str]
    asks_area: bool = True
    """False where it is known already where the person lives."""
    chosen: tuple[str, ...] = ()
    area: str = ""
    wrong_items: Words | str = ""
    wrong_area: Words | str = ""

    def of(self, typed: QueryDict) -> KeepForm:
        """Return the form as filled in; a municipality alone is enough to begin with."""
        sent = typed.getlist("items")
        chosen = tuple(f"basics.{name}" for name in self.told if f"basics.{name}" in sent)
        area = typed.get("municipality", "")[:6] if self.asks_area else ""
        filled = replace(self, chosen=chosen, area=area)
        if chosen or area:
            return filled
        return replace(
            filled,
            wrong_items=t("1つも選ばれていません。使わないときは「使わない」を押してください。"),
        )

    def without_area(self) -> KeepForm:
        """Return the form with where somebody lives asked for."""
        return replace(self, wrong_area=t("住んでいる区市町村を選んでください"))

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be put right."""
        return bool(self.wrong_items or self.wrong_area)

    @property
    def items(self) -> Checkboxes:
        """The items with their values."""
        labels = {
            "name": t("名前"),
            "address": t("住所"),
            "birth_date": t("生年月日"),
            "sex": t("性別"),
        }
        return Checkboxes(
            name="items",
            label=t("預かってよいものを選んでください"),
            error=self.wrong_items,
            choices=tuple(
                Choice(
                    f"basics.{name}",
                    label,
                    _said(name, self.told[name]),
                    is_chosen=f"basics.{name}" in self.chosen,
                )
                for name, label in labels.items()
                if name in self.told
            ),
        )

    @property
    def places(self) -> Select:
        """Where somebody lives, where the address is not kept."""
        return Select(
            name="municipality",
            label=t("住んでいる区市町村"),
            hint=t("住所を預けないときだけ、選んでください。区市町村だけでも始められます。"),
            error=self.wrong_area,
            is_required=False,
            empty=t("選んでください"),
            choices=tuple(
                Choice(code, name, is_chosen=code == self.area)
                for code, name in Municipality.objects.order_by("code").values_list("code", "name")
            ),
        )

    @property
    def controls(self) -> Sequence[Checkboxes | Select]:
        """All fields of the page."""
        return (self.items, self.places) if self.asks_area else (self.items,)

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(*self.controls)


def _said(name: str, value: str) -> Words | str:
    if name == "sex":
        return {"1": t("男性"), "2": t("女性")}.get(value, t("そのほか"))
    if name == "birth_date":
        on = date.fromisoformat(value)
        return Words(days_text(on, on, spoken()))
    return value
