"""The reader: fields of a record in, proposed conditions and unread words out (文から要件を読む).

``targetPersons`` and ``conditions`` are read whole. Of a name only ages, pregnancy, single parents and numbers of
children are taken; of summaries and descriptions only the sentences that say whom the program is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from todoke.reading import (
    ages,
    births,
    childcare,
    children,
    circumstances,
    handbooks,
    incomes,
    maternity,
    receipts,
    residence,
)
from todoke.reading.agepoints import AGE_SIGNS
from todoke.reading.alternations import NARROWING, Alternation, alternations, without
from todoke.reading.expressions import expression
from todoke.reading.findings import Finding
from todoke.reading.letters import fold
from todoke.reading.modifiers import narrowed
from todoke.reading.proposals import Kind, Proposal, Reading, Unread
from todoke.reading.sentences import Heading, Sentence, sentences
from todoke.reading.stances import Stance, stance

FIELDS: Final = ("targetPersons", "conditions", "name", "summary", "description")
"""The fields that are read, those whose every word is a condition first."""

_WHOLE: Final = frozenset({"targetPersons", "conditions"})
_LONG: Final = frozenset({"summary", "description"})
_NAME_KINDS: Final = frozenset({Kind.AGE, Kind.MATERNITY, Kind.SINGLE_PARENT, Kind.CHILDREN})
_SPEAKS_OF_TARGET: Final = re.compile(
    r"対象(?!外)|(?:方|かた|人|世帯|家庭|児童|お子さん|子ども|妊婦|乳児|保護者|者)(?:に対し|"
    r"が利用|は利用|は(?:どなたでも|、)?[^。、]{0,8}(?:利用でき|申請でき|受けられ|参加でき|申し込)|に(?:は)?[、]?[^。]{0,20}(?:支給|助成|交付|給付|訪問|援助|補助|贈|お届け|発行|お渡し|貸し|配布))|"
    r"(?:家庭|方|お子さん|世帯)を(?:、)?[^。]{0,12}訪問"
)
_HEADED: Final = re.compile(r"要件|資格|条件|できる")
_READABLE: Final = re.compile(
    r"[歳月年生児妊産住民税得入当保護援助成金労障手子母父女男国籍学求職離施設園親認災虐介疾病D双胎]"
)
_CHUNK: Final = re.compile(r"(?:[^、。\n()]+|\([^()\n]*\))+")
_RESTRICTS: Final = re.compile(
    r"^\s*(?:または|又は|もしくは)|(?:方|かた|者|人|世帯|児童|生徒|学生|お子さん|子ども|子|もの|こと|とき|家庭|母|父)(?:等|など)?(?:$|"
    r"[)(]|に限|を除|は対象|が対象|で)|"
    r"(?:に|を)?限(?:る|り|ります)|除(?:く|き)|対象外|必要と認め|と認める|認められ|場合$|\d ?歳|"
    r"(?:して|て)いること$|制限"
)
_SIGNS: Final = re.compile(
    r"\d ?歳|\d0代|\d円(?:未満|以下|以上|を)|必要と認め|[体神]障.{2,4}手帳|愛の手帳|に満たない"
)
_BEHIND: Final = 12
_NO_CONDITION: Final = re.compile(
    r"^\W*(?:支給|利用|助成|給付|受給)?対象(?:者|児童|となる方)?\W*$|次の|次に|以下の|下記|いずれか(?!を(?:お持|所持|有|受))|すべて|詳し|ください|問い?合わ|ご覧|窓口|電話|必要書類|持ち物|円$|円です"
)


def read(fields: Mapping[str, str]) -> Reading:
    """Read a record; fields other than ``FIELDS`` are left alone.

    >>> found = read({"conditions": "区内に住所を有する3歳未満の児童（生活保護を受けている方を除く）"})
    >>> [one.code for one in found.proposals]
    ['residence municipality registered', 'age m[,36)', '-benefit welfare']
    >>> read({"conditions": "医師が必要と認めた方"}).unread[0].quote
    '医師が必要と認めた方'
    """
    proposals: list[Proposal] = []
    unread: list[Unread] = []
    for field in FIELDS:
        text = fields.get(field)
        if text:
            found = _read_field(field, text)
            proposals.extend(found.proposals)
            unread.extend(found.unread)
    return Reading(tuple(proposals), tuple(unread))


@lru_cache(maxsize=4096)
def _read_field(field: str, text: str) -> Reading:
    if field in _LONG and _SPEAKS_OF_TARGET.search(text) is None and _HEADED.search(text) is None:
        return Reading((), ())
    proposals: dict[str, Proposal] = {}
    unread: list[Unread] = []
    half_read: set[int] = set()
    choices = 0
    for sentence in sentences(fold(text)):
        if not _worth_reading(field, sentence):
            continue
        findings = _found(field, sentence)
        told = len(unread)
        if findings:
            joined = list(alternations(sentence.text, findings)) if field != "name" else []
            said = _said(field, sentence, findings, joined)
            groups = _alternatives(sentence, findings, joined, choices)
            choices += len(findings)
            half_read.update(
                group for one in joined if one.mixed for group in [groups[one.members[0]]] if group
            )
            quoted = [one for one in joined if any(said[index] is _HALF for index in one.members)]
            unread.extend(_quote(field, text, sentence, one.start, one.end) for one in quoted)
            for finding, group, excluded in zip(findings, groups, said, strict=True):
                start, end = sentence.start + finding.start, sentence.start + finding.end
                if excluded is None:
                    unread.append(_quote(field, text, sentence, finding.start, finding.end))
                elif excluded in (_YES, _NO):
                    proposal = _proposal(
                        field, text, start, end, finding, excluded=excluded is _YES, group=group
                    )
                    proposals.setdefault(proposal.code, proposal)
        if field in _WHOLE:
            unread.extend(_left_over(field, text, sentence, findings))
        if sentence.choice and not sentence.exception and (len(unread) > told or not findings):
            half_read.add(-sentence.choice)
    told_of = (_undecided(one) if one.alternative in half_read else one for one in proposals.values())
    return Reading(tuple(sorted(told_of, key=lambda one: one.start)), tuple(dict.fromkeys(unread)))


def _undecided(proposal: Proposal) -> Proposal:
    """Return the proposal without its node: another item of its list was not read, and may be enough."""
    note = f"{proposal.note}。{_HALF_READ}" if proposal.note else _HALF_READ
    return replace(proposal, node=None, note=note)


def forget() -> None:
    """Forget the fields read so far: equal fields are read once, since many records share their texts."""
    _read_field.cache_clear()


_HALF_READ: Final = (
    "いずれかに該当すればよい項目のなかに、読み取れないものか、ほかの条件と合わせて満たすものがあります"
)
_YES, _NO, _NOTHING, _HALF = "yes", "no", "nothing", "half"


def _quote(field: str, text: str, sentence: Sentence, start: int, end: int) -> Unread:
    start, end = sentence.start + start, sentence.start + end
    return Unread(field, text[start:end], start, end)


def _said(
    field: str, sentence: Sentence, findings: list[Finding], joined: list[Alternation]
) -> list[str | None]:
    """Return what is said of each finding; ``_HALF`` where another part of its alternation was not read."""
    said = [_excluded(field, sentence, finding) for finding in findings]
    for index, finding in enumerate(findings):
        if said[index] is _NO and narrowed(finding, sentence.text, findings):
            said[index] = None
    for one in [*joined, *joined[::-1]]:
        inside = [said[index] for index in one.members]
        turned = _NO in inside and any(
            said[index] is _YES and not findings[index].negated for index in one.members
        )
        if turned or not one.complete or None in inside or _HALF in inside:
            for index in one.members:
                if said[index] is _NO or (turned and said[index] is _YES):
                    said[index] = _HALF
    return said


def _worth_reading(field: str, sentence: Sentence) -> bool:
    if sentence.heading is Heading.OTHER:
        return False
    text = sentence.text
    if field in _WHOLE:
        return True
    if field == "name":
        return _READABLE.search(text) is not None
    if text[0] == "|":
        return False
    if sentence.heading is Heading.TARGET or sentence.excluded or "対象" in text:
        return _READABLE.search(text) is not None
    return _SPEAKS_OF_TARGET.search(text) is not None


def _found(field: str, sentence: Sentence) -> list[Finding]:
    text = sentence.text
    name = field == "name"
    found: list[Finding] = []
    if AGE_SIGNS.search(text):
        found += _ages(field, text)
    needs_childcare = sentence.childcare or childcare.speaks_of_childcare(text)
    if not needs_childcare and ("妊" in text or "産" in text):
        found += maternity.find(text, name=name)
    if "子" in text or "胎" in text or "児" in text or "人以上" in text or "ふたご" in text:
        found += children.find(text)
    found += circumstances.find(text, childcare=needs_childcare)
    if name:
        return sorted((one for one in found if one.kind in _NAME_KINDS), key=_place)
    found += residence.find(text)
    found += incomes.find(text)
    found += receipts.find(text, listed=sentence.excluded or sentence.choice is not None)
    if needs_childcare or "認定" in text:
        found += childcare.find(text, context=needs_childcare)
    if "手帳" in text:
        found += handbooks.find(text)
    return sorted(found, key=_place) if len(found) > 1 else found


def _ages(field: str, text: str) -> list[Finding]:
    """Return days of birth and ages; words such as 乳児 only where nothing more exact stands beside them."""
    born = list(births.find(text))
    told = [
        one
        for one in ages.find(text, name=field == "name")
        if not any(day.start < one.end and one.start < day.end for day in born)
    ]
    if field in _LONG or born or any(not one.generic for one in told):
        told = [one for one in told if not one.generic]
    return born + told


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end


def _excluded(field: str, sentence: Sentence, finding: Finding) -> str | None:
    """Return whether the finding is excluded (``_YES``, ``_NO``), no condition at all, or None when it stays open."""
    said = Stance.STATED if field == "name" else stance(finding, sentence.text)
    if said is Stance.NONE:
        return _NOTHING
    if said is Stance.OPEN:
        return None
    if sentence.exception and said is not Stance.EXCLUDED and not sentence.excluded:
        return None
    if sentence.excluded and said is Stance.EXCLUDED:
        return None
    return _YES if (said is Stance.EXCLUDED) ^ finding.negated ^ sentence.excluded else _NO


def _proposal(
    field: str, text: str, start: int, end: int, finding: Finding, *, excluded: bool, group: int | None
) -> Proposal:
    node, note = expression(finding.kind, finding.value)
    if excluded and node is not None:
        node = {"not": node}
    notes = [words for words in (finding.note, note) if words]
    return Proposal(
        finding.kind,
        finding.value,
        field,
        text[start:end],
        start,
        end,
        exclusion=excluded,
        node=node,
        note="。".join(dict.fromkeys(notes)) or None,
        alternative=None if excluded else group,
    )


def _alternatives(
    sentence: Sentence, findings: list[Finding], joined: list[Alternation], used: int
) -> list[int | None]:
    """Number the findings joined by または and the like, and the items of a list of which one is enough."""
    groups: list[int | None] = [sentence.choice and -sentence.choice for _ in findings]
    if len(findings) == 1:
        return groups
    for one in joined:
        known = [groups[index] for index in one.members if groups[index] is not None]
        number = known[0] if known else used + one.members[0] + 1
        if len(one.members) > 1:
            for index in one.members:
                groups[index] = number
    for index in range(1, len(findings)):
        if groups[index] is None and _any_of(sentence.text, findings[index - 1], findings[index]):
            before = groups[index - 1]
            groups[index - 1] = groups[index] = used + index if before is None else before
    return groups


def _any_of(text: str, one: Finding, other: Finding) -> bool:
    """Tell whether two handbooks, or two programs received, stand in one list; nobody needs to hold them all."""
    if one.kind is not other.kind or one.kind not in (Kind.HANDBOOK, Kind.BENEFIT):
        return False
    between = text[one.end : other.start]
    return other.start < one.end or (one.kind is Kind.HANDBOOK and between in ("、", "・", "や", "か"))


def _left_over(field: str, text: str, sentence: Sentence, findings: list[Finding]) -> Iterator[Unread]:
    """Yield the clauses that restrict somebody in which nothing was found, or in which an age or the like was left."""
    for match in _CHUNK.finditer(sentence.text):
        words = match[0]
        inside = [one for one in findings if one.start < match.end() and match.start() < one.end]
        if inside:
            signs = _SIGNS.finditer(words)
            left = (match.start() + sign.start() for sign in signs)
            if (
                all(any(one.start <= place < one.end + _BEHIND for one in inside) for place in left)
                and NARROWING.search(without(sentence.text, match.start(), match.end(), inside)) is None
            ):
                continue
        elif len(words) <= 3 or not _RESTRICTS.search(words):
            continue
        if not _NO_CONDITION.search(words):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            yield Unread(field, text[start:end], start, end)
