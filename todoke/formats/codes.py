"""Tag codes (CSC 分野, CBF 対象者, CCT 種類) and their dirt: full-width commas, blanks, lost zeros, wrong lists."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from todoke.formats.cleaning import Cleaning

_NONE = "000"
KNOWN = {
    "categories": frozenset(f"{code:03}" for code in range(33)),
    "targets": frozenset({_NONE, *(f"{code:03}" for code in range(86, 103))}),
    "contents": frozenset({_NONE, *(f"{code:03}" for code in range(77, 84))}),
}
"""The codes of each list. Source: tag_codes of 子育て支援制度レジストリ（東京都版）."""

_SEPARATORS = re.compile(r"[,、;/|\s]+")


def read_codes(fields: dict[str, tuple[str, Any]], cleaning: Cleaning) -> dict[str, list[str]]:
    """Return clean codes by list (``categories``, ``targets``, ``contents``).

    ``fields`` gives for each list the leaf it comes from and the raw value.
    """
    found: dict[str, list[str]] = {}
    moved: list[tuple[str, str, str]] = []
    for kind, (field, raw) in fields.items():
        known = KNOWN[kind]
        kept = found[kind] = []
        for value in _values(field, raw, cleaning):
            if value.__class__ is str and value in known:
                code = value
            else:
                for code in _repaired(field, value, cleaning):
                    _sort(kind, field, code, kept, moved, cleaning)
                continue
            _add(field, code, kept, cleaning)
    for kind, field, code in moved:
        if code not in found.setdefault(kind, []):
            found[kind].append(code)
        cleaning.repaired(field, code, f"{fields[kind][0]}: {code}" if kind in fields else code, "code_moved")
    return found


def _values(field: str, raw: Any, cleaning: Cleaning) -> list[Any]:
    if raw is None:
        return []
    if isinstance(raw, list):
        return raw
    cleaning.repaired(field, raw, [raw], "list_text")
    return [raw]


def _repaired(field: str, value: Any, cleaning: Cleaning) -> list[str]:
    """Return the codes a dirty value holds."""
    if value is None or value == "":
        cleaning.repaired(field, value, None, "empty")
        return []
    text = str(value)
    if not isinstance(value, str):
        cleaning.repaired(field, value, text, "not_text")
    narrow = unicodedata.normalize("NFKC", text)
    parts = [part for part in _SEPARATORS.split(narrow) if part]
    if len(parts) != 1:
        cleaning.repaired(field, text, parts, "code_comma")
    elif narrow != text:
        cleaning.repaired(field, text, narrow, "width")
    if len(parts) == 1 and parts[0] != narrow:
        cleaning.repaired(field, narrow, parts[0], "code_space")
    codes = []
    for part in parts:
        code = part.split(":")[0]
        if code.isdecimal() and len(code) < 3:
            cleaning.repaired(field, part, code.zfill(3), "code_zeros")
            code = code.zfill(3)
        codes.append(code)
    return codes


def _sort(
    kind: str,
    field: str,
    code: str,
    kept: list[str],
    moved: list[tuple[str, str, str]],
    cleaning: Cleaning,
) -> None:
    if code in KNOWN[kind]:
        _add(field, code, kept, cleaning)
        return
    for other, known in KNOWN.items():
        if code in known:
            moved.append((other, field, code))
            return
    cleaning.doubt(field, code, "code_unknown")


def _add(field: str, code: str, kept: list[str], cleaning: Cleaning) -> None:
    if code in kept:
        cleaning.repaired(field, code, None, "code_twice")
    else:
        kept.append(code)
