"""Disability handbooks and their grades (障害者手帳の等級).

愛の手帳 is Tokyo's 療育手帳; grade 1 is the heaviest of each, so that 「3級以上」 is 1 to 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from todoke.reading.findings import Finding
from todoke.reading.letters import number
from todoke.reading.proposals import Kind
from todoke.reading.values import Handbook

_HANDICAPPED: Final = r"障(?:害|がい|碍)者"
_NAMES: Final = (
    rf"(?:身体{_HANDICAPPED}手帳|身障手帳)",
    r"(?:愛の手帳|療育手帳)",
    rf"精神(?:{_HANDICAPPED}(?:保健福祉)?|保健福祉)?手帳",
    rf"(?<![体神]){_HANDICAPPED}手帳",
)
_ANY: Final = "|".join(_NAMES)
_NAME: Final = re.compile(
    f"(?P<physical>{_NAMES[0]})|(?P<intellectual>{_NAMES[1]})|(?P<mental>{_NAMES[2]})|(?P<any>{_NAMES[3]})"
)
_G: Final = r"[1-7一二三四五六七]"
_GRADES: Final = re.compile(
    rf"(?:\(?(?:東京都)?療育手帳\))?(?:の(?:交付を受けた(?:方|者|"
    rf"人)で[、]?)?)?(?:その)?(?:の?(?:等級|程度|障害程度)が?)?\(?(?:総合判定)?[、]?\s*"
    rf"(?P<first>{_G})(?:級|度)?(?P<more>(?:(?:[、・,~\-]|から|又は|または|もしくは|及び|および|か|"
    rf"と)+{_G}(?:級|度)?)*)(?<=[級度])(?P<up>以上|以下)?"
)
_GRADES_AHEAD: Final = re.compile(
    rf"(?:等級が)?(?P<first>{_G})(?:級|度)?(?P<more>(?:(?:[、・,~\-]|から|又は|または|もしくは|及び|および|か|"
    rf"と)+{_G}(?:級|度)?)*)(?<=[級度])(?:まで)?(?P<up>以上|以下)?(?:まで)?の$"
)
_HOLDING: Final = re.compile(
    rf"(?:\([^()]*\))?(?:(?:[、・]|又は|または|もしくは|及び|および|や|か|と)*(?:{_ANY})(?:の?(?:{_G}(?:級|度)?[、・~]?)+(?:以上)?)?)*"
    r"(?:など|等)?(?:の?(?:うち)?[、]?の?(?:いずれか|どれか)(?:1つ|一つ|1)?(?:以上)?)?(?P<neg0>(?:の交付)?(?:の)?対象(?:と|に)(?:は)?ならない)?(?(neg0)|"
    r"(?:(?:を|の)(?:お持ち(?:の|で(?!な)|である)|持って(?P<neg1>いない)?|持つ|"
    r"所持(?:して)?(?P<neg2>いない)?|有(?:する|し)|保持|取得し|交付(?:を)?(?:受け|"
    r"され)(?:て(?P<neg3>いない)?|た)?)|"
    r"(?:所持者|保持者|所有者)|が交付され|をお持ちで(?P<neg4>ない)))"
)
_LETTER: Final = re.compile(r"(?:の?(?:判定|程度|等級)が?)?\(?([AB][12]?)(?:判定)?(?![A-Za-z])")
_GRADES_BEHIND: Final = re.compile(r"(?:い?る)?(?:方|かた|者|人|児童|児)?\((?=[1-7])")
_PAPERS: Final = re.compile(
    r"をお持ち(?:ください|になって|の上|のうえ)|の(?:写し|コピー|提示)|を(?:持参|提示|申請)"
)


def find(text: str) -> Iterator[Finding]:
    """Find handbooks in a folded sentence.

    >>> [one.value.code for one in find("愛の手帳1度から3度の方")]
    ['intellectual 1,2,3']
    """
    if "手帳" not in text:
        return
    for match in _NAME.finditer(text):
        kind: Literal["physical", "intellectual", "mental", "any"]
        kind = match.lastgroup  # type: ignore[assignment]
        grades = _GRADES.match(text, match.end())
        if grades is not None:
            yield Finding(Kind.HANDBOOK, Handbook(kind, _grades(grades)), match.start(), grades.end())
            continue
        ahead = _GRADES_AHEAD.search(text, max(0, match.start() - 16), match.start())
        if ahead is not None:
            yield Finding(Kind.HANDBOOK, Handbook(kind, _grades(ahead)), ahead.start(), match.end())
            continue
        letter = _LETTER.match(text, match.end()) if kind == "intellectual" else None
        if letter is not None:
            yield Finding(Kind.HANDBOOK, Handbook(kind, (letter[1],)), match.start(), letter.end())
            continue
        holding = _HOLDING.match(text, match.end())
        if holding is None or _PAPERS.match(text, match.end()):
            continue
        behind = _GRADES_BEHIND.match(text, holding.end())
        behind = behind and _GRADES.match(text, behind.end())
        if behind is not None:
            yield Finding(Kind.HANDBOOK, Handbook(kind, _grades(behind)), match.start(), behind.end())
            continue
        negated = any(holding[name] for name in ("neg0", "neg1", "neg2", "neg3", "neg4"))
        yield Finding(Kind.HANDBOOK, Handbook(kind), match.start(), holding.end(), negated=negated)


_STEP: Final = re.compile(rf"(?P<sep>[~\-]|から)?[^1-7一二三四五六七]*?(?P<grade>{_G})")


def _grades(match: re.Match[str]) -> tuple[str, ...]:
    grades = [number(match["first"])]
    for step in re.finditer(
        rf"(?P<sep>級?度?(?:[、・,~\-]|から|又は|または|もしくは|及び|および|か|と)+)(?P<grade>{_G})",
        match["more"],
    ):
        grade = number(step["grade"])
        if re.search(r"[~\-]|から", step["sep"]):
            grades.extend(range(grades[-1] + 1, grade + 1))
        else:
            grades.append(grade)
    if match["up"] == "以上":
        grades = list(range(1, max(grades) + 1))
    elif match["up"] == "以下":
        grades = list(range(min(grades), 7 if "級" in match[0] else 5))
    return tuple(str(grade) for grade in dict.fromkeys(grades))
