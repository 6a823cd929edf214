"""What staff write about one value: 18未満, 6〜14, はい, 会社員、自営業; and the comparison it stands for."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules import nodes as n
from todoke.rules.checking.types import CodeType, DayType, NumberType, RuleTypeError, TruthType, type_of

_YES = frozenset({"はい", "○", "◯", "〇", "true", "yes", "有", "あり"})
_NO = frozenset({"いいえ", "×", "✕", "false", "no", "無", "なし"})
_FIGURE = r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)"
_UNIT = r"(?:歳|才|円|人|か月|ヶ月|カ月|月|年|日|週|時間|級|点|回|%)?"
_WORDS = {"未満": "lt", "以下": "le", "以上": "ge", "超": "gt", "を超える": "gt", "まで": "le", "から": "ge"}
_SIGNS = {"<": "lt", "<=": "le", "≦": "le", "≤": "le", ">": "gt", ">=": "ge", "≧": "ge", "≥": "ge", "=": "eq"}
_DAY_WORDS = {
    "以前": "le",
    "まで": "le",
    "より前": "lt",
    "以後": "ge",
    "以降": "ge",
    "から": "ge",
    "より後": "gt",
}
_ENDS = {("ge", "le"): "none", ("gt", "le"): "from", ("ge", "lt"): "to", ("gt", "lt"): "both"}
_OPEN_WORDS = {"none": "{0}〜{1}", "from": "{0}超{1}以下", "to": "{0}以上{1}未満", "both": "{0}超{1}未満"}
_WORD_OF = {"lt": "{}未満", "le": "{}以下", "ge": "{}以上", "gt": "{}超", "eq": "{}"}
_DAY_WORD_OF = {"lt": "{}より前", "le": "{}以前", "ge": "{}以後", "gt": "{}より後", "eq": "{}"}


class CellError(ValueError):
    """The cell cannot be read; the message is for the person who filled it in."""


def condition_of(left: Any, cell: str, vocabulary: Vocabulary, local: Any = None) -> Any:
    """Return the condition a cell states about ``left``. Raises CellError."""
    try:
        found = type_of(left, vocabulary.content, local or {})
    except RuleTypeError as error:
        raise CellError(str(error)) from error
    text = unicodedata.normalize("NFKC", cell).strip()
    match found:
        case TruthType():
            return _truth(left, text)
        case CodeType():
            return _code(left, cell.strip(), vocabulary)
        case DayType():
            return _day(left, text)
        case NumberType():
            return _number(left, text)
    raise CellError("この見出しは、表の列には使えません")


def cell_of(condition: Any, vocabulary: Vocabulary) -> tuple[Any, str] | None:
    """Return what a condition is about and the cell that states it, None where no cell can."""
    negative = isinstance(condition, n.Not)
    inner = condition.not_ if isinstance(condition, n.Not) else condition
    match inner:
        case n.FactOf():
            return inner, "いいえ" if negative else "はい"
        case n.In() | n.Eq() if _codes(inner) is not None:
            left, codes = _codes(inner) or (None, ())
            words = "、".join(_word(left, code, vocabulary) for code in codes)
            return left, f"{words}以外" if negative else words
        case n.Between() if not negative:
            span = inner.between
            if not (_is_figure(span.from_) and _is_figure(span.to)) and not (
                isinstance(span.from_, date) and isinstance(span.to, date) and span.open == "none"
            ):
                return None
            return span.value, _OPEN_WORDS[span.open].format(span.from_, span.to)
        case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge() if not negative:
            kind = type(inner).__name__.lower()
            left, right = getattr(inner, kind)
            if isinstance(right, bool):
                return None
            if _is_figure(right):
                return left, _WORD_OF[kind].format(right)
            if isinstance(right, date):
                return left, _DAY_WORD_OF[kind].format(right.isoformat())
    return None


def _codes(inner: Any) -> tuple[Any, tuple[str, ...]] | None:
    if isinstance(inner, n.In):
        return inner.in_
    left, right = inner.eq
    return (left, (right,)) if isinstance(right, str) else None


def _word(left: Any, code: str, vocabulary: Vocabulary) -> str:
    word = vocabulary.word_for(left.fact, code) if isinstance(left, n.FactOf) else code
    return code if re.search(r"[、/]|以外$", word) else word


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _truth(left: Any, text: str) -> Any:
    if text.lower() in _YES:
        return left
    if text.lower() in _NO:
        return n.Not.model_validate({"not": left})
    raise CellError(f"「{text}」は読めません。はい か いいえ と書いてください")


def _code(left: Any, text: str, vocabulary: Vocabulary) -> Any:
    if not isinstance(left, n.FactOf):
        raise CellError("この見出しは、表の列には使えません")
    negative = text.endswith("以外")
    words = [text] if vocabulary.code_named(left.fact, text) else []
    if not words:
        plain = text.removesuffix("以外")
        whole = vocabulary.code_named(left.fact, plain)
        words = [plain] if whole else [word.strip() for word in re.split(r"[、/]|または", plain)]
    codes = []
    for word in words:
        code = vocabulary.code_named(left.fact, word)
        if code is None:
            known = "、".join(vocabulary.codes_of(left.fact).values())
            raise CellError(f"「{word}」という答えはありません。使えるもの: {known}")
        codes.append(code)
    one: Any = (
        n.Eq(eq=(left, codes[0])) if len(codes) == 1 else n.In.model_validate({"in": (left, tuple(codes))})
    )
    return n.Not.model_validate({"not": one}) if negative else one


def _number(left: Any, text: str) -> Any:
    if matched := re.fullmatch(rf"{_FIGURE}{_UNIT}\s*(?:~|〜|-|から)\s*{_FIGURE}{_UNIT}(?:まで)?", text):
        return _between(left, _figure(matched[1]), _figure(matched[2]), "none")
    if matched := re.fullmatch(
        rf"{_FIGURE}{_UNIT}(以上|超|を超え|から){_UNIT}\s*{_FIGURE}{_UNIT}(未満|以下|まで)", text
    ):
        low = "ge" if matched[2] in ("以上", "から") else "gt"
        high = "lt" if matched[4] == "未満" else "le"
        return _between(left, _figure(matched[1]), _figure(matched[3]), _ENDS[(low, high)])
    if matched := re.fullmatch(rf"(<=|>=|[<>=≦≧≤≥])\s*{_FIGURE}{_UNIT}", text):
        return _compared(_SIGNS[matched[1]], left, _figure(matched[2]))
    if matched := re.fullmatch(rf"{_FIGURE}{_UNIT}\s*(未満|以下|以上|超|を超える|まで|から)?", text):
        return _compared(_WORDS.get(matched[2] or "", "eq"), left, _figure(matched[1]))
    raise CellError(f"「{text}」は読めません。18未満、18以上、6〜14 のように書いてください")


def _day(left: Any, text: str) -> Any:
    day = r"([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?"
    if matched := re.fullmatch(rf"{day}\s*(?:~|〜|から)\s*{day}(?:まで)?", text):
        parts = matched.groups()
        return _between(left, _as_day(parts[:3]), _as_day(parts[3:]), "none")
    if matched := re.fullmatch(rf"{day}\s*(以前|まで|より前|以後|以降|から|より後)?", text):
        return _compared(_DAY_WORDS.get(matched[4] or "", "eq"), left, _as_day(matched.groups()[:3]))
    raise CellError(f"「{text}」は読めません。2026-04-01以後 のように書いてください")


def _as_day(parts: tuple[str | Any, ...]) -> date:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise CellError(f"「{'-'.join(parts)}」という日はありません") from None


def _compared(kind: str, left: Any, right: Any) -> Any:
    node: type[n.Node] = n.NODE_KINDS[kind]
    return node.model_validate({kind: (left, right)})


def _between(left: Any, low: Any, high: Any, ends: str) -> Any:
    if high < low:
        raise CellError(f"{low}より{high}のほうが小さくなっています")
    return n.Between.model_validate({"between": {"value": left, "from": low, "to": high, "open": ends}})


def _figure(text: str) -> int | Decimal:
    plain = text.replace(",", "")
    return Decimal(plain) if "." in plain else int(plain)
