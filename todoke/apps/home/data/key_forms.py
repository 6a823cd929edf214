"""Form of a new key (読み取りの鍵): what its owner calls it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.base.my_number import contains_my_number
from todoke.ui.controls import ErrorSummary, TextInput
from todoke.ui.words import Words, t

LONGEST = 30


@dataclass(frozen=True)
class KeyForm:
    """The name of a key as typed."""

    name: str = ""
    error: Words | str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> KeyForm:
        """Read the form."""
        name = " ".join(typed.get("name", "").split())
        if not name:
            return cls(name, t("鍵の名前を書いてください。例: 家計簿"))
        if len(name) > LONGEST:
            return cls(name[:LONGEST], t("鍵の名前は%(most)s文字までにしてください", most=LONGEST))
        if contains_my_number(name):
            return cls("", t("マイナンバーは書かないでください"))
        return cls(name)

    def refused(self, error: Words) -> KeyForm:
        """Return the form with what is wrong."""
        return replace(self, error=error)

    @property
    def control(self) -> TextInput:
        """The field."""
        return TextInput(
            name="name",
            label=t("鍵の名前"),
            hint=t("どのプログラムで使うかが、あとで分かる名前にします。例: 家計簿"),
            error=self.error,
            value=self.name,
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)
