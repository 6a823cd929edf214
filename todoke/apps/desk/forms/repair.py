"""The repair form: for each field accept, correct or refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from todoke.apps.desk.domain.changes import Plain, PointerError, with_values
from todoke.apps.desk.domain.repairs import ACCEPT, EDIT, REFUSE, Decision, FieldRepair
from todoke.apps.desk.domain.shapes import shape_of
from todoke.apps.desk.forms.printing import Printed, Printer
from todoke.apps.desk.forms.reading import Reader, checked
from todoke.records.content import ProcedureContent, ProgramContent, as_json
from todoke.ui.controls import ErrorLink, ErrorSummary


@dataclass(frozen=True, slots=True)
class Row:
    """One field as it is printed."""

    suggestion: FieldRepair
    chosen: str
    editing: Printed
    error: str = ""


@dataclass
class RepairForm:
    """What was decided about each field, and the content that follows from it."""

    suggestions: Sequence[FieldRepair]
    typed: Mapping[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    more: str = ""

    def read(self) -> None:
        """Read the decisions; a correction by hand is read field by field."""
        assert self.typed is not None
        reader = Reader(self.typed, self.errors)
        for one in self.suggestions:
            kind = self.typed.get(f"{one.name}-decision", "")
            if kind == ACCEPT and one.has_new:
                self.decisions.append(Decision(one, ACCEPT, one.new))
            elif kind == EDIT:
                self.decisions.append(Decision(one, EDIT, reader.read(one.shape, one.name)))
            elif kind == REFUSE:
                self.decisions.append(Decision(one, REFUSE))
            else:
                self.errors[one.name] = f"「{one.label}」をどうするか選んでください"

    def content(self, plain: Plain, kind: str, **days: str) -> ProgramContent | ProcedureContent | None:
        """Return the content with what was decided, or None with the errors noted."""
        values = [(one.suggestion.pointer, one.value) for one in self.decisions if one.kind != REFUSE]
        if self.errors:
            return None
        try:
            changed = with_values(plain, values)
        except PointerError as error:
            self.errors[self.suggestions[0].name if self.suggestions else ""] = str(error)
            return None
        found, errors = checked({**changed, **days}, shape_of(kind))
        if found is None:
            told = "、".join(errors.values())
            self.errors[self._blamed(errors)] = f"このままでは登録できません: {told}"
            return None
        if as_json(found) == plain:
            self.errors[self.suggestions[0].name if self.suggestions else ""] = (
                "今の登録と同じ内容です。変えないときは「そのままでよい」を選んでください"
            )
            return None
        return found

    def _blamed(self, errors: Mapping[str, str]) -> str:
        """Return the name of the decided field that an error of the whole content speaks of."""
        for one in self.suggestions:
            prefix = one.pointer.replace(".", "-")
            if any(name.startswith(prefix) or prefix.startswith(name) for name in errors):
                return one.name
        return self.suggestions[0].name if self.suggestions else ""

    @property
    def rows(self) -> list[Row]:
        """Return the fields to print."""
        printer = Printer(self.typed, self.errors, self.more)
        return [
            Row(
                one,
                self._chosen(one),
                printer.print(one.shape, one.to_edit, one.name, one.label),
                self.errors.get(one.name, "") if f"{one.name}-decision" not in self.errors else "",
            )
            for one in self.suggestions
        ]

    def _chosen(self, one: FieldRepair) -> str:
        if self.typed is not None:
            return self.typed.get(f"{one.name}-decision", "")
        return "" if one.has_new else EDIT

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong, each leading to its field."""
        names = {one.name for one in self.suggestions}
        return ErrorSummary(
            tuple(
                ErrorLink(f"change-{name[1:]}" if name in names else f"field-{name}", text)
                for name, text in self.errors.items()
            )
        )
