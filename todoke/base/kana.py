"""Kana, widths and hyphens brought to one form (文字の表記ゆれ).

Source of the width and compatibility forms: Unicode Standard Annex #15 (NFKC).
"""

import re
import unicodedata

_HIRAGANA = "".join(chr(code) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E))
_KATAKANA = "".join(chr(ord(letter) + 0x60) for letter in _HIRAGANA)
_TO_KATAKANA = str.maketrans(_HIRAGANA, _KATAKANA)
_TO_HIRAGANA = str.maketrans(_KATAKANA, _HIRAGANA)
_TO_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_PLAIN_VOWELS = str.maketrans("āīūēōâîûêô", "aiueoaiueo")

_DASHES = "\\-‐‑‒–—―−─━"
_KANA = "ぁ-ゖァ-ヺ"
_DASH_AS_LONG_VOWEL = re.compile(f"(?<=[{_KANA}])[{_DASHES}](?![0-9A-Za-z])")
_DASH = re.compile(f"[{_DASHES}]|(?<![{_KANA}ー])ー+")
_INSIGNIFICANT = re.compile(r"[\s・･.,'’]|(?<![0-9])[-ー]|[-ー](?![0-9])")
_ONLY_KANA = re.compile(f"[{_KANA}ゝゞヽヾー・ ]+")


def normalize(text: str) -> str:
    """Return the text in one width, with single spaces and one kind of hyphen and of long-vowel mark.

    Half-width kana become full-width, full-width letters and figures half-width. A dash after kana is the
    long-vowel mark (ー) unless a figure or letter follows; any other dash is ``-``.

    >>> normalize("ﾄｳｷﾖｳ　１−２ー３"), normalize("サ−ビス")
    ('トウキヨウ 1-2-3', 'サービス')
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return _DASH.sub(lambda dashes: "-" * len(dashes[0]), _DASH_AS_LONG_VOWEL.sub("ー", text))


def to_hiragana(text: str) -> str:
    """Return the text with katakana turned into hiragana. Half-width kana are turned too.

    >>> to_hiragana("ｼﾝｼﾞｭｸ区")
    'しんじゅく区'
    """
    return normalize(text).translate(_TO_HIRAGANA)


def to_katakana(text: str) -> str:
    """Return the text with hiragana turned into full-width katakana.

    >>> to_katakana("しんじゅく区")
    'シンジュク区'
    """
    return normalize(text).translate(_TO_KATAKANA)


def is_kana(text: str) -> bool:
    """Tell whether the text is furigana: kana, long-vowel marks, middle dots and spaces only.

    >>> is_kana("ﾔﾏﾀﾞ　はなこ"), is_kana("山田"), is_kana(" ")
    (True, False, False)
    """
    return _ONLY_KANA.fullmatch(normalize(text)) is not None


def search_key(text: str) -> str:
    """Return a key that is equal for spellings a searcher takes as equal. Not for display or identity.

    Kana, width, case, small kana, spaces, middle dots, apostrophes, macrons and long-vowel marks make no
    difference, nor do hyphens except between figures.

    >>> search_key("青ケ島 ムラ") == search_key("青ヶ島むら"), search_key("Chūō-ku"), search_key("1-2-3")
    (True, 'chuoku', '1-2-3')
    """
    plain = to_hiragana(text).casefold().translate(_PLAIN_VOWELS).translate(_TO_LARGE)
    return unicodedata.normalize("NFC", _INSIGNIFICANT.sub("", plain))
