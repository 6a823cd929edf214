"""Form of whether a notice is ours (お知らせが本物か確かめる)."""

from __future__ import annotations

from django.http import QueryDict

from todoke.ui.controls import Control, ErrorSummary, TextInput
from todoke.ui.words import Words, t

CODE = "code"
_LONGEST = 60


class CheckForm:
    """One field: the code, typed as one likes."""

    def __init__(self, typed: QueryDict | None) -> None:
        """Read what was typed, if anything was."""
        self.code = typed.get(CODE, "").strip()[:_LONGEST] if typed is not None else ""
        self.error: Words | str = ""
        if typed is not None and not self.code:
            self.error = t("確認コードを入れてください。")

    def tell_mistyped(self) -> None:
        """Say that the signs cannot be a code."""
        self.error = t("コードの文字がちがうようです。11文字を、もう一度見くらべてください。")

    def control(self) -> Control:
        """Return the control to print."""
        return TextInput(
            name=CODE,
            label=t("確認コード"),
            hint=t("11文字です。例：7K3M9-QXT2A-M。小さい文字でも、線がなくてもかまいません。"),
            value=self.code,
            error=self.error,
            size="medium",
            is_heading=False,
        )

    def summary(self) -> ErrorSummary:
        """Return what is wrong, leading to the control."""
        return ErrorSummary.of(self.control())
