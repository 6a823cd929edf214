"""Form of reports of a fake (にせものの知らせ)."""

from __future__ import annotations

from django.http import QueryDict

from todoke.apps.belief.models import FakeChannel
from todoke.base.my_number import contains_my_number
from todoke.ui.controls import Choice, Control, ErrorSummary, Radios, TextArea, TextInput
from todoke.ui.words import Words, t

CHANNEL, WORDS, URL = "channel", "words", "url"
LONGEST = 2000


class ReportForm:
    """By which way it came, what it said, and where it led. It asks for nothing about who tells."""

    def __init__(self, typed: QueryDict | None) -> None:
        """Read what was typed, if anything was."""
        typed_in = typed if typed is not None else QueryDict()
        self.channel = typed_in.get(CHANNEL, "")
        self.words = typed_in.get(WORDS, "").strip()
        self.url = typed_in.get(URL, "").strip()[:500]
        self.errors: dict[str, Words] = {}
        if typed is not None:
            self._check()

    def is_valid(self) -> bool:
        """Tell whether there is nothing to put right."""
        return not self.errors

    def controls(self) -> tuple[Control, ...]:
        """Return the controls to print."""
        return (
            Radios(
                name=CHANNEL,
                label=t("どこに届きましたか"),
                choices=[
                    Choice(value, label, is_chosen=self.channel == value)
                    for value, label in _channels().items()
                ],
                error=self.errors.get(CHANNEL, ""),
            ),
            TextArea(
                name=WORDS,
                label=t("何と書いてありましたか"),
                hint=t("そのまま写してください。あなたの名前や番号が入っていたら、消してください。"),
                value=self.words,
                error=self.errors.get(WORDS, ""),
            ),
            TextInput(
                name=URL,
                label=t("どこへのリンクでしたか（わかれば）"),
                hint=t("リンクは開かないでください。"),
                value=self.url,
                inputmode="url",
                is_required=False,
                error=self.errors.get(URL, ""),
            ),
        )

    def summary(self) -> ErrorSummary:
        """Return all that is wrong, each line leading to its control."""
        return ErrorSummary.of(*self.controls())

    def _check(self) -> None:
        if self.channel not in FakeChannel.values:
            self.errors[CHANNEL] = t("どこに届いたかを選んでください。")
        if not self.words:
            self.errors[WORDS] = t("書いてあったことを入れてください。")
        elif len(self.words) > LONGEST:
            self.errors[WORDS] = t("%(count)s文字までにしてください。", count=LONGEST)
        elif contains_my_number(self.words):
            self.errors[WORDS] = t("マイナンバーのような番号が入っています。消してから送ってください。")
        if contains_my_number(self.url):
            self.errors[URL] = t("マイナンバーのような番号が入っています。消してから送ってください。")


def _channels() -> dict[str, Words]:
    return {
        "mail": t("メール"),
        "sms": t("SMS・メッセージ"),
        "phone": t("電話"),
        "letter": t("手紙"),
        "site": t("サイト"),
        "other": t("そのほか"),
    }
