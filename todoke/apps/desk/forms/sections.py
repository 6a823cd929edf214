"""Which fields of a record stand together on the edit page, in the order in which offices write them."""

from __future__ import annotations

from dataclasses import dataclass

from todoke.apps.desk.domain.shapes import Group
from todoke.apps.desk.forms.printing import Printed, Printer

_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("名前と概要", ("name", "common_name", "summary", "description", "words", "filing")),
    ("対象と支援の内容", ("target", "support", "capacity", "usage", "places", "who", "steps", "minutes", "asked")),
    ("期間", ("periods",)),
    ("受付方法", ("channels",)),
    ("必要なもの", ("documents",)),
    ("手数料・費用", ("fees",)),
    ("問い合わせ先とリンク", ("contacts", "links")),
    ("所管と地域", ("owner", "operator", "level", "area", "area_note", "audience", "actor", "recipient", "via")),
    ("分類とつながり", ("categories", "targets", "contents", "life_events", "menu", "origin", "procedures",
                  "requires", "excludes", "rules", "legal_procedures")),
    ("根拠とデジタル化", ("legal_basis", "digital", "identity_check", "volume", "occurrence")),
)  # fmt: skip
_REST = "確認と公開"


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; open where something is wrong, or at the beginning."""

    label: str
    parts: tuple[Printed, ...]
    is_open: bool

    @property
    def filled(self) -> int:
        """How many of its fields say something."""
        return sum(part.is_filled for part in self.parts)


def sections(shape: Group, plain: dict[str, object], printer: Printer) -> list[Section]:
    """Return the edit page's sections; a field that no section names stands in the last one."""
    parts = {part.name: printer.print(part, plain.get(part.name), part.name) for part in shape.parts}
    found = []
    for label, names in _SECTIONS:
        here = tuple(parts.pop(name) for name in names if name in parts)
        found.append((label, here))
    found.append((_REST, tuple(parts.values())))
    return [
        Section(label, here, _is_open(here, printer) or number == 0)
        for number, (label, here) in enumerate(found)
    ]


def _is_open(parts: tuple[Printed, ...], printer: Printer) -> bool:
    if any(control.error for part in parts for control in part.controls()):
        return True
    return bool(printer.more) and any(printer.more.split("-")[0] == part.name for part in parts)
