"""What a sentence does with the words it names: states them, excludes them, or leaves them open (肯定・除外・保留).

「3歳未満の児童」 states; 「…を受けている方を除く」 excludes; 「3歳未満は月額15,000円」 says something else of them,
so that no condition may be read; 「生後14日以内に届け出る」 is no condition at all.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind


class Stance(Enum):
    """What the sentence says about a finding."""

    STATED = "stated"
    EXCLUDED = "excluded"
    OPEN = "open"
    NONE = "none"


_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_NOT: Final = r"(?:ません|ない(?!児|方|者|子|世帯|家庭|お子|人|かた|場合で))"
"""A refusal; 「受けられない児童」 only describes somebody."""
_EXCLUDES: Final = re.compile(
    r"除(?:く|き|いた|かれ|外)|対象外|対象(?:と|に|で|では|とは|には)?(?:は)?(?:なり|なら|し|あり)?"
    + _NOT
    + r"|(?:利用|申請|受給|受講|申込|申し込み|応募|参加|受診|接種|登録|入会|加入|支給|交付|助成)(?:は|を)?"
    r"(?:することが|することは)?でき"
    + _NOT
    + r"|受け(?:ること(?:は|が)でき|られ)"
    + _NOT
    + r"|支給(?:は)?(?:され|し)"
    + _NOT
    + r"|いただけ(?:ません|ない)|ご遠慮|お断り|該当し"
    + _NOT
    + r"|資格(?:は|が)(?:あり?ません|ない)"
)
_INCAPABLE: Final = re.compile(
    r"(?:保育|養育|世話|介護|看護|教育|生活|育児|家事|通学|通園|登園|登校|通所|外出|就労|就学|面倒|移動|自立|療育|通院|支援|援助|協力)"
    r"(?:[をがは]|を行うことが|することが|を受けることが)*[^、。()]{0,8}?(?:でき|られ|受けられ|見られ)(?:ない|ません|ず|なく)"
)
"""What somebody cannot do or get describes them and refuses nothing: 「家庭で保育を受けられない」."""
_EXCEPT: Final = re.compile(r"(?:場合|とき|もの)(?:は|を)?除")
_BARRIER: Final = re.compile(
    r"(?:方|者|人|世帯|家庭|児童|子|お子さん|かた|親|母|父)?(?:で|であって|であり|のうち|"
    r"うち)[、]|かつ|ただし|但し|。"
)
_OTHER_THAN: Final = re.compile(
    r"(?:の)?(?:方|者|人|世帯|児童|子ども|お子さん|家庭|かた|もの|受給者)?(?:等|など)?以外"
)
_NOT_BEING: Final = re.compile(r"(?:の?(?:方|者|世帯|家庭))?で(?:は)?(?:ない|ありません)")
_REGARDLESS: Final = re.compile(
    r".{0,8}?(?:を?問(?:わ|い)|に?(?:かかわら|関わら|拘わら)ず|の有無|の区別|は異なり|"
    r"により異なり|によって異なり|含めず)"
)
_ASIDE: Final = re.compile(r"\s*(?:標準|概ね|おおむね|例|目安|原則|参考)")
_ALSO: Final = re.compile(r"(?:の?(?:方|かた|人|お子さん|者|児童|世帯|子|まま))?(?:で)?も(?!の|し|っ|あ)")
_INCLUDED: Final = re.compile(r"を含(?:む|みます|める)$")
_INCLUDES: Final = re.compile(r"[^、。]{0,12}[をも]含(?:む|み|め)")
_COUNTS: Final = re.compile(
    r"[^、。]{0,8}(?:から|を|で)(?:数え|カウント)|を(?:第1子|第一子)と|(?:児)?(?:の?(?:区民|市民|都民|町民|方))?(?:[\d,]|一)+(?:人|名)(?!以上)|(?:児)?の?(?:空き|定員|募集)"
)
_AIMED: Final = re.compile(r"[^、。は]{0,14}(?:を対象(?:に|と)|が対象(?:です|。|$))")
_RELATIVES: Final = re.compile(r"(?:祖父母|父母|保護者|両親|配偶者|きょうだい|兄弟姉妹|同居者|親族|家族)$")
_OF_RELATIVES: Final = re.compile(
    r"の(?:同居)?の?(?:祖父母|きょうだい|兄弟|兄|姉|親族|家族|扶養親族)|の?(?:方|者|高齢者|親)(?:と同居|[をの](?:在宅で)?介護)"
)
_OF_A_RELATIVE: Final = re.compile(
    r"(?:第[1-9]子|上の子(?:ども)?|長子|祖父母?|祖母|親族|同居者|同居人|きょうだい|兄弟姉妹|兄弟|兄姉|[兄姉]|扶養親族|(?<!同性)配偶者|(?<!母)(?<!同性)パートナー|妻|夫|家族|世帯員)(?:の(?:いずれか|双方|全員|1人|うち[^、。が]{0,8}))?[がは][^、。]{0,14}$"
)
_OF_THAT_CHILD: Final = re.compile(r"が[^、。]{0,20}(?:以下|未満|以上|在籍|在園|入所|在学|通)")
_NO_SUCH: Final = re.compile(r"の?(?:方|人|者|世帯員|児童|世帯|子ども|子|お子さん)?がい(?:ない|ません)")
_UNDER_A_CONDITION: Final = re.compile(r"(?:場合|とき)(?:は|に|には)?[、]?$|(?:あれ|なれ|であれ)ば[、]?$")
_FOR_ALL: Final = re.compile(r"どなたでも|年齢や")
_EXAMPLE: Final = re.compile(
    r"(?:家庭|世帯)?(?:の(?:方|世帯|家庭|お子さん))?(?:(?:[、・やと]|または|又は)[^、。・()でがはをにし]{1,10}){0,5}"
    r"(?:など(?!の学生)|その他(?!の災害)|その他の(?!災害))"
)
_LIKE: Final = re.compile(r"(?:に|と同)(?:準|等|程度)|相当(?:の(?:収入|所得|世帯))")
_LISTABLE: Final = frozenset({Kind.BENEFIT, Kind.STATUS})
_LIST_NOT: Final = re.compile(
    r"(?:[・、や]|及び|および|又は|または)[^。]{0,24}(?:ていない|でない)(?:こと|方|者|$)"
)
_OF_FAMILIES: Final = frozenset({Kind.CHILDCARE, Kind.INCOME, Kind.CHILDREN, Kind.SINGLE_PARENT})
_STANDINGS: Final = frozenset({Kind.BENEFIT, Kind.INCOME})
_OF_OTHERS: Final = re.compile(r"の?(?:方|者|人)の(?:被?扶養(?!義務)|家族|親族|配偶者|同居)")
_ALONE: Final = re.compile(r"[^、。]{0,10}(?:のみで|だけで)(?!構成)")
_NEXT_LABEL: Final = re.compile(r"[、 ](?:定員|費用|料金|利用料|申し?込み?|日時|会場|場所|持ち物|内容|回数):")
_MAYBE: Final = re.compile(
    r"(?:場合|こと)(?:が|も)(?:あり|ある)|検討|\d割[がは]|望まし|推奨|お?(?:すす|勧)め|人口|割合|件数|統計|アンケート|比べ|スタッフ"
)
_FORMER: Final = re.compile(
    r"^\W*(?:以前|従来|これまで|かつて|平成\d+年度?まで)|改正前|変更前|旧制度|拡大|引き上げ|引上げ|見直|廃止|でした。?$|ていました。?$|^\W*(?:例えば|たとえば|例[:)])|(?:ますか|ですか|でしょうか)[。?]?$|\?$|"
    r"から変更|に変更|広げ(?:ま|て|る|た)|[年度月日](?:まで|以前)は[^。]|でしたが|から[^。]{1,16}(?:までに|へと?|に)(?:なります|なりました|変わり)。?$"
)
_DEADLINE: Final = re.compile(
    r"に(?:は|、)?(?:必ず|窓口で|郵送で)?(?:申請|届|手続|提出|申し?込|登録|ご?連絡|お出し|請求|お手続|出生届|済ませ|受診票|返送|お申)"
)
_SENDS: Final = re.compile(
    r"(?:の方)?(?:に|へ)(?:は)?(?:、)?(?:ご案内|通知|送付|郵送|お送り|個別|案内|配布)|頃|ころ|"
    r"ごろ|のお?誕生月|のときの"
)
_TOPIC: Final = re.compile(
    r"(?<!また)(?<!又)(?<!あるい)(?<!もしく)(?<!若しく)(?<!或い)(?<!こんにち)(?<!あて)は(?:(?![ぁ-ん])|(?=ご|お|あり|でき|すべ|いず|いり|そ))|(?:場合|とき|際)(?:は|に|には|、|の)"
)
_ADMITS: Final = re.compile(
    r"対象|利用でき|利用(?:する)?ことができ|申請でき|申込|受けられ|受けること|受診でき|接種でき|"
    r"該当|参加でき|お申し?込みいただけ|助成します|助成を行|支給します|支給され|交付します|給付し|給付され|"
    r"であること"
)
_OTHER_SAYING: Final = re.compile(
    r"無料|免除|半額|減額|割引|加算|優先|有料|同伴|承諾|同意書|診断書|証明|別途|ご相談|相談(?:し|くだ)|資格を失|"
    r"資格がなくな|通知|送付|郵送|お持ちください|持参|提出|添付|写し|コピー|"
    r"問い?合わ?せ|異なり|異なる|募集|お支払い|\d円(?!未満|以下|以上|を超)|担当|職員|がかかり|お渡し|同時に実施|標準|目安|ご案内|負担(?:し|は|が|額)"
)
_OTHER_TOPIC: Final = re.compile(
    r"(?:期限|締切|締め切り|利用料|使用料|料金|費用|負担額?|支給額|手当額|金額|月額|年齢の?目安|講師|指導員|職員|スタッフ|"
    r"標準(?:的な)?(?:接種)?(?:年齢|期間)?)[^。、]{0,6}(?:は|:)|必要書類|持ち物|書類"
)
_DENIES: Final = re.compile(r"ません|ていない|(?:でき|られ|なら)ない")
_ASKS: Final = re.compile(
    r"(?:窓口|申請|届出|手続き?|申込み?)(?:は|が|に|して|を)[^。]*(?:ください|必要|お受け)|ください。?$"
)


def stance(finding: Finding, text: str) -> Stance:
    """Return what the folded sentence says about the finding, apart from the finding's own negation."""
    if _FORMER.search(text):
        return Stance.OPEN
    opening = _enclosing(text, finding.start)
    if opening is None:
        return _within(finding, text[: finding.start], _PARENTHESES.sub("", text[finding.end :]))
    closing = text.find(")", finding.end)
    closing = len(text) if closing < 0 else closing
    if re.search(r"(?:除く|除外|対象外)$", text[:opening]):
        return Stance.EXCLUDED
    if finding.kind is Kind.AGE and _RELATIVES.search(text, 0, opening):
        return Stance.OPEN
    before = text[opening + 1 : finding.start]
    if _ASIDE.match(before) or _INCLUDED.search(text, finding.end, closing) or _TOPIC.search(before):
        return Stance.OPEN
    inner = _within(finding, before, text[finding.end : closing])
    if inner is not Stance.STATED:
        return inner
    outer = _within(finding, text[:opening], _PARENTHESES.sub("", text[closing + 1 :]))
    return Stance.OPEN if outer is Stance.EXCLUDED else outer


