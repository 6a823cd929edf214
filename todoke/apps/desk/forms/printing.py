"""The fields of a record as controls to print: made from the shape of the content, filled with what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from todoke.apps.desk.domain.shapes import Group, Leaf, Many, Shape
from todoke.apps.desk.forms.reading import MOST_ROWS, joined, rows_of
from todoke.ui.controls import Choice, Control, Select, TextArea, TextInput

_AREA_ROWS = 3
_FLAGS = (("yes", "はい"), ("no", "いいえ"))


@dataclass(frozen=True, slots=True)
class Printed:
    """A part of the form: one control, a group with a heading, or a list with rows."""

    kind: str
    name: str
    label: str
    control: Control | None = None
    parts: tuple[Printed, ...] = ()
    rows: int = 0
    is_filled: bool = False

    def controls(self) -> Iterator[Control]:
        """Yield every control inside."""
        if self.control is not None:
            yield self.control
        for part in self.parts:
            yield from part.controls()


@dataclass
class Printer:
    """Makes the parts of a form from what a record says, or from what was typed where it is shown again."""

    typed: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    more: str = ""
    """Name of the list that gets one more row."""

    def print(self, shape: Shape, value: Any, name: str, context: str = "") -> Printed:
        """Return a shape with its value."""
        match shape:
            case Leaf():
                control = self._control(shape, value, name, context)
                return Printed("control", name, shape.label, control, is_filled=value not in (None, "", []))
            case Many():
                return self._many(shape, value, name)
            case Group():
                return self._group(shape, value, name, context)

    def _group(self, group: Group, value: Any, name: str, context: str) -> Printed:
        within = value if isinstance(value, dict) else {}
        if group.is_text and isinstance(value, str):
            within = {"ja": value}
        told = " ".join(each for each in (context, group.label) if each)
        parts = tuple(
            self.print(part, within.get(part.name), joined(name, part.name), told) for part in group.parts
        )
        kind = "text" if group.is_text else "group"
        return Printed(kind, name, group.label, parts=parts, is_filled=bool(within))

    def _many(self, many: Many, value: Any, name: str) -> Printed:
        values = value if isinstance(value, list) else []
        count = len(values) if self.typed is None else min(rows_of(self.typed, name), MOST_ROWS)
        if self.more == name:
            count += 1
        parts = tuple(
            self.print(
                many.item,
                values[row] if row < len(values) else None,
                joined(name, row),
                str(row + 1),
            )
            for row in range(count)
        )
        return Printed("many", name, many.label, parts=parts, rows=count, is_filled=count > 0)

    def _control(self, leaf: Leaf, value: Any, name: str, context: str) -> Control:
        known = _typed_form(leaf, value) if self.typed is None else self.typed.get(name, "")
        words: dict[str, Any] = {
            "name": name,
            "label": leaf.label,
            "context": context,
            "error": self.errors.get(name, ""),
            "is_required": leaf.is_required,
        }
        if leaf.kind in ("choice", "flag"):
            choices = leaf.choices if leaf.kind == "choice" else _FLAGS
            options = [Choice(code, label, is_chosen=code == known) for code, label in choices]
            return Select(**words, choices=options, empty="(選ばない)")
        if leaf.kind in ("area", "lines"):
            lines = known.count("\n") + 1 + len(known) // 40
            rows = max(1 if leaf.kind == "area" and leaf.name != "ja" else 2, min(lines, 8))
            hint = "1行に1つずつ書きます。" if leaf.kind == "lines" else ""
            return TextArea(**words, value=known, rows=rows, hint=hint)
        short = leaf.kind in ("number", "time")
        return TextInput(
            **words,
            value=known,
            size="short" if short else "long",
            inputmode="numeric" if leaf.kind == "number" else "text",
        )


def _typed_form(leaf: Leaf, value: Any) -> str:
    """Return a value as one would type it."""
    if value is None:
        return ""
    match leaf.kind:
        case "flag":
            return "yes" if value else "no"
        case "lines":
            return "\n".join(str(one) for one in value)
        case "time":
            return str(value)[:5]
    return str(value)
