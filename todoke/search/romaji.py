"""Kana in Latin letters (ローマ字), so that "jido teate" finds 児童手当.

Hepburn without macrons; long vowels are written once, as people mostly do.
Source of the table: 外務省 ヘボン式ローマ字綴方表.
"""

from __future__ import annotations

import re

_TWO = dict(
    zip(
        "きゃ きゅ きょ しゃ しゅ しょ ちゃ ちゅ ちょ にゃ にゅ にょ ひゃ ひゅ ひょ みゃ みゅ みょ りゃ りゅ りょ "
        "ぎゃ ぎゅ ぎょ じゃ じゅ じょ びゃ びゅ びょ ぴゃ ぴゅ ぴょ".split(),
        "kya kyu kyo sha shu sho cha chu cho nya nyu nyo hya hyu hyo mya myu myo rya ryu ryo "
        "gya gyu gyo ja ju jo bya byu byo pya pyu pyo".split(),
        strict=True,
    )
)
_ONE = dict(
    zip(
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんがぎぐげござじずぜぞ"
        "だぢづでどばびぶべぼぱぴぷぺぽ",
        "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo "
        "ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe "
        "po".split(),
        strict=True,
    )
)
_LONG = re.compile(r"o[ou]+|u+")
_NOT_LATIN = re.compile(r"[^a-z]+")


def of_kana(hiragana: str) -> str:
    """Return hiragana in Latin letters with long vowels short.

    >>> of_kana("じゅうみんひょう"), of_kana("がっこう")
    ('juminhyo', 'gakko')
    """
    letters: list[str] = []
    double = False
    place = 0
    while place < len(hiragana):
        pair, one = hiragana[place : place + 2], hiragana[place]
        place += 2 if pair in _TWO else 1
        if one == "っ":
            double = True
            continue
        written = _TWO.get(pair) or _ONE.get(one, "")
        letters.append(written[:1] + written if double else written)
        double = False
    return short_vowels("".join(letters))


def short_vowels(latin: str) -> str:
    """Return Latin letters without spaces and hyphens and with long vowels short, however they were written.

    >>> short_vowels("Jidou-Teate"), short_vowels("juuminhyou")
    ('jidoteate', 'juminhyo')
    """
    return _LONG.sub(lambda run: run[0][0], _NOT_LATIN.sub("", latin.casefold()))
