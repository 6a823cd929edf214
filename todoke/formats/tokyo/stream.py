"""Reading a JSON array of any length record by record, in bounded memory, past damaged records.

The array is the whole file or the value of a key of its outermost object (``{"records": [...]}``), or the records
stand one after another, a line each. After a damaged record reading goes on at the next that can be read; what
lies between is kept whole.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

CHUNK = 1 << 20
MARGIN = 1 << 20
"""Text that breaks off nearer than this to the end of what was read may only lack the rest."""
LONGEST = 8 << 20
"""A record longer than this many characters is taken for damage."""


def _refused(text: str) -> float:
    """Refuse NaN, Infinity and numbers beyond all bounds: Python reads them, JSON has none, no database takes them."""
    number = float(text)
    if not math.isfinite(number):
        raise json.JSONDecodeError("Expecting value", text, 0)
    return number


_DECODER = json.JSONDecoder(parse_constant=_refused, parse_float=_refused)
_SPACE = re.compile(r"[\s,\ufeff]*")
_NEXT = re.compile(r"\{\s*\"(?:institutionName|basicInformation)\"\s*:|(?<=[}\]])\s*,\s*\{|\n\s*\{")
_KNOWN_KEYS = frozenset({"institutionName", "basicInformation", "target"})
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the array: its place in the file in bytes, its length in bytes, its text and the value."""

    offset: int
    length: int
    text: str
    value: Any


@dataclass(frozen=True, slots=True)
class Damaged:
    """A stretch of the file that is no JSON, kept whole, with the reason in Japanese."""

    offset: int
    length: int
    text: str
    reason: str


def read(
    file: BinaryIO, *, encoding: str = "utf-8", resume_at: int | None = None
) -> Iterator[Found | Damaged]:
    """Yield the values of the array one by one.

    ``resume_at`` goes on at the end of a value read before: its ``offset`` plus its ``length``.
    """
    reader = _Reader(file, encoding)
    if resume_at is None:
        reader.enter()
    else:
        reader.skip_to(resume_at)
    while (piece := reader.next()) is not None:
        yield piece


