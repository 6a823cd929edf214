"""Conditions as cards: a fact, an operator, a value; cards in groups, joined by かつ or または.

Anything deeper than groups of cards stands on a card of its own as one line, so that every rule can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from todoke.apps.desk.domain.cells import CellError, condition_of
from todoke.apps.desk.domain.line_printing import line_of
from todoke.apps.desk.domain.line_reading import read_line
from todoke.apps.desk.domain.tokens import LineError
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules import nodes as n

LINE = "line"
AGES = {
    "age": ("年齢", {"age": {}}),
    "age_months": ("年齢(月)", {"age": {"unit": "months"}}),
    "school_age": ("年度年齢(4月1日の前の満年齢)", {"school_age": {}}),
}
OPERATORS = {
    "eq": "=",
    "ne": "でない",
    "lt": "未満",
    "le": "以下",
    "ge": "以上",
    "gt": "を超える",
    "between": "〜(両端を含む)",
    "in": "のどれか",
    "not_in": "のどれでもない",
    "yes": "はい",
    "no": "いいえ",
}
JOINS = {"all": "すべて当てはまる(かつ)", "any": "どれか当てはまる(または)"}
_ENDING = {"lt": "未満", "le": "以下", "ge": "以上", "gt": "超", "eq": "", "ne": ""}
_DAY_ENDING = {"lt": "より前", "le": "以前", "ge": "以後", "gt": "より後", "eq": ""}
_FITTING = {
    "boolean": ("yes", "no"),
    "code": ("eq", "ne", "in", "not_in"),
    "number": ("lt", "le", "ge", "gt", "between", "eq"),
}
MOST_GROUPS, MOST_CARDS = 12, 30


@dataclass(frozen=True, slots=True)
class Card:
    """One statement; ``subject`` is a fact id, one of the ages, or ``line`` with the line as value."""

    subject: str
    operator: str = "eq"
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards that belong together."""

    join: str = "all"
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """All cards of a condition."""

    join: str = "all"
    groups: tuple[CardGroup, ...] = field(default_factory=tuple)

    @property
    def errors(self) -> list[str]:
        """What is wrong, with its place."""
        return [
            f"{place + 1}組目の{number + 1}枚目: {card.error}"
            for place, group in enumerate(self.groups)
            for number, card in enumerate(group.cards)
            if card.error
        ]


def deck_of(expression: Any, vocabulary: Vocabulary) -> Deck:
    """Return the cards of an expression."""
    join, parts = _split(expression)
    if not any(_is_compound(part) for part in parts):
        return Deck("all", (CardGroup(join, tuple(_card(part, vocabulary) for part in parts)),))
    groups = []
    for part in parts:
        inner, cards = _split(part)
        groups.append(CardGroup(inner, tuple(_card(one, vocabulary) for one in cards)))
    return Deck(join, tuple(groups))


def expression_of(deck: Deck, vocabulary: Vocabulary, local: Any = None) -> tuple[Any, Deck]:
    """Return the tree the cards state, and the cards with what is wrong; the tree is None where something is."""
    groups: list[CardGroup] = []
    parts: list[Any] = []
    for group in deck.groups:
        cards, found = [], []
        for card in group.cards:
            fitting = operators_of(card.subject, vocabulary)
            if card.operator not in fitting:
                # The fact was changed and the operator is still that of the one before.
                card = Card(card.subject, fitting[0], card.value)
            try:
                found.append(_statement(card, vocabulary, local))
                cards.append(Card(card.subject, card.operator, card.value))
            except (CellError, LineError) as error:
                cards.append(Card(card.subject, card.operator, card.value, str(error)))
        groups.append(CardGroup(group.join, tuple(cards)))
        if found:
            parts.append(_joined(group.join, found))
    read = Deck(deck.join, tuple(groups))
    if read.errors or not parts:
        return None, read
    return _joined(deck.join, parts), read


