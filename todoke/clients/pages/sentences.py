"""Japanese text cut into sentences (文の区切り), and two writings of one sentence known as the same."""

import re
import unicodedata

_END = "。！？"
_OPEN = "「『（(【［[〔〈《"
_CLOSE = "」』）)】］]〕〉》"
_CLOSED_BY = dict(zip(_CLOSE, _OPEN, strict=True))
_ENDING = re.compile(f"[^{_END}]*[{_END}]+[{re.escape(_CLOSE)}]*|[^{_END}]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # hyphens and spaces of no width
_SPACES = re.compile(r"[^\S\n]+")
_CJK = "぀-ヿ㐀-鿿＀-￯、-〿"
_SOURCE_BREAK = re.compile(rf"(?<=[{_CJK}])\s*[\r\n]\s*(?=[{_CJK}])")


def split(text: str) -> list[str]:
    """Return the sentences; a full stop inside brackets ends none, a line break always does.

    >>> split("対象は「0歳から。ただし例外あり。」の子です。所得制限はありません。")
    ['対象は「0歳から。ただし例外あり。」の子です。', '所得制限はありません。']
    """
    return [sentence for line in text.split("\n") for sentence in _split_line(tidy(line))]


def tidy(text: str) -> str:
    """Return the text with single spaces, line breaks kept.

    >>> tidy("　対象　　0歳 ")
    '対象 0歳'
    """
    return "\n".join(_SPACES.sub(" ", line).strip() for line in _UNSEEN.sub("", text).split("\n"))


def joined(source: str) -> str:
    r"""Return the text of a page's source with its line breaks taken out: they are no breaks to a reader.

    >>> joined("保護者の\n  方へ"), joined("Child\nAllowance")
    ('保護者の方へ', 'Child Allowance')
    """
    return re.sub(r"\s+", " ", _SOURCE_BREAK.sub("", source))


def key(text: str) -> str:
    """Return what two writings of the same words have in common: no widths, no spaces, no capitals.

    >>> key("月額１５，０００円 （第１子）") == key("月額15,000円(第1子)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _split_line(line: str) -> list[str]:
    cut = _cut(line) if _is_balanced(line) else _ENDING.findall(line)
    return [sentence for sentence in (piece.strip() for piece in cut) if sentence]


def _is_balanced(line: str) -> bool:
    """Return whether every bracket is closed by its own, so that brackets can be relied on."""
    waiting: list[str] = []
    for letter in line:
        if letter in _OPEN:
            waiting.append(letter)
        elif letter in _CLOSED_BY and (not waiting or waiting.pop() != _CLOSED_BY[letter]):
            return False
    return not waiting


def _cut(line: str) -> list[str]:
    found: list[str] = []
    start = depth = 0
    for place, letter in enumerate(line):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth -= 1
        elif letter in _END and depth == 0 and line[place + 1 : place + 2] not in _END:
            found.append(line[start : place + 1])
            start = place + 1
    return [*found, line[start:]]
