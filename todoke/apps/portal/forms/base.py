"""What every form of the finder does: show its controls, read what was typed, answer with it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import QueryDict

from todoke.apps.screening.domain.screens import Screen
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.situation import Mistake
from todoke.ui.controls import Control, ErrorLink, ErrorSummary
from todoke.ui.words import Words


class ScreenForm(ABC):
    """The form of one screen. Without ``typed`` it shows what is known; with it, it reads and checks."""

    def __init__(self, screen: Screen, situation: Situation, typed: QueryDict | None, *, on: date) -> None:
        """Read what was typed."""
        self.screen = screen
        self.situation = situation
        self.typed = typed
        self.on = on
        self.errors: dict[str, Words] = {}
        self.general_errors: list[str] = []
        if typed is not None:
            self.read(typed)

    @abstractmethod
    def read(self, typed: QueryDict) -> None:
        """Check what was typed, keep it, and note each error under the name of its control."""

    @abstractmethod
    def controls(self) -> Sequence[Control]:
        """Return the controls to print."""

    @abstractmethod
    def answer(self) -> Situation:
        """Return the situation with what was typed; only when there is no error."""

    @property
    def is_valid(self) -> bool:
        """Tell whether there is nothing to put right."""
        return not self.errors and not self.general_errors

    @property
    def has_own_heading(self) -> bool:
        """Tell whether the page needs a heading beside the controls."""
        return not any(control.is_heading for control in self.controls())

    @property
    def template(self) -> str:
        """The template that prints the controls."""
        return "portal/screens/controls.html"

    def take(self, mistakes: Iterable[Mistake]) -> None:
        """Note mistakes that only the rules could find, at the control they belong to where there is one."""
        names = {control.name for control in self.controls()}
        for mistake in mistakes:
            if mistake.place in names:
                self.errors[mistake.place] = Words(mistake.message)
            else:
                self.general_errors.append(mistake.message)

    def summary(self) -> ErrorSummary:
        """Return all that is wrong, each line leading to its control."""
        controls = self.controls()
        links = list(ErrorSummary.of(*controls).links)
        target = controls[0].target if controls else "main"
        links += [ErrorLink(target, message) for message in self.general_errors]
        return ErrorSummary(tuple(links))
