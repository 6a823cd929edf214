"""Which document shows which kinship, how it may come and how old it may be: data/evidence/kinds.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).resolve().parents[4] / "data" / "evidence" / "kinds.yaml"


class EvidenceError(ValueError):
    """Why a document does not do; the message says what would."""


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of document."""

    key: str
    name: str
    shows: frozenset[str]
    how: frozenset[str]
    months: int
    where: str


@cache
def evidence_kinds() -> dict[str, EvidenceKind]:
    """Return the kinds of documents by their key."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        key: EvidenceKind(
            key, one["name"], frozenset(one["shows"]), frozenset(one["how"]), one["months"], one["where"]
        )
        for key, one in raw.items()
    }


def check_evidence(kind: str, *, shows: str, how: str, issued_on: date, on: date) -> date:
    """Return the last day the document is good; raises EvidenceError.

    >>> check_evidence(
    ...     "koseki", shows="parent_of", how="post", issued_on=date(2026, 11, 1), on=date(2026, 11, 22)
    ... )
    datetime.date(2027, 2, 1)
    """
    found = evidence_kinds().get(kind)
    if found is None:
        raise EvidenceError("書類の種類を選んでください")
    if shows not in found.shows:
        fitting = "、".join(one.name for one in evidence_kinds().values() if shows in one.shows)
        raise EvidenceError(f"この書類では、この関係を示せません。使えるのは {fitting} です")
    if how not in found.how:
        raise EvidenceError(f"{found.name}は、この方法では受け取れません")
    if issued_on > on:
        raise EvidenceError("発行の日が、今日よりあとになっています")
    last = _months_later(issued_on, found.months)
    if last < on:
        raise EvidenceError(f"発行から{found.months}か月を過ぎています。新しいものを取ってください")
    return last


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month.

    >>> _months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    return date(day.year + years, month + 1, day.day)
