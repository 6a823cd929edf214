"""Arguments several commands share, read strictly."""

from __future__ import annotations

import argparse
from datetime import date

from todoke.base import clock


def day(text: str) -> date:
    """Return a day written as 2026-11-22; raises argparse's error in Japanese."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"「{text}」は日付として読めません。2026-11-22 のように書いてください"
        raise argparse.ArgumentTypeError(message) from None


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add ``--on``: the day whose law is asked, today in Tokyo where left out."""
    parser.add_argument(
        "--on", type=day, default=clock.today(), metavar="日付", help="いつの時点で調べるか(省略時は今日)"
    )


def add_language(parser: argparse.ArgumentParser, *, default: str | None = "ja") -> None:
    """Add ``--language``; without a default the command itself knows what to do."""
    parser.add_argument(
        "--language",
        choices=("ja", "easy", "en"),
        default=default,
        help="ja 日本語(省略時)・easy やさしい日本語・en 英語",
    )
