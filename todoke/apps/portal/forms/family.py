"""Who belongs to the household: a partner, children, and others who live together."""

from collections.abc import Sequence

from django.http import QueryDict

from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.inputs import InputError, read_number
from todoke.apps.screening import actions
from todoke.apps.screening.domain.family import MOST_OF_A_KIND, RELATIONS_BY_KIND
from todoke.apps.screening.domain.situation import Situation
from todoke.ui.controls import Choice, Control, Radios, Select
from todoke.ui.words import Words, t

FAMILY = "family"
OTHERS = ("parents", "grandparents", "grandchildren", "siblings", "others")


class FamilyForm(ScreenForm):
    """A partner yes or no, and a number for each other relation."""

    partner: str = ""
    numbers: dict[str, int]

    def read(self, typed: QueryDict) -> None:
        """Keep the numbers; a partner must be told."""
        self.partner = typed.get("partner", "")
        if self.partner not in ("yes", "no"):
            self.errors["partner"] = t("配偶者がいるか、いないかを選んでください。")
        self.numbers = {}
        for name in RELATIONS_BY_KIND:
            try:
                self.numbers[name] = read_number(typed.get(name) or "0", lowest=0, highest=MOST_OF_A_KIND)
            except InputError as error:
                self.errors[name] = error.message

    @property
    def template(self) -> str:
        """The template that folds the less common relations."""
        return "portal/screens/family.html"

    def controls(self) -> Sequence[Control]:
        """Return every control, the common ones first."""
        return [*self.common, *self.rare]

    @property
    def common(self) -> list[Control]:
        """The partner and the children."""
        partner = Radios(
            name="partner",
            label=t("配偶者（夫・妻・パートナー）がいますか"),
            hint=t("籍を入れていない、いっしょに暮らすパートナーもふくみます。"),
            choices=[
                Choice("yes", t("いる"), is_chosen=self._partner == "yes"),
                Choice("no", t("いない"), is_chosen=self._partner == "no"),
            ],
            is_inline=True,
            error=self.errors.get("partner", Words("")),
        )
        return [
            partner,
            self._number("children", t("子どもは何人いますか"), t("大人になった子どももふくみます。")),
        ]

    @property
    def rare(self) -> list[Control]:
        """Other people who live together."""
        return [
            self._number("parents", t("父・母（配偶者の父・母もふくみます）")),
            self._number("grandparents", t("祖父・祖母")),
            self._number("grandchildren", t("孫")),
            self._number("siblings", t("兄弟姉妹")),
            self._number("others", t("そのほかの人")),
        ]

    @property
    def is_rare_open(self) -> bool:
        """Tell whether the fold should be open: somebody is in it, or something is wrong there."""
        return any(self._count(name) or name in self.errors for name in OTHERS)

    def answer(self) -> Situation:
        """Return the situation with these members."""
        return actions.set_family(self.situation, spouse=self.partner == "yes", **self.numbers)

    @property
    def _partner(self) -> str:
        if self.typed is not None:
            return self.partner
        if not self._is_known:
            return ""
        return "yes" if "spouse" in self._relations else "no"

    @property
    def _relations(self) -> list[str]:
        return [str(member["relation"]) for member in self.situation.raw["members"]]

    @property
    def _is_known(self) -> bool:
        return FAMILY in self.situation.asked or len(self._relations) > 1

    def _count(self, name: str) -> int:
        if self.typed is not None:
            return self.numbers.get(name, 0)
        return self._relations.count(RELATIONS_BY_KIND[name])

    def _number(self, name: str, label: Words, hint: str = "") -> Control:
        chosen = self._count(name)
        choices = [
            Choice(str(number), t("%(count)s人", count=number), is_chosen=number == chosen)
            for number in range(MOST_OF_A_KIND + 1)
        ]
        return Select(
            name=name, label=label, hint=hint, choices=choices, error=self.errors.get(name, Words(""))
        )
