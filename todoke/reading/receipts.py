"""Other programs that must, or must not, be received already (ほかの制度の受給)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind
from todoke.reading.values import Receipt

_PROGRAMS: Final[tuple[tuple[str, str], ...]] = (
    ("tokubetsu-jido-fuyo-teate", r"特別児童扶養手当"),
    ("jido-fuyo-teate", r"(?<!特別)児童扶養手当"),
    ("jido-ikusei-teate", r"児童育成手当(?:\((?:育成|障[害がい]+)手当\))?"),
    ("jido-teate", r"児童手当"),
    ("shogaiji-fukushi-teate", r"障(?:害|がい)児福祉手当"),
    ("tokubetsu-shogaisha-teate", r"特別障(?:害|がい)者手当"),
    ("shugaku-enjo", r"就学援助(?:費|制度)?"),
    ("hitorioya-iryohi", r"ひとり親家庭等?医療費助成(?:制度)?"),
    ("rorei-kiso-nenkin", r"老齢基礎年金"),
    ("shogai-kiso-nenkin", r"障(?:害|がい)基礎年金"),
    ("shogai-kosei-nenkin", r"障(?:害|がい)厚生年金"),
    ("izoku-kiso-nenkin", r"遺族基礎年金"),
    ("izoku-kosei-nenkin", r"遺族厚生年金"),
    ("shinshin-shogaisha-fukushi-teate", r"心身障(?:害|がい)者福祉手当"),
    ("judo-shinshin-shogaisha-teate", r"重度心身障(?:害|がい)者手当"),
    ("shogai-nenkin", r"障(?:害|がい)年金"),
    (
        "welfare",
        r"(?<![要準])被保護(?=世帯|者)|生活保護(?:法(?:による|に基づく|の規定による)(?:保護|被保護)|(?!法|基準|の?停止|が停止|"
        r"が廃止|の廃止))(?:費|制度)?",
    ),
)
_ANY: Final = "|".join(words for _, words in _PROGRAMS)
_NAME: Final = re.compile("|".join(f"(?P<p{index}>{words})" for index, (_, words) in enumerate(_PROGRAMS)))
_AND: Final = r"(?:[、・]|又は|または|もしくは|若しくは|及び|および|や|か|と|等)"
_OTHERS: Final = rf"(?:{_AND}*(?:{_ANY}|中国残留邦人等?支援給付))*(?:など|等)?"
_RECEIVING: Final = re.compile(
    rf"(?:\((?![^()]*(?:全部|一部|限|級|度))[^()]*\))?{_OTHERS}(?:法)?(?:"
    r"(?:の|を|が|による)?(?:受給資格の)?(?:支給|給付|認定|適用|扶助|助成|保護|医療費助成)?(?:を|"
    r"が)?(?:現に)?(?:受給|受け|支給され|適用され|認定され)"
    r"(?:(?P<neg>(?:して|て)?い?(?:ない|ません|おらず|いない))|(?:して|て)?いる|(?=、)|た|ている|者|世帯|"
    r"中|家庭|し|て|する|される|資格者|児童)"
    r"|の(?:受給(?:者|世帯)|被保護|世帯)"
    r"|(?:被保護)?(?:世帯|受給者|受給世帯)|(?<=被保護)者"
    r")"
)
_ALONE: Final = re.compile(r"\s*$")
_BULLET: Final = re.compile(r"[\s・•●○\-*※\d().①-⑳]*")


def find(text: str, *, listed: bool = False) -> Iterator[Finding]:
    """Find receiving, or not receiving, other programs; in a list of programs the bare name is enough.

    >>> [(one.value.code, one.negated) for one in find("生活保護を受けていないこと")]
    [('welfare', True)]
    """
    if (
        "手当" not in text
        and "保護" not in text
        and "援助" not in text
        and "助成" not in text
        and "年金" not in text
    ):
        return
    for match in _NAME.finditer(text):
        receiving = _RECEIVING.match(text, match.end()) or (listed and _ALONE.match(text, match.end()))
        if not receiving or (receiving.re is _ALONE and not _BULLET.fullmatch(text, 0, match.start())):
            continue
        if text.startswith("ことが", receiving.end()):
            continue
        program, _ = _PROGRAMS[int((match.lastgroup or "p0")[1:])]
        yield Finding(
            Kind.BENEFIT,
            Receipt(program),
            match.start(),
            receiving.end(),
            negated="neg" in receiving.re.groupindex and receiving["neg"] is not None,
        )
