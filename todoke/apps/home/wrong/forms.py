"""Forms of why a notice came, and what was wrong with it (わけ・まちがい)."""

from __future__ import annotations

from django.http import QueryDict

from todoke.apps.responses.actions import LONGEST
from todoke.apps.responses.models import WrongKind
from todoke.base.my_number import contains_my_number
from todoke.ui.controls import Choice, Control, ErrorSummary, Radios, TextArea
from todoke.ui.words import Words, t

KIND, WORDS, STARS = "kind", "words", "stars"


class WrongForm:
    """What was wrong, and, if one likes, more of it in words."""

    def __init__(self, typed: QueryDict | None) -> None:
        """Read what was typed, if anything was."""
        typed_in = typed if typed is not None else QueryDict()
        self.kind = typed_in.get(KIND, "")
        self.words = typed_in.get(WORDS, "").strip()
        self.errors: dict[str, Words] = {}
        if typed is not None:
            self._check()

    def is_valid(self) -> bool:
        """Tell whether there is nothing to put right."""
        return not self.errors

    def controls(self) -> tuple[Control, ...]:
        """Return the controls to print."""
        kinds = {
            WrongKind.WRONG: t("内容がまちがっている"),
            WrongKind.HURTFUL: t("いやな思いをした"),
            WrongKind.NOT_ME: t("わたしのことではない"),
            WrongKind.LATE: t("届くのがおそすぎた"),
        }
        return (
            Radios(
                name=KIND,
                label=t("何がよくありませんでしたか"),
                choices=[Choice(kind, label, is_chosen=self.kind == kind) for kind, label in kinds.items()],
                error=self.errors.get(KIND, ""),
            ),
            TextArea(
                name=WORDS,
                label=t("くわしく書くなら（書かなくてもかまいません）"),
                value=self.words,
                is_required=False,
                error=self.errors.get(WORDS, ""),
            ),
        )

    def summary(self) -> ErrorSummary:
        """Return all that is wrong, each line leading to its control."""
        return ErrorSummary.of(*self.controls())

    def _check(self) -> None:
        if self.kind not in WrongKind.values:
            self.errors[KIND] = t("何がよくなかったかを選んでください。")
        if len(self.words) > LONGEST:
            self.errors[WORDS] = t("%(count)s文字までにしてください。", count=LONGEST)
        elif contains_my_number(self.words):
            self.errors[WORDS] = t("マイナンバーのような番号が入っています。消してから送ってください。")


def star_control() -> Control:
    """Return the control that asks how good a notice was, best first."""
    labels = {
        "5": t("とても役に立った"),
        "4": t("役に立った"),
        "3": t("どちらともいえない"),
        "2": t("あまり役に立たなかった"),
        "1": t("役に立たなかった"),
    }
    return Radios(
        name=STARS,
        label=t("このお知らせは役に立ちましたか（答えなくてもかまいません）"),
        choices=[Choice(value, label) for value, label in labels.items()],
        is_required=False,
    )
