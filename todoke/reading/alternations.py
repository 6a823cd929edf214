"""Parts of a sentence of which one is enough: または, もしくは, あるいは, …か、, その他, いずれか (選択).

Where one part was not read, what was read of the others is too narrow, and none of it may be proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from todoke.reading.childcare import speaks_of_ground
from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind

_JOINT: Final = re.compile(
    r"、?(?:また[はわ]|又は|もしくは|若しくは|或いは|あるいは|(?<!のほ)(?<!ほ)その他(?!の(?:方|世帯)[^、。]{0,6}円)|そのほか)、?"
    r"|(?<=[いるただの者方帯])か、|(?:の(?:うち)?)?、?の?(?P<each>いずれか|どれか)(?!に?(?:該当|当ては|あては)[^。]*次)"
)
SIGNS: Final = re.compile(r"また[はわ]|又は|しくは|いは|か、|その[他ほ]|ずれか|どれか")
_STOP: Final = re.compile(r"[、。()「」\n]")
_STEP: Final = re.compile(
    r"(?:方|者|人|世帯|家庭|児童|子|親|民|こと|もの|歳|未満|以下|以上|まで)?(?:で(?:あって|あり)?|のうち|であって)、|"
    r"[しりきびぎっ]て?、|て、|[るすたうむく]、|は、|が、|ため、|より、|[。()「」\n:]|(?:未満|以上|以下|まで|の方|者|女性|男性|児童|子|中)で(?![あす])"
)
_NOUNS: Final = (
    r"(?:その|当該|[0-9一二]人の|(?:対象)?(?:児童|子|子ども|お子さん|生徒|夫婦|障害者|申請者|本人|対象者|妊婦)の)?(?:父|母|父母|両親|親|本人|申請者|保護者|養育者|監護者|里親|配偶者|夫|妻|パートナー|祖父母?|祖母|家族|親族|"
    r"世帯|世帯主|児童|生徒|学生|幼児|乳児|子ども|お子さん|方|者|人|女性|男性|双方|一方|同居人|同居者|個人|事業者|法人|団体|"
    r"夫婦|カップル|保護者等|"
    r"(?:認可|小規模)?(?:保育所|保育園|幼稚園|認定こども園|大学院?|短期大学|短大|専修学校|専門学校|各種学校|高等学校|高校|中学校|小学校|特別支援学校|"
    r"高等専門学校|高専|保育施設|医療機関|病院|診療所|施設|事業所)(?:等|など)?)"
)
_HEAD_BEFORE: Final = re.compile(rf"{_NOUNS}(?:の(?:方|者))?$")
_HEAD_BEHIND: Final = re.compile(
    rf"{_NOUNS}(?:$|[、。)がはにをとで]|の(?:方|者|いずれ|同居|前年|所得|[^、。]{{0,10}}所得)|であ|及び|および|等)"
)
_ACTS: Final = (
    r"(?:介護|看護|養育|監護|扶養|在籍|在園|在学|在住|在勤|居住|勤務|通園|通学|通所|通勤|入所|入園|入院|死別|離婚|交付|支給|受給|認定|給付|申請|助成|"
    r"取得|所持|所有|保有|卒業|修了|就労|就学|養護|同居|登録|記録|利用|希望|予定|全部|一部|出生|転入|保育|養成|届出)"
)
_ACT_BEFORE: Final = re.compile(rf"{_ACTS}(?:して(?:いる)?|する|した|中)?$")
_ACT_BEHIND: Final = re.compile(_ACTS)
NARROWING: Final = re.compile(
    r"要介護|要支援|認定|障(?:害|がい)(?!者?(?:手帳|福祉手当|年金)|者\()|疾患|疾病|病気|難病|療養|失業|離職|退職|困窮|困難|認め|暮らし|避難|被災|"
    r"のみの世帯|偶数|奇数|機会|だけの世帯|通うことができない|通えない|罹患|診断|介護|未婚|卒業|中退|修了|資格|免許|経験|雇用|就職|入院|治療|不安|支援が必要|準(?:ず|じ)|同等|同様|程度|配慮|事情"
)
_SHORT: Final = 8
_PEOPLE_ONLY: Final = re.compile(r"(?:している|する|し|て|い|る|の|こと|方|者|人|区民|市民|世帯)*")
_PLACE: Final = re.compile(r"[区市町村都][内外民]|在[住勤学]")
_BULLETS: Final = " 　\n・●○◎■◆*※▪□◇•-()0123456789.、①②③④⑤⑥⑦⑧⑨"


@dataclass(slots=True)
class Alternation:
    """Findings (by index) of which one is enough; ``mixed`` where a part holds several, which must hold together.

    It is not ``complete`` where a part was not read.
    """

    start: int
    end: int
    members: list[int] = field(default_factory=list)
    complete: bool = True
    mixed: bool = False


def alternations(text: str, findings: Sequence[Finding]) -> Iterator[Alternation]:
    """Yield the alternations of a folded sentence in which something was found.

    >>> one = Finding(Kind.AGE, None, 0, 5)
    >>> [(a.members, a.complete) for a in alternations("65歳以上または医師が認めた方", [one])]
    [([0], False)]
    """
    if not findings or SIGNS.search(text) is None:
        return
    for joint in _JOINT.finditer(text):
        if _within_one(joint, findings):
            continue
        parts = _listed(text, joint) if joint["each"] else _parts(text, joint)
        found = _alternation(text, joint, parts, findings)
        if found is not None:
            yield found


def _within_one(joint: re.Match[str], findings: Sequence[Finding]) -> bool:
    """Tell whether a finding has taken the joint in (在住または在勤), and no other begins behind it inside."""
    return any(
        one.start < joint.start()
        and joint.end() < one.end
        and not any(joint.end() <= other.start < one.end for other in findings)
        for one in findings
    )


def _parts(text: str, joint: re.Match[str]) -> list[tuple[int, int]]:
    """Return the parts joined: what stands behind the joint, before it, and the items listed before that."""
    stop = _STOP.search(_closed(text), joint.end())
    end = stop.start() if stop else len(text)
    behind = _JOINT.search(text, joint.end(), end)
    end = behind.start() if behind else end
    parts = [(joint.end(), end)]
    parts += _items(text, joint.start(), whole=joint[0].startswith("、"))
    return [part for part in parts if part[0] < part[1]]


def _listed(text: str, joint: re.Match[str]) -> list[tuple[int, int]]:
    parts = _items(text, joint.start(), whole=False)
    return parts if len(parts) > 1 else []


def _items(text: str, end: int, *, whole: bool) -> list[tuple[int, int]]:
    """Return the nouns listed with commas before a place, last first; ``whole`` takes the clause before it too."""
    plain = _closed(text)
    begin = 0
    for step in _STEP.finditer(plain, 0, end):
        if not (whole and step.end() >= end):
            begin = step.end()
    earlier = [match for match in _JOINT.finditer(text, begin, end) if not match["each"]]
    if earlier:
        begin = earlier[-1].end()
    items: list[tuple[int, int]] = []
    place = begin
    for match in re.finditer("、", plain[begin:end]):
        items.append((place, begin + match.start()))
        place = begin + match.end()
    items.append((place, end))
    return items[::-1]


def _closed(text: str) -> str:
    """Return the text with what stands in parentheses blanked, at its length."""
    return re.sub(r"\([^()]*\)", lambda match: "＿" * len(match[0]), text) if "(" in text else text


def _alternation(
    text: str, joint: re.Match[str], parts: list[tuple[int, int]], findings: Sequence[Finding]
) -> Alternation | None:
    if len(parts) < 2:
        return None
    inside = [
        [index for index, one in enumerate(findings) if one.start < end and start < one.end]
        for start, end in parts
    ]
    inside = [
        [index for index in indexes if not _shared(findings[index], text, start, end, joint)]
        for (start, end), indexes in zip(parts, inside, strict=True)
    ]
    members = sorted({index for part in inside for index in part})
    if not members:
        return None
    found = Alternation(min(start for start, _ in parts), max(end for _, end in parts), members)
    grounds = all(findings[index].kind is Kind.CHILDCARE for index in members)
    for (start, end), indexes in zip(parts, inside, strict=True):
        words = text[start:end]
        if indexes:
            left = without(text, start, end, [findings[index] for index in indexes])
            found.complete &= grounds or NARROWING.search(left) is None
        elif not (grounds and speaks_of_ground(words)) and not _fragment(text, joint, start, end):
            found.complete = False
    found.mixed = any(len(part) > 1 for part in inside)
    return found if not found.complete or sum(map(bool, inside)) > 1 else None


def _shared(finding: Finding, text: str, start: int, end: int, joint: re.Match[str]) -> bool:
    """Tell whether a residence at the head of the first part is said of all (区内に住む65歳以上の方または障害者)."""
    return (
        finding.kind is Kind.RESIDENCE
        and end <= joint.start()
        and not text[start : finding.start].lstrip(_BULLETS)
        and _PEOPLE_ONLY.fullmatch(text[finding.end : end]) is None
        and _PLACE.search(text, joint.end()) is None
    )


def _fragment(text: str, joint: re.Match[str], start: int, end: int) -> bool:
    """Tell whether a part is only another noun or verb of the same condition (父または母, 介護または看護)."""
    words = text[start:end].lstrip(_BULLETS).rstrip()
    head = _HEAD_BEHIND.match(words)
    if _HEAD_BEFORE.fullmatch(words) or (head and (len(words) <= _SHORT or head[0][0] in "父母夫妻本配養")):
        return True
    if start == joint.end() or end == joint.start():
        return (
            _ACT_BEFORE.search(text[: joint.start()]) is not None
            and _ACT_BEHIND.match(text, joint.end()) is not None
        )
    return False


def without(text: str, start: int, end: int, found: Sequence[Finding]) -> str:
    """Return the words of a part outside what was found in it."""
    words = list(text[start:end])
    for one in found:
        for place in range(max(one.start, start), min(one.end, end)):
            words[place - start] = " "
    return "".join(words)
