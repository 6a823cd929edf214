"""What is likely wrong with a record, read from the record alone (もっともらしさの点検).

Nothing is decided here: each finding is told to the record's owner, with what could be put right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from todoke.base.periods import end_of_months
from todoke.records.content import ProcedureContent, ProgramContent, as_json
from todoke.records.quality import is_over
from todoke.records.upkeep import Upkeep

Content = ProgramContent | ProcedureContent
_STALE_MONTHS = 12


class Doubt(StrEnum):
    """What kind of thing is doubtful; the desk's tasks are named alike."""

    DEADLINE_PASSED = "deadline_passed"
    MISSING_FIELD = "missing_field"
    CONTRADICTION = "contradiction"
    UNREAD_CONDITION = "unread_condition"
    REVIEW_OVERDUE = "review_overdue"


@dataclass(frozen=True, slots=True)
class Implausible:
    """One finding: what kind, which field tells it apart from others, what to tell the owner."""

    doubt: Doubt
    key: str
    message: str
    fields: tuple[str, ...] = ()
    """Dotted paths of the fields to look at."""
    changes: tuple[Mapping[str, Any], ...] = ()
    """{field, value, quote}: what could be put right at once."""
    quotes: tuple[str, ...] = field(default=())


def implausible(
    content: Content, *, on: date, upkeep: Upkeep, codes: Mapping[str, Collection[str]] | None = None
) -> list[Implausible]:
    """Return what is doubtful about a record on a day.

    ``codes`` holds the known codes of ``categories``, ``targets``, ``contents`` and ``life_events``.
    """
    plain = as_json(content)
    return [
        *_passed(plain, on),
        *_missing(content, plain, upkeep),
        *_empty_ages(plain),
        *_unknown_codes(plain, codes or {}),
        *_stale(content, on, upkeep),
    ]


def _passed(plain: Mapping[str, Any], on: date) -> Iterator[Implausible]:
    for number, period in enumerate(plain.get("periods", ())):
        if is_over(period, on):
            last = date.fromisoformat(period.get("to") or period["latest"])
            what = "受付" if period.get("purpose", "apply") == "apply" else "実施"
            yield Implausible(
                Doubt.DEADLINE_PASSED,
                f"periods.{number}",
                f"{what}の期間が{_day(last)}に終わっています。次の期間に直すか、終わったままにするかを決めてください。",
                (f"periods.{number}",),
                quotes=(period["text"],) if period.get("text") else (),
            )
    until = plain.get("public_until")
    if until is not None and date.fromisoformat(until) < on:
        yield Implausible(
            Doubt.DEADLINE_PASSED,
            "public_until",
            f"公開の終わり({_day(date.fromisoformat(until))})を過ぎています。",
            ("public_until",),
        )


_NEEDED = {"owner": "owner", "name": "name", "summary": "summary", "link_or_contact": "links", "area": "area"}
_USEFUL = {
    "contacts": "「問い合わせ先」が書かれていません。聞く先が分からないと、申請をあきらめる人がいます。",
    "documents": "「必要なもの」が書かれていません。何も要らないときは「必要なものはありません」と書いてください。",
    "periods": "「受付の期間」が書かれていません。いつでもよいときは「いつでも」を選んでください。",
    "channels": "「受付方法」が書かれていません。",
}


def _missing(content: Content, plain: Mapping[str, Any], upkeep: Upkeep) -> Iterator[Implausible]:
    told = set()
    for need in upkeep.needed_to_publish:
        only = upkeep.model_copy(update={"needed_to_publish": (need,)})
        for words in only.missing_for_publication(content):
            told.add(_NEEDED[need])
            message = f"「{words}」が書かれていません。公開に必要な項目です。"
            yield Implausible(Doubt.MISSING_FIELD, _NEEDED[need], message, (_NEEDED[need],))
    for name, message in _USEFUL.items():
        if name not in told and not plain.get(name):
            yield Implausible(Doubt.MISSING_FIELD, name, message, (name,))


def _empty_ages(plain: Mapping[str, Any]) -> Iterator[Implausible]:
    for number, band in enumerate(plain.get("target", {}).get("ages", ())):
        low, until = band.get("from"), band.get("until")
        if low is not None and until is not None and until <= low:
            pointer = f"target.ages.{number}"
            message = f"対象の年齢が{low}か月から{until}か月の前までで、当てはまる人がいません。"
            yield Implausible(Doubt.CONTRADICTION, pointer, message, (pointer,))


def _unknown_codes(plain: Mapping[str, Any], codes: Mapping[str, Collection[str]]) -> Iterator[Implausible]:
    for name, known in codes.items():
        wrong = [code for code in plain.get(name, ()) if code not in known]
        if wrong:
            message = f"知らないコードがあります: {'、'.join(wrong)}"
            yield Implausible(Doubt.CONTRADICTION, f"{name}:{','.join(wrong)}"[:200], message, (name,))


def _stale(content: Content, on: date, upkeep: Upkeep) -> Iterator[Implausible]:
    if content.review_on is not None and content.review_on < on:
        yield Implausible(
            Doubt.REVIEW_OVERDUE,
            "",
            f"見直しの予定日({_day(content.review_on)})を過ぎています。公式ページと見比べてください。",
        )
    elif content.checked_on is None:
        yield Implausible(
            Doubt.REVIEW_OVERDUE, "", "まだ一度も確認されていません。公式ページと見比べてください。"
        )
    elif on > end_of_months(min(_STALE_MONTHS, upkeep.months_for(content)), counted_from=content.checked_on):
        yield Implausible(
            Doubt.REVIEW_OVERDUE,
            "",
            f"{_day(content.checked_on)}から1年以上、確認されていません。公式ページと見比べてください。",
        )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
