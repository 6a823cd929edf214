"""Telling how a file is written: its kind, its encoding, its separator, and how many rows its head has."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

SAMPLE = 1 << 18

Kind = Literal["json", "table", "xlsx", "parquet", "zip", "empty"]

_SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written; ``separator`` is said of tables of text only."""

    kind: Kind
    encoding: str = "utf-8"
    separator: str = ","

    @property
    def words(self) -> str:
        """The shape in Japanese, for the report of an import."""
        kinds = {
            "json": "JSON",
            "table": "タブ区切り" if self.separator == "\t" else "CSV",
            "xlsx": "Excel",
            "parquet": "Parquet",
            "zip": "ZIP",
            "empty": "空のファイル",
        }
        text = self.kind in ("json", "table")
        return f"{kinds[self.kind]}({self.encoding})" if text else kinds[self.kind]


class UnknownEncodingError(ValueError):
    """The file is written in no encoding we know; the message says so in Japanese."""


def sniff(path: Path) -> Shape:
    """Return how the file is written."""
    with path.open("rb") as file:
        return sniff_start(file)


def sniff_start(file: BinaryIO) -> Shape:
    """Return how a file is written, from its first quarter of a megabyte; it is wound back to its start."""
    start = file.read(SAMPLE)
    complete = not file.read(1)
    file.seek(0)
    if not start.strip():
        return Shape("empty")
    if start.startswith(b"PAR1"):
        return Shape("parquet")
    if start.startswith(b"PK\x03\x04"):
        return Shape("xlsx" if b"[Content_Types].xml" in start or b"xl/" in start else "zip")
    encoding = encoding_of(start, complete=complete)
    text = decode_start(start, encoding)
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return Shape("json", encoding)
    return Shape("table", encoding, separator_of(text))


def encoding_of(start: bytes, *, complete: bool = True) -> str:
    """Return the encoding of a file that begins so: UTF-8, UTF-16 (LE or BE) or CP932.

    Raises:
        UnknownEncodingError: none of them fits.

    >>> encoding_of("区市町村".encode("cp932")), encoding_of("名称".encode("utf-16-le"))
    ('cp932', 'utf-16-le')
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if start.startswith(mark):
            return name
    if _fits(start, "utf-8", complete) and b"\x00" not in start:
        return "utf-8"
    if b"\x00" in start or not _fits(start, "cp932", complete):
        for name in ("utf-16-le", "utf-16-be"):
            if _looks_like_utf16(start, name):
                return name
    if _fits(start, "cp932", complete):
        # Two even bytes each of UTF-16 without a mark may pass as CP932 too; real text then has few kana.
        return "utf-16-le" if _looks_like_utf16(start, "utf-16-le") else "cp932"
    if _mostly(start, "utf-8"):
        return "utf-8"
    raise UnknownEncodingError("文字コードが分かりません。UTF-8 か CP932(Shift_JIS) で保存し直してください")


def _fits(start: bytes, encoding: str, complete: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(start, final=complete)
    except UnicodeDecodeError:
        return False
    return True


def _mostly(start: bytes, encoding: str) -> bool:
    """Tell whether at most one sign in a thousand cannot be read: a damaged file rather than another encoding."""
    text = start.decode(encoding, "replace")
    return text.count("\ufffd") <= len(text) / 1000 + 1


def _looks_like_utf16(start: bytes, encoding: str) -> bool:
    """Tell whether the bytes read as UTF-16 give nearly only Japanese and ASCII."""
    even = start[: len(start) // 2 * 2]
    try:
        text = even.decode(encoding)
    except UnicodeDecodeError:
        return False
    usual = sum(
        char in "\t\r\n" or " " <= char <= "~" or "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
        for char in text
    )
    return usual > 0.98 * len(text)


def decode_start(start: bytes, encoding: str) -> str:
    """Return the text of the first bytes, a cut letter at their end left out."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    return text.removeprefix("\ufeff")


def separator_of(text: str) -> str:
    r"""Return the sign between cells: the one that splits the first lines most evenly.

    >>> separator_of("名称\t住所\n児童館\t港区,芝\n") == chr(9)
    True
    """
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=widths.count)
        if usual < 2:
            continue
        score = widths.count(usual) / len(widths) * min(usual, 100) ** 0.5
        if score > best_score:
            best, best_score = separator, score
    return best


def head_rows(rows: list[list[str]], known: frozenset[str]) -> int:
    """Return after how many rows the data begins: the head is where most cells are known column names.

    A sheet may carry titles above, a head of two rows, or none at all (then 0).

    >>> head_rows([["令和7年度", ""], ["手続ID", "手続名"], ["1", "申請"]], frozenset({"手続ID", "手続名"}))
    2
    """
    hits = [sum(" ".join(cell.split()) in known for cell in row) for row in rows[:8]]
    if not hits or max(hits) == 0:
        return 0
    last = hits.index(max(hits)) + 1
    while last < len(hits) and hits[last]:
        last += 1
    return last
