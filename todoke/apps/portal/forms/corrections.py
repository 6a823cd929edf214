"""The form by which anybody says that something in a record is wrong."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import QueryDict

from todoke.base.my_number import contains_my_number
from todoke.ui.controls import Control, ErrorSummary, TextArea, TextInput
from todoke.ui.words import Words, t

WORDS = "words"
SOURCE = "source"
LONGEST = 1000


class CorrectionForm:
    """What is wrong, and where the right thing stands. It asks for no name and no address."""

    def __init__(self, typed: QueryDict | None) -> None:
        """Read what was typed, if anything was."""
        self.words = typed.get(WORDS, "").strip() if typed else ""
        self.source_url = typed.get(SOURCE, "").strip() if typed else ""
        self.errors: dict[str, Words] = {}
        if typed is not None:
            self._check()

    def is_valid(self) -> bool:
        """Tell whether there is nothing to put right."""
        return not self.errors

    def controls(self) -> tuple[Control, ...]:
        """Return the controls to print."""
        return (
            TextArea(
                name=WORDS,
                label=t("どこが、どうちがいますか"),
                hint=t("例：電話番号が変わっています。名前や住所、マイナンバーは書かないでください。"),
                value=self.words,
                error=self.errors.get(WORDS, ""),
            ),
            TextInput(
                name=SOURCE,
                label=t("正しいことが書いてあるページ（わかれば）"),
                hint=t("https:// から始まるアドレス"),
                value=self.source_url,
                error=self.errors.get(SOURCE, ""),
                inputmode="url",
                is_required=False,
            ),
        )

    def summary(self) -> ErrorSummary:
        """Return all that is wrong, each line leading to its control."""
        return ErrorSummary.of(*self.controls())

    def _check(self) -> None:
        if not self.words:
            self.errors[WORDS] = t("どこがちがうかを書いてください。")
        elif len(self.words) > LONGEST:
            self.errors[WORDS] = t("%(count)s文字までにしてください。", count=LONGEST)
        elif contains_my_number(self.words):
            self.errors[WORDS] = t("マイナンバーのような番号が入っています。消してから送ってください。")
        if self.source_url and not _is_page(self.source_url):
            self.errors[SOURCE] = t("https:// から始まるページのアドレスを書いてください。")


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return len(address) <= 500 and parts.scheme in ("http", "https") and "." in (parts.hostname or "")
