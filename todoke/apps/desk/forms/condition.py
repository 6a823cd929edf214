"""The three forms of one condition: cards, a table, a line. All write the same tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from todoke.apps.desk.domain import cards
from todoke.apps.desk.domain.cards import Deck
from todoke.apps.desk.domain.line_printing import line_of
from todoke.apps.desk.domain.line_reading import read_line
from todoke.apps.desk.domain.sheet import SheetRead, read_sheet, sheet_of
from todoke.apps.desk.domain.tokens import LineError
from todoke.apps.desk.domain.words import Vocabulary

DEPTHS = {"cards": "カード", "table": "条件表", "line": "一行の式"}


@dataclass
class ConditionForm:
    """A condition at one depth, as it was typed, with the tree it states or what is wrong."""

    depth: str
    expression: Any = None
    deck: Deck = field(default_factory=Deck)
    sheet: str = ""
    read: SheetRead | None = None
    line: str = ""
    errors: list[str] = field(default_factory=list)

    @classmethod
    def showing(cls, expression: Any, depth: str, vocabulary: Vocabulary, local: Any) -> ConditionForm:
        """Return the form that shows a tree. What is no table is shown as one line instead."""
        form = cls(depth if depth in DEPTHS else "cards", expression)
        if form.depth == "table":
            form.sheet = sheet_of(expression, vocabulary, local) or ""
            if not form.sheet:
                form.errors = [
                    "この条件は、表の形にはなりません。表を新しく貼り付けるか、カードか一行の式で直してください"
                ]
        form.line = line_of(expression, vocabulary)
        form.deck = cards.deck_of(expression, vocabulary)
        return form

    @classmethod
    def of(cls, typed: Mapping[str, str], vocabulary: Vocabulary, local: Any) -> ConditionForm:
        """Read what was typed."""
        depth = typed.get("depth", "")
        form = cls(depth if depth in DEPTHS else "cards")
        if form.depth == "line":
            form.line = typed.get("line", "").strip()[:4000]
            try:
                form.expression = read_line(form.line, vocabulary)
            except LineError as error:
                form.errors = [str(error)]
        elif form.depth == "table":
            form.sheet = typed.get("sheet", "")[:100_000]
            form.read = read_sheet(form.sheet, vocabulary, local)
            form.expression, form.errors = form.read.expression, form.read.errors
        else:
            form.deck = cards.read_deck(typed)
            if order := typed.get("cards", ""):
                form.deck = cards.changed(form.deck, order)
            form.expression, form.deck = cards.expression_of(form.deck, vocabulary, local)
            form.errors = form.deck.errors or ([] if form.expression else ["カードを1枚以上書いてください"])
        return form
