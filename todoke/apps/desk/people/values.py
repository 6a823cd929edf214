"""Values of items as staff type them (正しい内容): the control for each kind of item, and what was typed as a value."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from todoke.base.my_number import contains_my_number
from todoke.residents.households import kind_of
from todoke.residents.vectors import UnfitValueError, check_value
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, Money, Number
from todoke.rules.household import MUNICIPALITY
from todoke.rules.values import Value

LONGEST = 200
_YES_NO = (("yes", "はい"), ("no", "いいえ"))
_SEXES = (("1", "男性"), ("2", "女性"))


@dataclass(frozen=True, slots=True)
class ValueField:
    """How the right value of an item is put in."""

    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Values with their words; empty: typed."""


class ValueTypedError(ValueError):
    """What was typed is no value of the item; the message says how to write it."""


def field_of(item: str, content: Content) -> ValueField | None:
    """Return how an item is put right here; None where it cannot be."""
    if item == MUNICIPALITY:
        return None
    if item == "basics.sex":
        return ValueField(choices=_SEXES)
    if item.startswith("basics."):
        return ValueField("台帳にあるとおりに書きます。")
    if item.startswith("account."):
        return ValueField(choices=_YES_NO)
    fact = content.facts.get(item)
    if fact is None:
        return None
    match fact.type:
        case Boolean():
            return ValueField(choices=_YES_NO)
        case Code(codes=codes):
            return ValueField(choices=tuple((code, words.ja) for code, words in codes.items()))
        case Date():
            return ValueField("例: 1990-04-12")
        case Money():
            return ValueField("円で、数字だけを書きます。例: 3000000")
        case Number():
            return ValueField("数字だけを書きます。")


def read_value(item: str, typed: str, content: Content) -> Value:
    """Return what was typed or chosen as a value of the item; raises ValueTypedError."""
    text = unicodedata.normalize("NFKC", typed).strip()
    field = field_of(item, content)
    if field is None:
        raise ValueTypedError("この項目は、ここでは直せません。もとの台帳で直してください")
    if not text or len(text) > LONGEST:
        raise ValueTypedError("正しい内容を入れてください")
    if contains_my_number(text):
        raise ValueTypedError("マイナンバーは書かないでください")
    if field.choices and text not in dict(field.choices):
        raise ValueTypedError("正しい内容を選んでください")
    if item.startswith("basics."):
        return text
    if field.choices == _YES_NO:
        return text == "yes"
    if field.choices:
        return text
    value = _number_or_day(item, text, content)
    try:
        check_value(item, value, kind_of(item, content))
    except UnfitValueError:
        raise ValueTypedError(f"この項目の値になりません。{field.hint}") from None
    return value


def _number_or_day(item: str, text: str, content: Content) -> Value:
    try:
        if isinstance(content.facts[item].type, Date):
            return date.fromisoformat(text)
        number = Fraction(text.replace(",", "").removesuffix("円"))
        return number.numerator if number.denominator == 1 else number
    except ValueError:
        hint = field_of(item, content)
        raise ValueTypedError(f"書き方がちがいます。{hint.hint if hint else ''}") from None
