"""Words beside what was read that narrow it further and were not read themselves (限定の語句).

「1級から3級までの手帳」 read without its grades would propose too much; so what stands beside such words stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.letters import N
from todoke.reading.proposals import Kind
from todoke.reading.values import Handbook, Maternity, Residence

_GRADE: Final = re.compile(r"[0-9一二三四五六七](?:級|度(?!目))|等級|判定|[重軽中]度|最重度|特に重い")
_SPAN: Final = re.compile(
    rf"{N} ?(?:年|か月)(?:間|以上|以内|前|を)|数年|長期|[0-9]+日以上|(?:通算|累計|継続して)[^、。]{{0,6}}(?:年|月)"
)
_AND_OTHERS: Final = re.compile(r"(?:世帯|者|受給者|の?方)?(?:等|など)(?!級)")
_OTHERS_NAMED: Final = re.compile(r"(?:手当|年金|保護|就学援助費?)(?:等|など)(?!級)")
_GRADED: Final = frozenset({Kind.HANDBOOK, Kind.INCOME, Kind.AGE})
_OTHERWISE: Final = re.compile(
    r"[^、。()]{0,5}\([^()]*(?:は|の場合|については)[^()]*[0-9](?:級|度|万?円|歳|年生)"
)
_KIND_OF_HANDBOOK: Final = re.compile(
    r"手帳\([^()]*(?:[1-7](?:級|度)|障(?:害|がい)(?!者手帳)|機能|不自由|限る)[^()]*\)"
)
_WEEKS: Final = re.compile(r"\d+週|妊娠\d+か月")
_CLAUSE: Final = re.compile(r"[、。()\n「」]")
_NEAR: Final = 14


def narrowed(finding: Finding, text: str, findings: Sequence[Finding]) -> bool:
    """Tell whether words beside the finding, read by no finding, narrow it.

    >>> one = Finding(Kind.HANDBOOK, Handbook("physical"), 7, 14)
    >>> narrowed(one, "1級から3級の身体障害者手帳を持つ方", [one])
    True
    """
    if finding.kind in _GRADED and _OTHERWISE.match(text, finding.end):
        return True
    value = finding.value
    if isinstance(value, Handbook):
        return not value.grades and (
            _KIND_OF_HANDBOOK.search(text, finding.start, finding.end) is not None
            or _beside(_GRADE, finding, text, findings)
        )
    if isinstance(value, Maternity):
        return value.weeks is None and value.after is None and _beside_weeks(text, findings)
    if isinstance(value, Residence):
        return value.since_months is None and _beside(_SPAN, finding, text, findings)
    if finding.kind in (Kind.BENEFIT, Kind.INCOME):
        return (
            _AND_OTHERS.match(text, finding.end) is not None
            or _OTHERS_NAMED.search(text, finding.start, finding.end) is not None
        )
    return False


def _beside(pattern: re.Pattern[str], finding: Finding, text: str, findings: Sequence[Finding]) -> bool:
    before = _CLAUSE.split(text[max(0, finding.start - _NEAR) : finding.start])[-1]
    behind = _CLAUSE.split(text[finding.end : finding.end + _NEAR], maxsplit=1)[0]
    for match in pattern.finditer(before):
        start = finding.start - len(before) + match.start()
        if not _read(start, findings):
            return True
    return any(not _read(finding.end + match.start(), findings) for match in pattern.finditer(behind))


def _beside_weeks(text: str, findings: Sequence[Finding]) -> bool:
    return any(not _read(match.start(), findings) for match in _WEEKS.finditer(text))


def _read(place: int, findings: Sequence[Finding]) -> bool:
    return any(one.start <= place < one.end for one in findings)
