"""Where the household lives: typed in kanji, kana or romaji, or chosen from the list."""

from collections.abc import Sequence

from django.http import QueryDict

from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.municipalities import is_island, meant_by, name_of, reference
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import actions
from todoke.apps.screening.domain.situation import Situation
from todoke.base.municipalities import Kind, Municipality
from todoke.ui.controls import Choice, ChoiceGroup, Control, Radios, TextInput
from todoke.ui.words import Words, t

NAME = "municipality"
TYPED = "place"


class MunicipalityForm(ScreenForm):
    """A municipality by name; close names are offered when the name is not exact."""

    code: str = ""
    text: str = ""
    close: tuple[Municipality, ...] = ()

    def read(self, typed: QueryDict) -> None:
        """Take the chosen one, or the only one meant by the name."""
        self.text = typed.get(TYPED, "").strip()
        self.code = typed.get(NAME, "")
        if self.text and not self.code:
            self._find()
        elif self.code not in {one.code for one in reference()}:
            self.code = ""
            self.errors[TYPED] = t("区市町村の名前を書くか、一覧から選んでください。")

    def _find(self) -> None:
        self.code = ""
        self.close = meant_by(self.text)
        if len(self.close) == 1:
            self.code = self.close[0].code
        elif self.close:
            self.errors[NAME] = t("近い名前が%(count)sつあります。1つ選んでください。", count=len(self.close))
        else:
            self.errors[TYPED] = t(
                "「%(text)s」は東京都の区市町村に見つかりません。ひらがなで書くか、一覧から選んでください。",
                text=self.text[:30],
            )

    def controls(self) -> Sequence[Control]:
        """Return the field to type in, the close names if any, and the whole list folded by kind."""
        typed = TextInput(
            name=TYPED,
            label=in_page_language(self.screen.title),
            hint=t("ひらがなでも書けます。例：しんじゅく、八王子"),
            value=self.text,
            error=self.errors.get(TYPED, Words("")),
            is_heading=True,
        )
        if self.close and NAME in self.errors:
            near = Radios(
                name=NAME,
                label=t("どれですか"),
                choices=[self._choice(one) for one in self.close],
                error=self.errors[NAME],
            )
            return [typed, near]
        return [typed, Radios(name=NAME, label=t("一覧から選ぶ"), groups=self._groups())]

    def answer(self) -> Situation:
        """Return the situation with the municipality."""
        return actions.set_municipality(self.situation, self.code)

    def _choice(self, one: Municipality) -> Choice:
        return Choice(one.code, name_of(one), is_chosen=one.code == self._known())

    def _known(self) -> str:
        return self.code if self.typed is not None else str(self.situation.raw.get("municipality", ""))

    def _groups(self) -> list[ChoiceGroup]:
        places = list(reference())
        kinds = (
            (t("23区"), lambda one: one.kind is Kind.SPECIAL_WARD),
            (t("市"), lambda one: one.kind is Kind.CITY),
            (t("町・村"), lambda one: one.kind in (Kind.TOWN, Kind.VILLAGE) and not is_island(one)),
            (t("島の町・村"), is_island),
        )
        known = self._known()
        grouped = [(label, [one for one in places if belongs(one)]) for label, belongs in kinds]
        return [
            ChoiceGroup(label, [self._choice(one) for one in group], is_open=known in {x.code for x in group})
            for label, group in grouped
        ]
