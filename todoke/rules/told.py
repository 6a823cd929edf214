"""Values as somebody wrote them down: exact, rough, dated, or with a mistake that is named (回答の値)."""

from __future__ import annotations

import difflib
import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from todoke.rules.evaluation.run import number
from todoke.rules.facts import Boolean, Code, Date, Fact, Money, Number
from todoke.rules.household import BIRTH_DATE
from todoke.rules.values import ABSENT, EARLIEST, LATEST, Choices, Value, interval

OLDEST_AGE = 130

_ROUGH_DATE = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")


@dataclass(frozen=True, slots=True)
class ToldValues:
    """Reads values of facts as known on a day; ``wrong`` is told the place and the cure of each mistake."""

    on: date
    wrong: Callable[[str, str], None]

    def read(self, fact: Fact, raw: Any, place: str) -> Value | None:
        """Return a value as told, exact or rough; None where it is unknown, stale or wrong."""
        if isinstance(raw, Mapping) and raw.get("not_applicable") is True:
            if fact.nullable:
                return ABSENT
            self.wrong(place, "「あてはまらない」とは書けない項目です")
            return None
        if isinstance(raw, Mapping) and "value" in raw:
            return self._dated_value(fact, raw, place)
        match fact.type:
            case Boolean():
                if raw is True or raw is False:
                    return raw
                self.wrong(place, "true か false で書いてください")
            case Code():
                return self._code(fact.type, raw, place)
            case Number() | Money():
                return self._number(fact.type, raw, place)
            case _:
                return self._date(fact, fact.type, raw, place)
        return None

    def _dated_value(self, fact: Fact, raw: Mapping[str, Any], place: str) -> Value | None:
        """Read a value with the day it was true; one that is too old to count is stale, which is unknown."""
        inner = raw["value"]
        if inner is None:
            return None
        if isinstance(inner, Mapping) and "value" in inner:
            self.wrong(place, "value の中に value は書けません")
            return None
        value = self.read(fact, inner, place)
        as_of = self._plain_day(raw.get("as_of"), f"{place}.as_of") if raw.get("as_of") is not None else None
        if value is None or as_of is None or fact.valid_for_months is None:
            return value
        months = (self.on.year - as_of.year) * 12 + self.on.month - as_of.month - (self.on.day < as_of.day)
        return None if months >= fact.valid_for_months else value

    def _code(self, kind: Code, raw: Any, place: str) -> Value | None:
        listed = raw.get("any_of") if isinstance(raw, Mapping) else [raw]
        if not isinstance(listed, list) or not listed:
            self.wrong(place, '値か {"any_of": [値, …]} で書いてください')
            return None
        for one in listed:
            if not isinstance(one, str) or one not in kind.codes:
                close = difflib.get_close_matches(str(one), list(kind.codes), n=1)
                hint = (
                    f"「{close[0]}」ではありませんか"
                    if close
                    else f"使える値: {'、'.join(list(kind.codes)[:20])}"
                )
                self.wrong(place, f"「{shortened(one)}」は使えない値です。{hint}")
                return None
        return listed[0] if len(set(listed)) == 1 else Choices(frozenset(listed))

    def _number(self, kind: Number | Money, raw: Any, place: str) -> Value | None:
        lowest = number(kind.minimum)
        highest = math.inf if kind.maximum is None else number(kind.maximum)
        if isinstance(raw, Mapping):
            if not raw.keys() <= {"from", "to"} or not raw:
                self.wrong(place, '数か {"from": 下限, "to": 上限} で書いてください')
                return None
            low = self._plain_number(raw.get("from", lowest), place)
            high = self._plain_number(raw.get("to", highest), place)
        else:
            low = high = self._plain_number(raw, place)
        if low is None or high is None:
            return None
        if low > high:
            self.wrong(place, "from が to より大きくなっています。入れ替えてください")
        elif low < lowest:
            self.wrong(
                place,
                f"{lowest} 以上の数にしてください" + ("(マイナスにはなりません)" if lowest == 0 else ""),
            )
        elif high > highest:
            self.wrong(
                place, f"大きすぎます。{_readable(highest)} 以下の数にしてください(円の単位で書きます)"
            )
        else:
            return interval(low, high)
        return None

    def _plain_number(self, raw: Any, place: str) -> int | Fraction | float | None:
        if isinstance(raw, bool) or not isinstance(raw, int | float | Fraction | Decimal):
            self.wrong(place, "数で書いてください(カンマや単位は付けません)")
            return None
        if isinstance(raw, float) and not math.isfinite(raw):
            if math.isnan(raw):
                self.wrong(place, "数で書いてください(カンマや単位は付けません)")
                return None
            return raw
        if isinstance(raw, float):
            return number(Decimal(repr(raw)))
        return raw if isinstance(raw, int | Fraction) else number(raw)

    def _date(self, fact: Fact, kind: Date, raw: Any, place: str) -> Value | None:
        if isinstance(raw, Mapping):
            if not raw.keys() <= {"from", "to"} or not raw:
                self.wrong(place, '"2024-05-01"、"2024-05"、"2024" か {"from": …, "to": …} で書いてください')
                return None
            first = self._rough_day(raw["from"], place) if "from" in raw else (EARLIEST, EARLIEST)
            last = self._rough_day(raw["to"], place) if "to" in raw else (LATEST, LATEST)
            rough = None if first is None or last is None else (first[0], last[1])
        else:
            rough = self._rough_day(raw, place)
        if rough is None:
            return None
        low, high = rough
        if low > high:
            self.wrong(place, "from が to より後になっています。入れ替えてください")
            return None
        if kind.latest == "today" and low > self.on:
            self.wrong(place, f"{self.on} より後の日になっています。年を確かめてください")
            return None
        if kind.latest == "today":
            high = min(high, self.on)
        if fact.id == BIRTH_DATE and self.on.year - high.year > OLDEST_AGE:
            self.wrong(place, f"{OLDEST_AGE}歳を超えます。生まれた年を確かめてください")
            return None
        return interval(low, high)

    def _rough_day(self, raw: Any, place: str) -> tuple[date, date] | None:
        if isinstance(raw, date):
            return raw, raw
        found = _ROUGH_DATE.match(raw) if isinstance(raw, str) else None
        if found is None:
            self.wrong(place, '日付は "2024-05-01"、月までなら "2024-05"、年だけなら "2024" と書いてください')
            return None
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            if year is None or month is None:
                return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
            if day is None:
                return date(year, month, 1), date(year, month, monthrange(year, month)[1])
            return date(year, month, day), date(year, month, day)
        except ValueError:
            self.wrong(place, f"「{raw}」という日はありません。月と日を確かめてください")
            return None

    def _plain_day(self, raw: Any, place: str) -> date | None:
        rough = self._rough_day(raw, place)
        return None if rough is None else rough[1]


def shortened(raw: Any) -> str:
    """Return what was written in at most thirty characters, for messages."""
    text = str(raw)
    return text if len(text) <= 30 else text[:30] + "…"


def _readable(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
