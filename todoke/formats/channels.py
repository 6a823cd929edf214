"""Ways to apply, read from the words of an official text (郵送、窓口、電子申請 …)."""

from __future__ import annotations

import re
from typing import Any

_WORDS = (
    (
        "online",
        re.compile(
            "電子申請|オンライン|インターネット|ウェブ|LoGoフォーム|ぴったりサービス|マイナポータル|Web"
        ),
    ),
    ("post", re.compile("郵送|郵便")),
    ("counter", re.compile("窓口|来所|来庁|持参|直接")),
    ("phone", re.compile("電話")),
    ("email", re.compile("電子メール|Eメール|メールで|メールにて")),
    ("fax", re.compile("FAX|ＦＡＸ|ファクス|ファックス|ファクシミリ")),
)


def kinds_in(text: str) -> tuple[str, ...]:
    """Return the kinds of channels a text names.

    >>> kinds_in("窓口または郵送")
    ('post', 'counter')
    """
    return tuple(kind for kind, words in _WORDS if words.search(text))


def add_method(channels: list[dict[str, Any]], method: str) -> bool:
    """Add the channels a text names and keep it as the note of the first; False where there is none to keep it."""
    known = {channel["kind"] for channel in channels}
    channels += [{"kind": kind} for kind in kinds_in(method) if kind not in known]
    if channels:
        channels[0]["note"] = method
    return bool(channels)
