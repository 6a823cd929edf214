"""The rules that the desk may edit: programs, their versions' files, and the records they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from todoke.apps.desk.queries.trial import rule_text
from todoke.apps.registry.actions.sheets import fingerprint_of
from todoke.apps.registry.models import Record
from todoke.apps.registry.queries.rulebook import rules_folder
from todoke.apps.registry.queries.sheets import current_sheets
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.library import rulebook_of
from todoke.rules.programs import Condition, Program, Version


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One version of a program's rule with its file."""

    content: Content
    loaded: LoadedProgram
    version: Version
    path: str
    text: str

    @property
    def program(self) -> Program:
        """The program's envelope."""
        return self.loaded.program

    @property
    def base(self) -> str:
        """The fingerprint of the text a proposal is written against."""
        held = current_sheets([self.path]).get(self.path)
        return held.fingerprint if held else fingerprint_of(self.text)

    def condition(self, condition_id: str) -> Condition:
        """Return a condition. Raises Http404."""
        found = next((one for one in self.version.conditions if one.id == condition_id), None)
        if found is None:
            raise Http404
        return found


def programs(words: str) -> list[LoadedProgram]:
    """Return the programs whose name or id holds every word."""
    wanted = words[:100].split()
    content = rulebook_of(rules_folder()).content
    return [
        loaded
        for loaded in content.programs.values()
        if all(word in loaded.program.name.ja or word in loaded.program.id for word in wanted)
    ]


def program_or_404(program_id: str) -> LoadedProgram:
    """Return a program. Raises Http404."""
    loaded = rulebook_of(rules_folder()).content.programs.get(program_id)
    if loaded is None:
        raise Http404
    return loaded


def rule_file(program_id: str, begins: str) -> RuleFile:
    """Return the version of a program that begins on a day. Raises Http404."""
    loaded = program_or_404(program_id)
    try:
        day = date.fromisoformat(begins)
    except ValueError:
        raise Http404 from None
    version = next((one for one in loaded.versions if one.effective.from_ == day), None)
    if version is None:
        raise Http404
    path = f"programs/{program_id}/{day}.yaml"
    return RuleFile(rulebook_of(rules_folder()).content, loaded, version, path, rule_text(path))


def record_of(program_id: str) -> Record | None:
    """Return the record a program's rules hang on: the head of its family."""
    records = Record.objects.published().filter(rules=program_id).select_related("body", "current")
    return min(records, key=lambda one: (one.number != one.family, one.pk), default=None)
