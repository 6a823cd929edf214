"""The form in which questions and records are compared (検索用の表記).

Widths, case, katakana, small kana and long-vowel marks are folded as ``todoke.base.kana`` does; then everyday
words with several spellings (子供, こども) are brought to one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from todoke.base.kana import to_hiragana

_FOLD = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", "ー・･'’")
_RUN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the text in one width, case and kana; runs of letters and figures are parted by one space.

    >>> fold("マル乳（ﾆｭｳ）の　Ｍｙ ナンバー・カード")
    'まる乳 にゆう の my なんばかど'
    """
    return " ".join(_RUN.findall(to_hiragana(text).casefold().translate(_FOLD)))


class Spelling:
    """The spellings taken as one."""

    def __init__(self, variants: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take the form kept and the others, as ``data/search/spelling.yaml`` lists them."""
        pairs = {fold(other): fold(form) for form, others in (variants or {}).items() for other in others}
        longest_first = sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair))
        self._pairs = [(other, form) for other, form in longest_first if other != form]

    def __call__(self, text: str) -> str:
        """Return the folded text with every spelling in the form kept.

        >>> Spelling({"子ども": ["子供", "こども"]})("こどもの手当")
        '子どもの手当'
        """
        folded = fold(text)
        for other, form in self._pairs:
            if other in folded:
                folded = folded.replace(other, form)
        return folded
