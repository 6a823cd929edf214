"""Forms of connected apps (つないだアプリ)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from todoke.apps.channels.models import PrivateApp
from todoke.apps.people.models import Person
from todoke.ui.controls import Choice, ErrorSummary, Radios
from todoke.ui.words import t


@dataclass(frozen=True)
class ConnectForm:
    """Which app, and for which child, each by its place in its list."""

    apps: Sequence[PrivateApp]
    children: Sequence[tuple[Person, str]]
    app_place: str = ""
    child_place: str = ""
    app_error: str = ""
    child_error: str = ""

    @classmethod
    def of(
        cls, typed: QueryDict, apps: Sequence[PrivateApp], children: Sequence[tuple[Person, str]]
    ) -> ConnectForm:
        """Read the form."""
        form = cls(apps, children, typed.get("app", ""), typed.get("child", ""))
        if not _is_place(form.app_place, len(apps)):
            form = replace(form, app_place="", app_error=t("つなぐアプリを1つ選んでください"))
        if not _is_place(form.child_place, len(children)):
            form = replace(form, child_place="", child_error=t("お子さんを1人選んでください"))
        return form

    @property
    def error(self) -> str:
        """Whether anything is wrong."""
        return self.app_error or self.child_error

    @property
    def app(self) -> PrivateApp:
        """Return the app that was chosen."""
        return self.apps[int(self.app_place) - 1]

    @property
    def child(self) -> Person:
        """Return the child that was chosen."""
        return self.children[int(self.child_place) - 1][0]

    @property
    def controls(self) -> list[Radios]:
        """The fields."""
        apps = [
            Choice(str(n), one.name, is_chosen=str(n) == self.app_place) for n, one in enumerate(self.apps, 1)
        ]
        children = [
            Choice(str(n), name, is_chosen=str(n) == self.child_place)
            for n, (_, name) in enumerate(self.children, 1)
        ]
        return [
            Radios(name="app", label=t("つなぐアプリ"), error=self.app_error, choices=apps),
            Radios(
                name="child",
                label=t("どのお子さんの制度を知らせますか"),
                error=self.child_error,
                choices=children,
            ),
        ]

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(*self.controls)


def _is_place(typed: str, count: int) -> bool:
    return typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= count
