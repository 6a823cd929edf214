"""What in a sentence a change of is never cosmetic: amounts, ages, days, limits (大切な数字と語)."""

import re
import unicodedata
from collections import Counter
from enum import StrEnum


class Figure(StrEnum):
    """A kind of figure or word that conditions, amounts and periods are made of."""

    MONEY = "money"
    AGE = "age"
    DAY = "day"
    YEAR = "year"
    LENGTH = "length"  # of time
    SHARE = "share"  # percent, fractions, grades
    COUNT = "count"
    PHONE = "phone"
    TIME = "time"
    ADDRESS = "address"
    LIMIT = "limit"  # 以上, 未満, まで …
    NUMBER = "number"  # any other


# The first kind that matches takes the letters, so the order is part of the meaning.
_KINDS: tuple[tuple[Figure, str], ...] = (
    (Figure.ADDRESS, r"https?://[!-~]+|(?<![a-zA-Z0-9])[a-zA-Z0-9._+-]{1,64}@[a-zA-Z0-9.-]{3,200}"),
    (Figure.PHONE, r"0\d{1,4}[-(]\d{1,4}[-)]\d{3,4}|内線\d+"),
    (
        Figure.DAY,
        r"(?:(?:明治|大正|昭和|平成|令和)?(?:元|\d{1,4})年(?:度)?)?\d{1,2}月(?:\d{1,2}日|末日?|[上中下]旬)?"
        r"|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|毎月\d{1,2}日|\d{1,2}日(?!間|以内|目)",
    ),
    (
        Figure.AGE,
        r"(?:満)?\d+(?:\.\d+)?(?:歳|才)(?:\d+か月)?|(?:生後|月齢|妊娠)\d+(?:日|週|[かヶケカ]月)"
        r"|[小中高]学?\d(?:年生?)?|\d年生",
    ),
    (
        Figure.MONEY,
        r"(?:\d[\d,.]*[億万千百]){0,4}(?:\d[\d,.]*[億万千百]?)?(?<=[\d億万千百])円|無料|無償|全額|実費",
    ),
    (Figure.YEAR, r"(?:令和|平成|昭和)(?:元|\d{1,2})年度?|\d{4}年度?"),
    (Figure.TIME, r"(?:午前|午後)?\d{1,2}(?:時(?:\d{1,2}分|半)?|:\d{2})"),
    (Figure.LENGTH, r"\d+(?:日|週|年|時)間|\d+[かヶケカ箇]月|\d+(?:日|週|年)(?:以内|目|前|後)"),
    (Figure.SHARE, r"\d+(?:\.\d+)?(?:%|パーセント|割)|\d+分の\d+|\d+/\d+|\d+級|要(?:介護|支援)\d"),
    (Figure.COUNT, r"第?\d+(?:人|子|回|名|世帯|か所|箇所|枚|冊|件|泊)"),
    (Figure.LIMIT, r"以上|以下|未満|超える|を超え|まで|以内|以降|以前|から"),
    (Figure.NUMBER, r"\d[\d,]*(?:\.\d+)?"),
)
_PATTERN = re.compile("|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _KINDS))
_LONGEST = 2_000  # letters: no sentence is longer
_KANJI_NUMBER = str.maketrans("〇一二三四五六七八九", "0123456789")
_KANJI_BEFORE_UNIT = re.compile("[〇一二三四五六七八九]+(?=[歳才人子回級割年月日])")

WEIGHTY = re.compile(
    "廃止|終了|休止|中止|変更|改正|拡大|縮小|新設|新たに|開始|延長|締切|締め切|期限|対象|所得|制限|必要|要件|条件|"
    "提出|持ち物|必要書類|住民登録|非課税|申請|届出|窓口|金額|助成|支給|手当|受付|予約|オンライン|電子申請"
)


def figures(text: str) -> Counter[tuple[Figure, str]]:
    """Return the figures of a text with their kinds, widths and commas aside.

    >>> sorted((kind.value, said) for kind, said in figures("３歳未満は月額１５，０００円"))
    [('age', '3歳'), ('limit', '未満'), ('money', '15000円')]
    """
    plain = "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
    plain = _KANJI_BEFORE_UNIT.sub(lambda found: found[0].translate(_KANJI_NUMBER), plain)
    return Counter(
        (
            Figure(found.lastgroup or "number"),
            found[0] if found.lastgroup == "address" else found[0].replace(",", ""),
        )
        for found in _PATTERN.finditer(plain)
    )


def kinds_changed(before: str, after: str) -> frozenset[Figure]:
    """Return the kinds of figures in which two texts differ.

    >>> sorted(kinds_changed("月額15,000円", "月額１００００円"))
    [<Figure.MONEY: 'money'>]
    >>> kinds_changed("月額15,000円です。", "毎月１５０００円です。")
    frozenset()
    """
    one, other = figures(before), figures(after)
    return frozenset(kind for kind, _ in (one - other) + (other - one))
