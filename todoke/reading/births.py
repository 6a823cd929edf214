"""Days of birth as conditions: 「平成20年4月2日から平成21年4月1日までに生まれた方」 (生年月日)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from todoke.base.eras import parse_day
from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind
from todoke.reading.values import Births

_DAY: Final = (
    r"(?:(?:令和|平成|昭和|大正)(?:元|\d{1,2})|(?:19|20)\d\d)年\d{1,2}月\d{1,2}日(?:\((?:(?:19|"
    r"20)\d\d年|[^()]{1,8})\))?"
)
_YEAR: Final = r"(?:(?:令和|平成|昭和)(?:元|\d{1,2})|(?:19|20)\d\d)年"
_BORN: Final = r"[、]?(?:の間)?(?:に|の)?(?:お)?(?:生まれ|出生)"
_PATTERN: Final = re.compile(
    rf"(?P<years>(?P<y1>{_YEAR})度(?:から|~|-)(?P<y2>{_YEAR})度(?:まで|末まで)?)(?:の間)?[、]?(?:に|の)?(?:お)?(?:生まれ|出生)"
    rf"|(?P<same>{_DAY})(?:から|~|-)(?P<rel>同年|翌年)(?P<day>\d{{1,2}}月\d{{1,2}}日)(?:まで|以前)?{_BORN}"
    rf"|(?P<first>{_DAY})(?:生まれ)?(?:から|~|-|以降)(?P<last>{_DAY})(?:まで|以前)?{_BORN}"
    rf"|(?P<since>{_DAY})(?:以降|以後|から){_BORN}"
    r"|(?P<year>(?:(?:令和|平成|昭和)(?:元|\d{1,2})|(?:19|20)\d\d)年)(?P<fiscal>度)?(?:の?(?:生まれ|出生)|に(?:お)?生まれた)"
    rf"|(?P<until>{_DAY})(?:以前|まで){_BORN}"
)
_RAISED: Final = re.compile(
    r"(?:た|した)?(?:児童|子ども|子|お子さん|お子様|こども)?(?:を(?:養育|監護|扶養)|の(?:養育者|"
    r"保護者|父母)|がいる|のいる)"
)
_DAY_ONLY: Final = re.compile(r"\(.*\)$")


def find(text: str) -> Iterator[Finding]:
    """Find days of birth in a folded sentence.

    >>> [one.value.code for one in find("平成20年4月2日以降に生まれた方")]
    ['b[2008-04-02,)']
    """
    if "生まれ" not in text and "出生" not in text:
        return
    for match in _PATTERN.finditer(text):
        try:
            first, last = (_day(match[name]) for name in ("first", "last"))
            if match["year"]:
                first, last = _year(match["year"], fiscal=match["fiscal"] is not None)
            if match["years"]:
                first, last = _year(match["y1"], fiscal=True)[0], _year(match["y2"], fiscal=True)[1]
            if match["same"]:
                first = parse_day(_DAY_ONLY.sub("", match["same"]))
                last = _day(f"{first.year + (match['rel'] == '翌年')}年{match['day']}")
            since, until = (_day(match[name]) for name in ("since", "until"))
        except ValueError:
            continue
        end = last or until
        value = Births(
            first or since,
            end + timedelta(days=1) if end else None,
            _RAISED.match(text, match.end()) is not None,
        )
        yield Finding(Kind.AGE, value, match.start(), match.end())


def _year(text: str, *, fiscal: bool) -> tuple[date, date]:
    """Return the first and last day of birth of a year, or of a school year (2 April to 1 April)."""
    year = parse_day(f"{text}12月31日").year
    return (date(year, 4, 2), date(year + 1, 4, 1)) if fiscal else (date(year, 1, 1), date(year, 12, 31))


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(_DAY_ONLY.sub("", text))
