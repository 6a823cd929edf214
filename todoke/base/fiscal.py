"""Fiscal years (年度): 1 April to 31 March.

Sources: 地方自治法 (Act No. 67 of 1947) Art. 208(1); 財政法 (Act No. 34 of 1947) Art. 11.
The whole of 2019 is called 令和元年度 since the change of era: 改元に伴う元号による年表示の取扱いについて
(2019-04-01, 新元号への円滑な移行に向けた関係省庁連絡会議申合せ).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from todoke.base.eras import era_of, parse_partial
from todoke.base.periods import Period

_NAMED_OTHERWISE = {2019: "令和元年度"}


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """A fiscal year, known by the Western year it begins in.

    >>> FiscalYear(2026).name
    '令和8年度'
    """

    year: int

    @classmethod
    def of(cls, day: date) -> "FiscalYear":
        """Return the fiscal year a day belongs to.

        >>> FiscalYear.of(date(2026, 3, 31))
        FiscalYear(year=2025)
        """
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def start(self) -> date:
        """Return 1 April."""
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        """Return the 31 March that follows."""
        return date(self.year + 1, 3, 31)

    @property
    def period(self) -> Period:
        """Return the days of the fiscal year."""
        return Period(self.start, self.end)

    @property
    def name(self) -> str:
        """Return the Japanese name, by the era of 1 April."""
        return _NAMED_OTHERWISE.get(self.year) or f"{era_of(self.start).year_name(self.year)}度"


def parse_fiscal_year(text: str) -> FiscalYear:
    """Read a fiscal year written in an era or in Western years.

    >>> parse_fiscal_year("令和8年度"), parse_fiscal_year("平成31年度"), parse_fiscal_year("2026年度")
    (FiscalYear(year=2026), FiscalYear(year=2019), FiscalYear(year=2026))

    Raises:
        ValueError: not a fiscal year, or an era that names no 1 April of that year (昭和64年度).
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    if not re.fullmatch(r"[^月日]+年度", compact):
        raise ValueError("年度として読めません。「令和8年度」のように書いてください。")
    days = parse_partial(compact.removesuffix("度"))
    found = FiscalYear(days.first.year)
    if found.start not in days and compact not in _NAMED_OTHERWISE.values():
        raise ValueError(f"この年度の名前はありません。「{found.name}」ではありませんか。")
    return found
