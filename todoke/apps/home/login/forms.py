"""Forms of logging in (ログイン): a mail address, and the code sent to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.http import QueryDict

from todoke.apps.identity.actions.mail_codes import is_address
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
        address = unicodedata.normalize("NFKC", typed.get("address", "")[:_LONGEST]).strip()
        if not address:
            return cls(address, t("メールアドレスを入れてください"))
        if not is_address(address):
            return cls(address, t("メールアドレスの形になっていません。例: hanako@example.jp"))
        return cls(address)

    @property
    def control(self) -> TextInput:
        """The field."""
        return TextInput(
            name="address",
            label=t("メールアドレス"),
            hint=t("番号を送るためだけに使います。例: hanako@example.jp"),
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
class CodeForm:
    """The six figures as typed."""

    code: str = ""
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> CodeForm:
        """Read the form; blanks and full-width figures are no mistake."""
        code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed.get("code", "")[:50]))
        if not re.fullmatch(r"[0-9]{6}", code, re.ASCII):
            return cls("", t("メールに書いてある6けたの数字を入れてください"))
        return cls(code)

    @property
    def control(self) -> TextInput:
        """The field; a phone offers the code from the mail by itself."""
        return TextInput(
            name="code",
            label=t("6けたの番号"),
            hint=t("番号は10分間使えます。"),
            error=self.error,
            size="short",
            inputmode="numeric",
            autocomplete="one-time-code",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)
