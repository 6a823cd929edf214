"""The columns of the survey's editions (R6: 39 as converted, R7: 46) under one name each, and their codes.

Sources: 行政手続等の悉皆調査結果等 (デジタル庁; R6 published 2025-07-29, R7 published 2026-08-26; PDL1.0). The data
of R7 was not seen, only its list of columns.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from todoke.formats.areas import DATA

SCHEME = "procedures-survey"
"""The key of this format in ``content.extra``."""

Edition = Literal["r6", "r7"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: our name and its header in each edition, None where the edition lacks it."""

    name: str
    r6: str | None
    r7: str | None


@lru_cache(maxsize=1)
def fields() -> tuple[Field, ...]:
    """Return the columns."""
    with (DATA / "formats" / "procedures_survey.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Field(row["field"], row["r6"] or None, row["r7"] or None) for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def by_header() -> dict[str, str]:
    """Return our name by every header of every edition, parentheses in half width."""
    return {
        plain_header(header): field.name for field in fields() for header in (field.r6, field.r7) if header
    }


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Return the header of each field by our name."""
    return {field.name: field.r7 or field.r6 or field.name for field in fields()}


def plain_header(header: str) -> str:
    """Return a header without differences of width and blanks."""
    return "".join(unicodedata.normalize("NFKC", header).split())


def edition_of(columns: tuple[str, ...]) -> Edition:
    """Return the edition whose own columns a file has; R6 where it has none of R7's."""
    present = {plain_header(column) for column in columns}
    only_r7 = {plain_header(field.r7) for field in fields() if field.r7 and not field.r6}
    return "r7" if present & only_r7 else "r6"


FILINGS = {
    "1": "application",
    "2-1": "decision",
    "2-2": "decision",
    "2-3": "delivery",
    "3": "inspection",
    "4": "keeping",
}
"""手続類型."""

STATES = {"1": "done", "2": "not_yet", "3": "exempt", "4": "other", "5": "partly"}
"""オンライン化の実施状況."""

REASONS = {
    "1": "law",
    "2": "law",
    "3": "discretion",
    "4": "original",
    "6": "cost",
    "0": "planned",
    "5": "other",
    "7": "other",
}
"""オンライン化の実施予定及び検討時の懸念点, the weightiest first: 制度改正 before 原本, 費用対効果, 予定."""

LIFE_EVENTS = {
    "妊娠": ("pregnancy",),
    "出生・こども": ("birth", "child_rearing"),
    "引越し": ("moving",),
    "就職・転職": ("job",),
    "結婚・離婚": ("marriage", "divorce"),
    "自動車の購入・保有": ("car",),
    "自動車": ("car",),
    "住宅の購入・保有": ("housing",),
    "住宅": ("housing",),
    "介護": ("care",),
    "医療・健康": ("illness",),
    "税金": ("tax",),
    "年金の受給": ("pension",),
    "死亡・相続": ("death",),
}
"""手続が行われるイベント(個人) as keys of data/taxonomy/life_events.yaml."""

RESIDENT, BUSINESS, BOTH = "5", "6", "7"
"""Codes of 手続主体 and 手続の受け手 that are not public offices."""
