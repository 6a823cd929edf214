"""Bytes of a page turned into text (文字コード): Shift_JIS and EUC-JP pages are still common.

The byte-order mark decides, then the header, then the page's own statement, then a guess. A statement that does not
fit the bytes is passed over: pages moved between servers often keep the old one.
Sources: WHATWG Encoding Standard (names; Shift_JIS is read as Windows-31J); HTML Standard §13.2.3.2.
"""

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_READ_AS = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "csshiftjis": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
_GUESSES = ("utf-8", "iso2022_jp", "cp932", "euc_jp")
_HEAD = 4096


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text, and the encoding it was read in; letters that fit none become ``�``.

    >>> decode("児童手当".encode("cp932"), "text/html; charset=Shift_JIS")
    ('児童手当', 'cp932')
    >>> decode("児童手当".encode("euc_jp"), "text/html")
    ('児童手当', 'euc_jp')
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    for name in _stated(body, content_type):
        text = _exactly(body, name)
        if text is not None:
            return text, name
    return _guessed(body, content_type)


def _stated(body: bytes, content_type: str) -> list[str]:
    head = body[:_HEAD]
    found = [match[1] for match in (_HEADER.search(content_type),) if match is not None] + [
        match[1].decode("ascii") for match in (_META.search(head), _XML.search(head)) if match is not None
    ]
    names = [_name(name) for name in found]
    # A Western encoding fits any bytes, so on a Japanese page it is only believed when nothing else is stated.
    return sorted((name for name in dict.fromkeys(names) if name), key=lambda name: name == "cp1252")


def _name(stated: str) -> str:
    """Return the one name of an encoding, "" for what is none."""
    try:
        codec = codecs.lookup(_READ_AS.get(stated.lower(), stated.lower()))
    except LookupError:
        return ""
    return codec.name if codec._is_text_encoding else ""


def _exactly(body: bytes, name: str) -> str | None:
    """Return the text, or nothing where more than a few letters in a thousand do not fit."""
    if name == "cp1252" and any(byte >= 0x80 for byte in body):
        return None
    text = body.decode(name, "replace")
    return text if text.count("�") * 200 <= len(text) else None


def _guessed(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the reading with the fewest letters that do not fit, then with the most kana."""
    stated = _stated(body, content_type)
    candidates = [name for name in (*_GUESSES, *stated) if name != "iso2022_jp" or b"\x1b$" in body]

    def badness(name: str) -> tuple[int, int]:
        text = body.decode(name, "replace")
        kana = sum("ぁ" <= letter <= "ゖ" or "ァ" <= letter <= "ヶ" for letter in text)
        halves = sum("｡" <= letter <= "ﾟ" for letter in text)
        return text.count("�"), halves - kana

    best = min(candidates, key=badness)
    return body.decode(best, "replace"), best
