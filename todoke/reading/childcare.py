"""The grounds on which a child needs childcare, and its certification (保育の必要性の事由と認定).

They are only read where a sentence speaks of childcare; elsewhere the same words (介護, 求職 …) mean something else.
Source of the grounds: 子ども・子育て支援法施行規則 Art. 1-5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind
from todoke.reading.values import Certification, ChildcareNeed, Ground

CONTEXT: Final = re.compile(
    r"保育の(?:必要性|利用)|保育[をが]必要|(?<!集団)保育(?:が|の)?(?:困難|できない|ができ(?:ない|ません)|"
    r"することができ)|家庭で(?:の)?保育|"
    r"昼間[、]?(?:家庭|保護者)|留守家庭|保護者が?(?:いずれも|とも|ともに)?[、]?(?:就労|共働き|"
    r"労働|働い)|月(?:に)?\d+時間以上(?:の)?(?:就労|労働|働)|親族を常時[、]?(?:介護|看護)|災害の?復旧|(?:虐待|DV|暴力)の?[^。]{0,12}おそれ(?:がある)?(?:こと|場合|とき|、|。|$)|"
    r"保護者[がの][^。、]{0,16}(?:就労|求職|就学(?!前|援助|児|奨励)|疾病|病気|負傷|けが|傷病|介護|看護|出産(?!後|した)|育児休業)|"
    r"保護者が[^。]{0,24}(?:出産後間(?:も|が)?な|妊娠中であ|(?:大学|専門学校|専修学校|各種学校|職業訓練|学校等?)[^。、]{0,16}(?:在学|通学|通って|受講))|"
    r"継続利用が必要"
)
_ANY: Final = re.compile(
    r"保育の必要性(?:の(?:認定|事由)|[がの]ある|が認め|があると)|保育を必要とする|(?<!引き続き)(?<!継続して)保育が必要(?:な|と)|保育の認定"
)
_HOURS: Final = r"(?:月(?:に|当たり|あたり)?|1か月(?:に|当たり)?)(?P<{0}>\d{{2,3}})時間以上"
_GROUNDS: Final = re.compile(
    rf"(?P<work>(?:{_HOURS.format('h1')}(?:の)?)?(?:就労|労働(?!局)|共働き|(?:働い|勤務し)て(?:い|"
    rf"お)|働く)(?!支援|証明|継続支|移行|相談|訓練|収|状況|予定証|事業)"
    rf"(?:時間が?|し|を|が)?(?:{_HOURS.format('h2')})?)"
    r"|(?P<illness>(?:疾病|病気|負傷|けが)(?!後|の回復|中の|の治療|の状態|が回復)|心身に障(?:害|がい))"
    r"|(?P<study>就学(?!前|援助|児|の始期|通知|時|義務|相談|奨励|支援)|職業訓練|在学中|(?:大学|専門学校|専修学校|各種学校|(?<!小)(?<!中)学校等)[^。]{0,16}(?:在学|通学|通って))"
    r"|(?P<care>(?:介護|看護)(?!保険|認定|福祉|師|予防|サービス|休))"
    r"|(?P<maternity>妊娠|出産(?!育児|・子育て|一時金|手当))"
    r"|(?P<job_seeking>求職|起業準備)"
    r"|(?P<disaster>災害)"
    r"|(?P<leave>育児休業|育休)"
    r"|(?P<abuse>虐待|DV|配偶者からの暴力)"
)
_CERTIFICATION: Final = re.compile(
    r"(?P<new>新)?(?P<first>[123])号?(?:(?:[・、~\-]|または|又は|もしくは|及び|および|か|"
    r"と)?(?:認定)?(?:[・、]|または|又は|もしくは|及び|および|か|と)?(?:新)?[123]号?)*の?(?:教育・)?(?:保育)?(?:給付)?認定"
    r"|(?:保育|給付)認定の?\(?(?:新?[123]号(?:認定)?(?:こども|子ども)?(?:[・、]|または|又は|もしくは|及び|および|か)?)+"
)
_PART_OF_GROUND: Final = re.compile(
    r"震災|風水害|火災|障(?:害|がい)|入院|親族|同居|障碍|傷病|産後|間がない|学校|訓練|通学|復旧"
)
_PAPERS: Final = re.compile(r"[^、。]{0,6}(?:書類|証明書?|の相談)")
_CHILD_NEEDS: Final = re.compile(r"認定こ")


def find(text: str, *, context: bool = False) -> Iterator[Finding]:
    """Find grounds and certifications; ``context`` says that the lead of a list spoke of childcare already.

    >>> [one.value.code for one in find("月64時間以上の就労により保育を必要とする児童")]
    ['any', 'work 64h/month']
    """
    if "認定" in text:
        for match in _CERTIFICATION.finditer(text):
            prefix = "new" if "新" in match[0] else ""
            numbers = tuple(prefix + figure for figure in dict.fromkeys(re.findall("[123]", match[0])))
            yield Finding(Kind.CHILDCARE, Certification(numbers), match.start(), match.end())
    if not (context or speaks_of_childcare(text)):
        return
    for match in _ANY.finditer(text):
        yield Finding(Kind.CHILDCARE, ChildcareNeed(Ground.ANY), match.start(), match.end())
    seen: set[str] = set()
    for match in _GROUNDS.finditer(text):
        name = match.lastgroup or ""
        if name in seen or _PAPERS.match(text, match.end()):
            continue
        seen.add(name)
        hours = (match["h1"] or match["h2"]) if name == "work" else None
        value = ChildcareNeed(Ground(name), int(hours) if hours else None)
        yield Finding(Kind.CHILDCARE, value, match.start(), match.end())


def speaks_of_childcare(text: str) -> bool:
    """Tell whether a folded sentence speaks of childcare as something needed.

    >>> speaks_of_childcare("保育を必要とする事由"), speaks_of_childcare("保育所の入所について")
    (True, False)
    """
    if "養育が困難" in text or "養育できない" in text:
        return False
    return (
        "保" in text
        or "昼間" in text
        or "時間以上" in text
        or "親族" in text
        or "災害" in text
        or "おそれ" in text
        or "利用が必要" in text
    ) and CONTEXT.search(text) is not None


def speaks_of_ground(words: str) -> bool:
    """Tell whether words name a ground, or a part of one (風水害, 長期入院中の親族)."""
    return _GROUNDS.search(words) is not None or _PART_OF_GROUND.search(words) is not None
