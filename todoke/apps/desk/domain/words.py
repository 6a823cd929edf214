"""The words conditions are written with in one line, and what they mean in the tree of a rule.

Facts are called by their Japanese label where it names one fact alone, otherwise by their id.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from todoke.rules.content import Content
from todoke.rules.facts import Code
from todoke.rules.household import RELATION
from todoke.rules.wording.expression import RELATION_WORDS

COMPARISONS = {"=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
SIGNS = {kind: sign for sign, kind in COMPARISONS.items()}
DAYS = {
    "今日": "today",
    "月の初日": "month_start",
    "月の末日": "month_end",
    "年度の初日": "fiscal_year_start",
    "年度の末日": "fiscal_year_end",
    "年の初日": "year_start",
}
WHO = {
    "世帯の人": "everyone",
    "本人": "self",
    "本人以外": "others",
    "配偶者": "spouse",
    "子": "children",
    "父母": "parents",
    "きょうだい": "siblings",
    "きょうだいと本人": "siblings_and_self",
    "祖父母": "grandparents",
    "孫": "grandchildren",
}
UNITS = {"年": "years", "月": "months", "週": "weeks", "日": "days"}
MODES = {"切捨て": "down", "切上げ": "up", "四捨五入": "half_up"}
MEMBER_FUNCTIONS = {
    "いる": "exists",
    "みんな": "every",
    "人数": "count",
    "合計": "total",
    "最大": "largest",
    "最小": "smallest",
    "順位": "rank",
}
VALUED = frozenset({"every", "total", "largest", "smallest"})
FUNCTIONS = frozenset(
    {
        *MEMBER_FUNCTIONS,
        "すべて", "どれか", "でない", "年齢", "年度年齢", "年度末", "ずらす", "経過", "大きいほう", "小さいほう",
        "丸め", "場合", "受けられる", "受けている", "みなす", "基準額", "表", "区市町村の値", "読めない",
        "対象者の", "属性",
    }
)  # fmt: skip
AND, OR, NOT = "かつ", "または", "でない"
YES, NO = "はい", "いいえ"
RESERVED = frozenset({AND, OR, YES, NO, *DAYS, *WHO, *FUNCTIONS, "その他"})


@dataclass(frozen=True)
class Vocabulary:
    """The facts of a rulebook by what they are called."""

    content: Content

    @cached_property
    def labels(self) -> dict[str, str]:
        """Fact ids by label, where a label names one fact alone."""
        found: dict[str, list[str]] = {"続柄": [RELATION]}
        for fact_id, fact in self.content.facts.items():
            found.setdefault(fact.label.ja, []).append(fact_id)
        return {
            label: ids[0] for label, ids in found.items() if len(ids) == 1 and not set(label) & set("「」\n")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Labels by fact id."""
        return {fact_id: label for label, fact_id in self.labels.items()}

    def fact_named(self, name: str) -> str | None:
        """Return the id of the fact with this label or id, None where there is none."""
        if name in self.content.facts or name == RELATION:
            return name
        return self.labels.get(name)

    def kind_of(self, fact_id: str) -> str:
        """Return what kind of value a fact has: boolean, code, number, money or date; empty where it is unknown."""
        if fact_id == RELATION:
            return "code"
        fact = self.content.facts.get(fact_id)
        return fact.type.kind if fact else ""

    def codes_of(self, fact_id: str) -> dict[str, str]:
        """Return the words of a fact's codes, by code."""
        if fact_id == RELATION:
            return {code: text.ja for code, text in RELATION_WORDS.items()}
        fact = self.content.facts.get(fact_id)
        return (
            {code: text.ja for code, text in fact.type.codes.items()}
            if fact and isinstance(fact.type, Code)
            else {}
        )

    def code_named(self, fact_id: str, word: str) -> str | None:
        """Return the code with this word (or the code itself) among a fact's codes."""
        codes = self.codes_of(fact_id)
        if word in codes:
            return word
        return next((code for code, told in codes.items() if told == word), None)

    def word_for(self, fact_id: str, code: str) -> str:
        """Return the word of a code where it names that code alone."""
        codes = self.codes_of(fact_id)
        word = codes.get(code, code)
        return word if list(codes.values()).count(word) == 1 and '"' not in word else code
