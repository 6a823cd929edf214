"""Forms of supporters (支援者): what a supporter may do and until when, and the code they take it up with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict

from todoke.apps.mandates.domain.terms import CHOICES
from todoke.base.my_number import contains_my_number
from todoke.ui.controls import Checkboxes, Choice, ErrorSummary, Radios, TextInput
from todoke.ui.words import Words, t

_LONGEST = 60
TERMS = {"day": 1, "month": 30, "half": 180, "year": 365}


def term_words() -> dict[str, Words]:
    """Return how long a mandate may last, in words."""
    return {
        "day": t("今日から1日"),
        "month": t("30日"),
        "half": t("180日(およそ半年)"),
        "year": t("365日(いちばん長い)"),
    }


def choice_words() -> dict[str, Words]:
    """Return what can be asked of a supporter, in words."""
    return {
        "look": t("お知らせと情報を見る"),
        "settle": t("受け取り方や伝えたことを直す"),
        "agree": t("情報を使う同意をする・取り消す"),
        "pay": t("申請のいらない支給を断る"),
        "log": t("だれが情報を見たかを確かめる"),
    }


@dataclass(frozen=True)
class SupporterForm:
    """Who is to help, with what, for how long."""

    person_name: str = ""
    supporter_name: str = ""
    chosen: tuple[str, ...] = ()
    term: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, typed: QueryDict, *, person_name: str) -> SupporterForm:
        """Read the form; one's own name is asked only where it is not known."""
        own = person_name or typed.get("person_name", "")[:_LONGEST].strip()
        name = typed.get("supporter_name", "")[:_LONGEST].strip()
        chosen = tuple(one for one in typed.getlist("scope") if one in CHOICES)
        term = typed.get("term", "")
        wrong = []
        for field, text, empty in (
            ("person_name", own, t("あなたの氏名を書いてください")),
            ("supporter_name", name, t("支援者の氏名を書いてください")),
        ):
            if not text:
                wrong.append((field, str(empty)))
            elif contains_my_number(text):
                wrong.append((field, str(t("マイナンバーは書かないでください"))))
        if not chosen:
            wrong.append(("scope", str(t("してもらうことを、1つ以上選んでください"))))
        if term not in TERMS:
            wrong.append(("term", str(t("いつまで頼むかを選んでください"))))
        return cls(own, name, chosen, term, tuple(wrong))

    def ends_at(self, at: datetime) -> datetime:
        """Return when the mandate ends."""
        return at + timedelta(days=TERMS[self.term])

    def _error(self, field: str) -> str:
        return dict(self.errors).get(field, "")

    @property
    def person_name_control(self) -> TextInput:
        """One's own name."""
        return TextInput(
            name="person_name",
            label=t("あなたの氏名"),
            hint=t("支援者の画面と、紙の控えに出ます。"),
            value=self.person_name,
            error=self._error("person_name"),
            autocomplete="name",
        )

    @property
    def supporter_name_control(self) -> TextInput:
        """The supporter's name."""
        return TextInput(
            name="supporter_name",
            label=t("支援者の氏名"),
            hint=t("家族、社会福祉協議会の人など、代わりに操作してもらう人"),
            value=self.supporter_name,
            error=self._error("supporter_name"),
        )

    @property
    def scope_control(self) -> Checkboxes:
        """What the supporter may do; nothing is ticked from the start."""
        words = choice_words()
        return Checkboxes(
            name="scope",
            label=t("してもらうこと"),
            choices=[Choice(key, words[key], is_chosen=key in self.chosen) for key in CHOICES],
            error=self._error("scope"),
        )

    @property
    def term_control(self) -> Radios:
        """For how long."""
        words = term_words()
        return Radios(
            name="term",
            label=t("いつまで"),
            hint=t("いつでも、すぐにやめられます。"),
            choices=[Choice(key, words[key], is_chosen=key == self.term) for key in TERMS],
            error=self._error("term"),
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(
            self.person_name_control, self.supporter_name_control, self.scope_control, self.term_control
        )


@dataclass(frozen=True)
class TakeUpForm:
    """The code a supporter got from the person."""

    code: str = ""
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> TakeUpForm:
        """Read the form."""
        code = typed.get("code", "")[:40].strip()
        return cls(code, "" if code else str(t("コードを入れてください")))

    @property
    def control(self) -> TextInput:
        """The code; however it is typed."""
        return TextInput(
            name="code",
            label=t("支援者のコード"),
            hint=t("本人から受け取った12文字。線(-)はなくてもかまいません。"),
            error=self.error,
            size="medium",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)