def _enclosing(text: str, position: int) -> int | None:
    opening = text.rfind("(", 0, position)
    return opening if opening >= 0 and text.find(")", opening, position) < 0 else None


def _within(finding: Finding, before: str, tail: str) -> Stance:
    if finding.kind is Kind.NATIONALITY and finding.value.code == "any":
        return Stance.NONE if _FOR_ALL.search(before + tail) else Stance.STATED
    if finding.kind in _LISTABLE and not finding.negated and _LIST_NOT.match(tail):
        return Stance.OPEN
    if _OF_OTHERS.match(tail) or (finding.kind in _STANDINGS and _LIKE.match(tail)):
        return Stance.OPEN
    if finding.kind is not Kind.CHILDCARE and _EXAMPLE.match(tail):
        return Stance.OPEN
    if _ALSO.match(tail) or _COUNTS.match(tail):
        return Stance.NONE
    if _ALONE.match(tail):
        return Stance.OPEN
    tail = _NEXT_LABEL.split(tail, maxsplit=1)[0]
    if _INCLUDES.match(tail) or (finding.kind is Kind.AGE and _OF_RELATIVES.match(tail)):
        return Stance.OPEN
    if _REGARDLESS.match(tail) or _SENDS.match(tail):
        return Stance.NONE
    if finding.kind in (Kind.AGE, Kind.MATERNITY) and _DEADLINE.match(tail) and _is_deadline(finding):
        return Stance.NONE
    if _UNDER_A_CONDITION.search(before) or _MAYBE.search(tail):
        return Stance.OPEN
    if _NO_SUCH.match(tail) or _OTHER_THAN.match(tail) or _NOT_BEING.match(tail):
        return Stance.EXCLUDED
    tail = _INCAPABLE.sub("", tail)
    excluding = _EXCLUDES.search(tail)
    if excluding is not None:
        barrier = _BARRIER.search(tail, 0, excluding.start())
        if barrier is None:
            unless = _EXCEPT.search(tail)
            if unless is not None and unless.start() <= excluding.start():
                return Stance.OPEN
            return Stance.EXCLUDED
        tail = tail[: barrier.end()]
    if _OTHER_TOPIC.search(before):
        return Stance.OPEN
    if finding.kind is Kind.CHILDREN and not finding.value.code.endswith(",)") and _OF_THAT_CHILD.match(tail):
        return Stance.OPEN
    if finding.kind not in _OF_FAMILIES and _OF_A_RELATIVE.search(before):
        return Stance.OPEN
    if _AIMED.match(tail):
        return Stance.STATED
    topic = _TOPIC.search(tail)
    if topic is not None:
        predicate = tail[topic.end() :]
        return Stance.STATED if _admits(predicate, topic[0]) else Stance.OPEN
    if _OTHER_SAYING.search(tail) or _ASKS.search(tail):
        return Stance.OPEN
    return Stance.STATED


def _is_deadline(finding: Finding) -> bool:
    code = finding.value.code
    return "," in code and not code.endswith(",)")


def _admits(predicate: str, topic: str) -> bool:
    if _OTHER_SAYING.search(predicate) or _DENIES.search(predicate) or _ASKS.search(predicate):
        return False
    if topic[0] in "場と際":
        return _ADMITS.search(predicate) is not None
    return predicate in ("", "、") or _ADMITS.search(predicate) is not None