class _Reader:
    """A window over the text of the file, moved forward record by record."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self.file = file
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self.window = ""
        self.at = 0
        self.offset = 0
        self.ended = False

    def skip_to(self, offset: int) -> None:
        self.file.seek(offset)
        self.offset = offset

    def fill(self) -> bool:
        """Add a chunk to the window, whose read part is dropped first."""
        if self.ended:
            return False
        chunk = self.file.read(CHUNK)
        self.ended = not chunk
        self.window = self.window[self.at :] + self.decoder.decode(chunk, final=self.ended)
        self.at = 0
        return not self.ended

    def advance(self, end: int) -> str:
        """Move to ``end`` and return the text passed over."""
        text = self.window[self.at : end]
        self.offset += self.size(text)
        self.at = end
        return text

    def size(self, text: str) -> int:
        if text.isascii() and self.encoding != "utf-16-le":
            return len(text)
        return len(text.encode(self.encoding, "surrogateescape"))

    def skip_space(self) -> str:
        """Pass blanks and commas; return the sign that follows, empty at the end of the file."""
        while True:
            matched = _SPACE.match(self.window, self.at)
            self.advance(matched.end() if matched else self.at)
            if self.at < len(self.window):
                return self.window[self.at]
            if not self.fill() and self.at >= len(self.window):
                return ""

    def enter(self) -> None:
        """Go into the array of records."""
        sign = self.skip_space()
        if sign == "[":
            self.advance(self.at + 1)
            return
        if sign != "{":
            return
        while len(self.window) < LONGEST and self.fill():
            if len(self.window) >= CHUNK:
                break
        wrapper = re.compile(r'\{\s*"(?:[^"\\]|\\.)*"\s*:\s*').match(self.window, self.at)
        place = wrapper.end() if wrapper else None
        while place is not None and place < len(self.window):
            if self.window[place] == "[":
                self.advance(place + 1)
                return
            try:
                _, end = _DECODER.raw_decode(self.window, place)
            except json.JSONDecodeError:
                return
            following = re.compile(r'\s*,\s*"(?:[^"\\]|\\.)*"\s*:\s*').match(self.window, end)
            if following is None or _KNOWN_KEYS & set(re.findall(r'"(\w+)"', self.window[self.at : place])):
                return
            place = following.end()

    def next(self) -> Found | Damaged | None:
        """Return the next value or damaged stretch, None at the end of the array."""
        sign = self.skip_space()
        if sign in ("", "]"):
            return None
        while True:
            try:
                value, end = _DECODER.raw_decode(self.window, self.at)
            except json.JSONDecodeError as error:
                near_the_end = error.pos > len(self.window) - MARGIN
                if near_the_end and len(self.window) - self.at < LONGEST and self.fill():
                    continue
                return self.damaged(_reason(error))
            except RecursionError:
                return self.damaged("入れ子が深すぎて読めません")
            return self.found(value, end)

    def found(self, value: Any, end: int) -> Found | Damaged:
        start = self.offset
        text = self.window[self.at : end]
        if not text.isascii():
            try:
                length = len(text.encode(self.encoding))
            except UnicodeEncodeError:
                self.advance(end)
                return Damaged(
                    start, self.offset - start, text, "文字コードとして読めない文字が混ざっています"
                )
        else:
            length = self.size(text)
        self.at = end
        self.offset += length
        if "\\u" in text and _ESCAPED_SURROGATE.search(text) and not _is_sound(value):
            return Damaged(start, length, text, "文字として成り立たない符号(サロゲート)が混ざっています")
        if not isinstance(value, dict):
            return Damaged(start, length, text, "レコードの形({ })ではありません")
        return Found(start, length, text, value)

    def damaged(self, reason: str) -> Damaged:
        """Keep what lies before the next record that can be read."""
        start, kept = self.offset, []
        first = True
        while True:
            for candidate in _NEXT.finditer(self.window, self.at + 1):
                place = self.window.index("{", candidate.start())
                if place <= self.at:
                    continue
                try:
                    value, _ = _DECODER.raw_decode(self.window, place)
                except json.JSONDecodeError as error:
                    if error.pos > len(self.window) - MARGIN and not self.ended:
                        break
                    continue
                except RecursionError:
                    continue
                if isinstance(value, dict) and _KNOWN_KEYS & value.keys():
                    kept.append(self.advance(place))
                    return Damaged(start, self.offset - start, "".join(kept).rstrip(", \r\n\t"), reason)
            if not first and len(self.window) - self.at > LONGEST:
                kept.append(self.advance(len(self.window) - MARGIN))
            first = False
            if not self.fill():
                end = len(self.window.rstrip().removesuffix("]").rstrip()) if self.window else 0
                kept.append(self.advance(max(end, self.at)))
                self.advance(len(self.window))
                return Damaged(start, self.offset - start, "".join(kept), reason)


def _is_sound(value: Any) -> bool:
    """Tell whether all text of the value can be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _reason(error: json.JSONDecodeError) -> str:
    """Say in Japanese what the decoder found."""
    words = {
        "Unterminated string": '文字列の終わりの " がありません',
        "Invalid control character": "文字列の中に生の改行や制御文字があります",
        "Expecting ',' delimiter": "区切りのカンマがありません",
        "Expecting ':' delimiter": "コロンがありません",
        "Expecting property name": "項目名がありません",
        "Expecting value": "値がありません",
        "Illegal trailing comma": "余分なカンマがあります",
        "Invalid \\escape": "\\ の使い方が正しくありません",
        "Invalid \\uXXXX": "\\u の使い方が正しくありません",
    }
    said = next((japanese for english, japanese in words.items() if error.msg.startswith(english)), error.msg)
    return f"JSONとして読めません: {said}"
