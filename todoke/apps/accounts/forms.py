"""The forms by which staff sign in and change their password."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from todoke.apps.accounts.passwords import LongEnough
from todoke.ui.controls import ErrorLink, ErrorSummary

_LONGEST = 200


@dataclass
class LoginForm:
    """Login and password as typed."""

    login: str = ""
    password: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, typed: QueryDict) -> LoginForm:
        """Read the form and note what is missing."""
        form = cls(typed.get("login", "").strip()[:_LONGEST], typed.get("password", "")[:_LONGEST])
        if not form.login:
            form.errors["login"] = "ログインIDを入れてください"
        if not form.password:
            form.errors["password"] = "パスワードを入れてください"
        return form

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary(tuple(ErrorLink(f"field-{name}", text) for name, text in self.errors.items()))


@dataclass
class PasswordForm:
    """The old password and, twice, the new one."""

    old: str = ""
    new: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    hint: str = LongEnough().get_help_text()

    @classmethod
    def of(cls, typed: QueryDict) -> PasswordForm:
        """Read the form and note what is missing."""
        form = cls(typed.get("old", "")[:_LONGEST], typed.get("new", "")[:_LONGEST])
        if not form.old:
            form.errors["old"] = "今のパスワードを入れてください"
        if not form.new:
            form.errors["new"] = "新しいパスワードを入れてください"
        elif form.new != typed.get("again", "")[:_LONGEST]:
            form.errors["again"] = "新しいパスワードと同じものを、もう一度入れてください"
        return form

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary(tuple(ErrorLink(f"field-{name}", text) for name, text in self.errors.items()))


@dataclass
class FactorForm:
    """The code of the second factor as typed."""

    code: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, typed: QueryDict) -> FactorForm:
        """Read the form and note what is missing."""
        form = cls(typed.get("code", "").strip()[:40])
        if not form.code:
            form.errors["code"] = "番号を入れてください"
        return form

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary(tuple(ErrorLink(f"field-{name}", text) for name, text in self.errors.items()))
