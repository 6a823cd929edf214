"""Limits on income with their basis, and standing towards taxes (所得・税).

収入, 所得, 合計所得金額, 課税所得, 所得割額 and 所得税額 are different sums and never taken for one another.
Where a text does not say which it means, the basis stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from todoke.reading.findings import Finding
from todoke.reading.letters import yen
from todoke.reading.proposals import Kind
from todoke.reading.values import Basis, Income, TaxStanding, Whose

_TAX: Final = r"(?:住民税|特別区民税|市?区?町?村?民税|[区市町村都]民税|市県民税|都道府県民税)"
_CITY_TAX: Final = re.compile(r"(?:区市町村|市区町村|市町村|特別区|(?<![一-龥])[区市町村])民税[^、。]{0,12}$")
_RESIDENCE_TAX: Final = re.compile(r"住民税[^、。]{0,12}$")
_STANDING: Final = re.compile(
    rf"(?P<percapita>均等割(?:額)?のみ(?:(?:が)?(?:の)?課(?:税|され)|の(?=世帯|方)))"
    rf"|(?P<exempt>(?:(?P<tax>{_TAX})|(?P<it>所得税))(?:の)?(?P<part>均等割(?:額)?(?:及び|と|"
    rf"・)所得割|所得割|均等割)?(?:額)?(?:が|の|を|は|も)?(?:全員)?"
    r"(?:共に|ともに)?(?:(?P<by>世帯)?非課税|課されていない|課税されていない|課税されない|かからない)(?!証明|相当|"
    r"通知|限度|か(?:どうか)))"
    rf"|(?P<taxed>{_TAX}(?:課税世帯|(?:が|を)課税?され(?:ている|る)))"
    r"|(?P<short>(?<![一-龥])非課税世帯)"
)
_LIMIT: Final = re.compile(
    r"(?P<yen>(?:[\d,]+億)?(?:[\d,]+万)?(?:[\d,]+千)?[\d,]*円)(?:\([^()]*\))?(?:\(年額\))?を?"
    r"(?P<op>未満|以下|以内|以上|超え(?:ない|ず)|超え|下回|超過|超)"
)
_BASIS: Final = re.compile(
    r"(?P<income_tax>所得税(?:額|課税額)?)|(?P<levy>所得割(?:課税)?(?:額)?)|(?P<total_income>合計所得金額)|"
    r"(?P<taxable_income>課税(?:標準|総)?所得(?:金額)?|課税標準額)|(?P<gross>(?:総|給与|"
    r"世帯)?(?:収入(?!印)|年収|月収))|"
    r"(?P<net_income>(?:合計|総)?所得(?:の?(?:合計|金額|月額|額))?)"
)
_NO_FIGURE: Final = re.compile(
    r"(?P<barred>所得(?:の)?(?:制限|要件)(?!により|によって|のため|を理由|で(?:受|支|対)|限度額(?:表|は|に|の?目安)|額|は|の(?:対象|適用)|を(?:設|撤|"
    r"超)|が?(?:な|あり?ません|ござ|撤|適用されま)|なし|無|の?撤))"
    r"|(?P<within>所得制限(?:限度額)?(?:の)?(?:範囲)?内)"
    r"|(?P<income>所得|収入)(?:の(?:合計|金額)|金額|額|月額)?(?:が|は|、)?(?P<mid>[^。円]{0,26}?)"
    r"(?:限度額|制限額|基準額?|(?:一定|定められた|所定の?|定める)(?:の|以下|額)?|算定額|"
    r"(?P<times>\d(?:\.\d+)?倍))(?:表)?(?:の)?"
    r"(?:\([^()]*\))?(?:を)?(?:未満|以下|以内|範囲内|内(?:の|で)|に満たない|超えない|下回)"
)
_HOUSEHOLD_BEHIND: Final = re.compile(r"(?:されて|ている|いる)*(?:の|である)?(?:世帯|ご家庭|家庭)")
_HOUSEHOLD_JOINED: Final = re.compile(
    r"(?:世帯|者)?(?:[、]?(?:または|又は|もしくは|若しくは|及び|および|か)|[・、])[^、。()]{1,18}(?<!他)の?世帯"
)
_PEOPLE_BEHIND: Final = re.compile(r"(?:の|である)?(?:世帯|方|者|人|ご?家庭)|で|$|[、。)]|であ|こと")
_NOT_INCOME: Final = re.compile(
    r"(?:費|料|家賃|預貯金|貯蓄|資産|総額|価格|保険|代金|助成|支給額?|上限)[^、。]{0,8}$"
)
_APPROXIMATE: Final = re.compile(r"(?:約|おおむね|概ね|およそ)$")
_WHOSE: Final[tuple[tuple[str, Whose], ...]] = (
    ("世帯", "household"),
    ("家族全員", "household"),
    ("父母", "parents"),
    ("保護者", "parents"),
    ("両親", "parents"),
    ("本人", "self"),
    ("申請者", "self"),
    ("対象者", "self"),
)
_OTHERS: Final = re.compile(r"生計中心者|生計維持者|世帯主|主たる生計|扶養義務者|配偶者")
_COMPARISONS: Final[dict[str, Literal["<", "<=", ">", ">="]]] = {
    "未満": "<",
    "下回": "<",
    "以下": "<=",
    "以内": "<=",
    "超えない": "<=",
    "超えず": "<=",
    "以上": ">=",
    "超え": ">",
    "超過": ">",
    "超": ">",
}
_MONTHLY: Final = re.compile(r"月収|月額|月$|(?:毎月|(?<![0-9])月|1か月)の[^、。]{0,6}(?:収入|所得)")
_PER_YEAR: Final = re.compile(r"年額|月額")
SIGNS: Final = re.compile(r"課税|課され|所得|収入|年収|月収|円|均等割")
_OTHER_BASIS: Final = re.compile(r"(?:または|又は|もしくは|あるいは)[^。]{0,4}(?:所得|収入)")
_BASIS_BEHIND: Final = re.compile(r"の(?:総)?(収入|年収|所得)")
_COMPUTED: Final = re.compile(r"[×%]|控除|差し引")
_CLAUSE: Final = re.compile(r"[、。・\n(]")


def find(text: str) -> Iterator[Finding]:
    """Find income limits and tax standings in a folded sentence.

    >>> [one.value.code for one in find("世帯の市町村民税所得割額が57,700円未満")]
    ['levy_city < 57700 household']
    """
    if SIGNS.search(text) is None:
        return
    yield from _standings(text)
    figures = list(_figures(text))
    yield from figures
    for match in _NO_FIGURE.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in figures):
            continue
        if _COMPUTED.search(match["mid"] or ""):
            continue
        before = _CLAUSE.split(text[max(0, match.start() - 12) : match.start()])[-1]
        whose = _whose(before + match[0], text, match.end())
        basis: Basis = "gross" if match["income"] == "収入" else "net_income"
        if _OTHER_BASIS.search(match["mid"] or ""):
            basis = "unknown"
        yield Finding(Kind.INCOME, Income(basis, whose=whose), match.start(), match.end())


def _standings(text: str) -> Iterator[Finding]:
    for match in _STANDING.finditer(text):
        clause = _CLAUSE.split(text[max(0, match.start() - 12) : match.start()])[-1]
        whose = _whose(clause, text, match.end())
        value: TaxStanding
        if match["percapita"]:
            value = TaxStanding("per_capita", whose=whose)
        elif match["taxed"]:
            value = TaxStanding("taxed", whose="household" if match[0].endswith("世帯") else whose)
        elif match["short"] or match["by"]:
            value = TaxStanding("exempt", whose="household")
        elif match["it"]:
            value = TaxStanding("exempt", "income_tax", whose)
        else:
            value = TaxStanding("exempt", "levy" if match["part"] == "所得割" else "residence_tax", whose)
        yield Finding(Kind.INCOME, value, match.start(), match.end())


def _figures(text: str) -> Iterator[Finding]:
    last = 0
    for match in _LIMIT.finditer(text):
        if not any(letter.isdigit() for letter in match["yen"]):
            continue
        start = max(last, match.start() - 45)
        before = text[start : match.start()]
        before = re.split("[。\n]", before)[-1]
        if _APPROXIMATE.search(before):
            continue
        bases = list(_BASIS.finditer(before))
        basis: Basis = "unknown"
        named = False
        begin = match.start()
        if bases:
            told = bases[-1]
            basis = told.lastgroup  # type: ignore[assignment]
            if _NOT_INCOME.search(before[told.end() :]):
                continue
            if _COMPUTED.search(before[told.end() :]):
                basis = "unknown"
            begin = match.start() - len(before) + told.start()
            if basis == "levy":
                tax_words = before[: told.start()]
                if _CITY_TAX.search(tax_words):
                    basis = "levy_city"
                named = _RESIDENCE_TAX.search(tax_words) is not None
        elif behind := _BASIS_BEHIND.match(text, match.end()):
            basis = "net_income" if behind[1] == "所得" else "gross"
        elif (
            _NOT_INCOME.search(before)
            or not _PEOPLE_BEHIND.match(text, match.end())
            or not _PER_YEAR.search(before)
        ):
            continue
        monthly = _MONTHLY.search(before) is not None
        whose = _whose(re.split("、", before)[-1], text, match.end())
        comparison = _COMPARISONS[match["op"]]
        value = Income(basis, comparison, yen(match["yen"]), monthly, whose, named)
        note = "何の額か(収入・所得・所得割額など)が書かれていません" if basis == "unknown" else None
        last = match.end()
        yield Finding(Kind.INCOME, value, begin, match.end(), note=note)


def _whose(clause: str, text: str, end: int) -> Whose | None:
    if _OTHERS.search(clause):
        return None
    for word, whose in _WHOSE:
        if word in clause:
            return whose
    if _HOUSEHOLD_BEHIND.match(text, end) or _HOUSEHOLD_JOINED.match(text, end):
        return "household"
    return None