def operators_of(subject: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the operators that fit what a card is about; all of them while nothing is chosen."""
    if subject in AGES:
        return _FITTING["number"]
    kind = vocabulary.kind_of(subject)
    return _FITTING.get(kind, _FITTING["number"]) if kind else tuple(OPERATORS)


def read_deck(typed: Mapping[str, str]) -> Deck:
    """Return the cards of a form whose fields are ``join``, ``g0-join``, ``g0-c0-subject`` and so on."""
    groups = []
    for place in range(min(_count(typed, "groups"), MOST_GROUPS)):
        cards = tuple(
            Card(
                typed.get(f"g{place}-c{number}-subject", ""),
                typed.get(f"g{place}-c{number}-operator", "eq"),
                typed.get(f"g{place}-c{number}-value", "").strip(),
            )
            for number in range(min(_count(typed, f"g{place}-cards"), MOST_CARDS))
        )
        groups.append(CardGroup(_join(typed.get(f"g{place}-join", "")), cards))
    return Deck(_join(typed.get("join", "")), tuple(groups))


def changed(deck: Deck, order: str) -> Deck:
    """Return the cards after a button: ``add-0`` a card in a group, ``remove-0-1`` a card, ``group`` a group.

    >>> changed(Deck(groups=(CardGroup(cards=(Card("age"),)),)), "remove-0-0").groups
    ()
    """
    name, *places = order.split("-")
    groups = list(deck.groups)
    numbers = [int(place) for place in places if place.isdigit()]
    if name == "group" or not groups:
        groups.append(CardGroup("all", (Card(""),)))
    elif name == "add" and numbers and numbers[0] < len(groups):
        group = groups[numbers[0]]
        groups[numbers[0]] = CardGroup(group.join, (*group.cards, Card("")))
    elif name == "remove" and len(numbers) == 2 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        kept = tuple(card for number, card in enumerate(group.cards) if number != numbers[1])
        groups[numbers[0]] = CardGroup(group.join, kept)
    return Deck(deck.join, tuple(group for group in groups if group.cards))


def _split(expression: Any) -> tuple[str, tuple[Any, ...]]:
    if isinstance(expression, n.AllOf) and len(expression.all) > 1:
        return "all", expression.all
    if isinstance(expression, n.AnyOf) and len(expression.any) > 1:
        return "any", expression.any
    return "all", (expression,)


def _is_compound(part: Any) -> bool:
    return len(_split(part)[1]) > 1


def _joined(join: str, parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return n.AllOf(all=tuple(parts)) if join == "all" else n.AnyOf(any=tuple(parts))


def _card(part: Any, vocabulary: Vocabulary) -> Card:
    return _simple(part, vocabulary) or Card(LINE, "eq", line_of(part, vocabulary))


def _simple(part: Any, vocabulary: Vocabulary) -> Card | None:
    negative = isinstance(part, n.Not)
    inner = part.not_ if isinstance(part, n.Not) else part
    match inner:
        case n.FactOf():
            subject = _subject(inner)
            return None if subject is None else Card(subject, "no" if negative else "yes")
        case n.In():
            left, codes = inner.in_
            subject = _subject(left)
            if subject is None or subject in AGES:
                return None
            words = [vocabulary.word_for(subject, code) for code in codes]
            told = codes if any("、" in word or "/" in word for word in words) else words
            return Card(subject, "not_in" if negative else "in", "、".join(told))
        case n.Between() if not negative and inner.between.open == "none":
            span = inner.between
            subject = _subject(span.value)
            if subject is None or not (_is_plain(span.from_) and _is_plain(span.to)):
                return None
            return Card(subject, "between", f"{span.from_}〜{span.to}")
        case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
            kind = type(inner).__name__.lower()
            left, right = getattr(inner, kind)
            subject = _subject(left)
            is_code = isinstance(right, str)
            if subject is None or isinstance(right, bool) or not (is_code or _is_plain(right)):
                return None
            if negative and not is_code:
                return None
            return Card(subject, "ne" if negative else kind, str(right))
    return None


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | Decimal | date) and not isinstance(value, bool)


def _subject(left: Any) -> str | None:
    if isinstance(left, n.FactOf) and left.of == "member":
        return left.fact
    return next((name for name, (_, raw) in AGES.items() if left == _age(raw)), None)


def _age(raw: Any) -> Any:
    return (n.Age if "age" in raw else n.SchoolAge).model_validate(raw)


def _statement(card: Card, vocabulary: Vocabulary, local: Any) -> Any:
    if not card.subject:
        raise CellError("何についての条件かを選んでください")
    if card.subject == LINE:
        return read_line(card.value, vocabulary)
    if card.subject not in AGES and vocabulary.fact_named(card.subject) is None:
        raise CellError(f"「{card.subject}」という属性はありません")
    left = _age(AGES[card.subject][1]) if card.subject in AGES else n.FactOf(fact=card.subject)
    if card.operator in ("yes", "no"):
        return condition_of(left, OPERATORS[card.operator], vocabulary, local)
    if not card.value:
        raise CellError("値を書いてください")
    if card.operator in ("in", "not_in", "ne") or vocabulary.codes_of(card.subject):
        negative = card.operator in ("not_in", "ne")
        return _codes(left, card, vocabulary, local, negative)
    if card.operator == "between":
        return condition_of(left, card.value, vocabulary, local)
    is_day = len(card.value) >= 8 and card.value[:4].isdigit() and card.value[4:5] in "-/年"
    ending = (_DAY_ENDING if is_day else _ENDING).get(card.operator, "")
    return condition_of(left, f"{card.value}{ending}", vocabulary, local)


def _codes(left: Any, card: Card, vocabulary: Vocabulary, local: Any, negative: bool) -> Any:
    found = condition_of(left, card.value, vocabulary, local)
    if card.operator in ("in", "not_in") and isinstance(found, n.Eq):
        found = n.In.model_validate({"in": (found.eq[0], (found.eq[1],))})
    if not isinstance(found, n.Eq | n.In):
        raise CellError("この属性には「のどれか」「でない」は使えません")
    return n.Not.model_validate({"not": found}) if negative else found


def _count(typed: Mapping[str, str], name: str) -> int:
    text = typed.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _join(text: str) -> str:
    return text if text in JOINS else "all"
