"""Forms of contact points (届け先): a mail address, and the number that was sent to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.clients.mail.composing import MailError, fold_address
from todoke.ui.controls import ErrorSummary, TextInput
from todoke.ui.words import t

_LONGEST = 300


@dataclass(frozen=True)
class AddressForm:
    """A mail address as typed."""

    address: str = ""
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> AddressForm:
        """Read the form; full-width signs of a Japanese keyboard are read as what they mean."""
        address = typed.get("address", "")[:_LONGEST].strip()
        if not address:
            return cls(address, t("メールアドレスを入れてください"))
        try:
            return cls(fold_address(address))
        except MailError:
            return cls(address, t("メールアドレスの形になっていません。例: hanako@example.jp"))

    def refused(self, error: str) -> AddressForm:
        """Return the form with what is wrong."""
        return replace(self, error=error)

    @property
    def control(self) -> TextInput:
        """The field."""
        return TextInput(
            name="address",
            label=t("メールアドレス"),
            hint=t("お知らせがあることだけを送ります。内容や名前は書きません。例: hanako@example.jp"),
            error=self.error,
            value=self.address,
            inputmode="email",
            autocomplete="email",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)


@dataclass(frozen=True)
class NumberForm:
    """The six figures as typed."""

    number: str = ""
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> NumberForm:
        """Read the form; blanks and full-width figures are no mistake."""
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed.get("number", "")[:50]))
        if not re.fullmatch(r"[0-9]{6}", number, re.ASCII):
            return cls("", t("メールに書いてある6けたの数字を入れてください"))
        return cls(number)

    def refused(self, error: str) -> NumberForm:
        """Return the form emptied, with what is wrong."""
        return NumberForm("", error)

    @property
    def control(self) -> TextInput:
        """The field."""
        return TextInput(
            name="number",
            label=t("メールに届いた6けたの番号"),
            hint=t("番号は10分間使えます"),
            error=self.error,
            size="short",
            inputmode="numeric",
            autocomplete="one-time-code",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)
