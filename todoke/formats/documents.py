"""Lists of things to bring, as official texts write them: a line each, with bullets and glued links."""

from __future__ import annotations

import re
from typing import Any

from todoke.records.parts import Document

_BULLET = re.compile(r"^[\s　]*(?:[・●○◯■□◆◇＊*※\-－–]|[(（]?\d{1,2}[)）.．、]|[①-⑳])[\s　]*")
_GLUED = re.compile(r"(?P<title>[^;；\n]*?)[;；](?P<url>https?://\S+)$")
_LONGEST_LINE = 80


def read_documents(text: str | None, **also: Any) -> list[dict[str, Any]]:
    r"""Return the plain documents of a text: one per line, or the text as one where its lines are sentences.

    >>> [each["name"] for each in read_documents("・母子健康手帳\n・本人確認書類")]
    ['母子健康手帳', '本人確認書類']
    """
    if not text:
        return []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if any(len(line) > _LONGEST_LINE or line.startswith("|") or "。" in line[:-1] for line in lines):
        return [{"name": text, **also}]
    return [_document(_BULLET.sub("", line) or line, also) for line in lines]


def _document(line: str, also: dict[str, Any]) -> dict[str, Any]:
    glued = _GLUED.fullmatch(line)
    if glued and glued["title"].strip():
        return {"name": glued["title"].strip(), "url": glued["url"], **also}
    return {"name": line, **also}


def write_documents(documents: list[Document]) -> str | None:
    """Return the documents as lines, each with its condition and its glued link."""
    lines = []
    for each in documents:
        condition = f"({each.needed_when.ja})" if each.needed_when else ""
        link = f";{each.url}" if each.url else ""
        lines.append(f"{each.name.ja}{condition}{link}")
    return "\n".join(lines) or None
