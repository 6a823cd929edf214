"""The edit form of a whole record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from todoke.apps.desk.domain.changes import differences
from todoke.apps.desk.domain.shapes import shape_of
from todoke.apps.desk.forms.printing import Printer
from todoke.apps.desk.forms.reading import Reader, checked
from todoke.apps.desk.forms.sections import Section, sections
from todoke.records.content import ProcedureContent, ProgramContent, as_json
from todoke.ui.controls import ErrorLink, ErrorSummary


@dataclass
class RecordForm:
    """A record's fields, what was typed into them, and the content that follows."""

    kind: str
    plain: dict[str, Any]
    """What the fields begin with."""
    typed: Mapping[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    effective_from: date | None = None
    words: str = ""

    @property
    def more(self) -> str:
        """Name of the list that gets one more row, where that was the button."""
        return "" if self.typed is None else self.typed.get("more", "")

    def content(self) -> ProgramContent | ProcedureContent | None:
        """Return the content as typed, or None with the errors noted."""
        assert self.typed is not None
        reader = Reader(self.typed, self.errors)
        plain = reader.read(shape_of(self.kind), "") or {}
        plain["kind"] = self.kind
        if "extra" in self.plain:
            plain["extra"] = self.plain[
                "extra"
            ]  # other formats' leaves are not edited here and not lost either
        self.words = self.typed.get("proposal-words", "").strip()[:400]
        if day := self.typed.get("proposal-day", "").strip():
            read = reader.day(day, "proposal-day")
            self.effective_from = date.fromisoformat(read) if read else None
        if self.errors:
            return None
        content, errors = checked(plain, shape_of(self.kind))
        self.errors.update(errors)
        return content

    def is_changed(self, content: ProgramContent | ProcedureContent, base: dict[str, Any]) -> bool:
        """Tell whether the content says anything else than ``base``."""
        return bool(differences(base, as_json(content)))

    @property
    def sections(self) -> list[Section]:
        """Return the fields to print."""
        return sections(shape_of(self.kind), self.plain, Printer(self.typed, self.errors, self.more))

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary(tuple(ErrorLink(f"field-{name}", text) for name, text in self.errors.items()))
