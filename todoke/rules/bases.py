"""The bases of money and the units of numbers: only like is compared with like."""

from __future__ import annotations

MONEY: dict[str, str] = {
    "gross": "収入",
    "net_income": "所得",
    "total_income": "合計所得金額",
    "deducted_income": "控除後所得",
    "taxable_income": "課税所得",
    "levy": "所得割額",
    "benefit": "支給額・料金",
    "assets": "資産",
    "wage": "賃金・報酬",
    "premium": "保険料",
    "rent": "家賃",
    "damage": "損害額",
}
"""Bases of money and their Japanese names."""

UNITS: dict[str, str] = {
    "people": "人",
    "years": "歳・年",
    "months": "か月",
    "weeks": "週",
    "days": "日",
    "hours": "時間",
    "rate": "割合",
    "points": "点",
    "grade": "等級",
    "square_meters": "㎡",
    "times": "回",
}
"""Units of numbers that are no money, and their Japanese names."""

WORDS: frozenset[str] = frozenset({"code", "boolean"})
"""Bases of parameters and tables that hold words or truth values instead of numbers."""

KNOWN: frozenset[str] = frozenset(MONEY) | frozenset(UNITS) | WORDS
