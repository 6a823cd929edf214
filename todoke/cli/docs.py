"""``todoke docs``: write the reference that is made from the code and the content."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def add_to(commands: Any, whole: argparse.ArgumentParser) -> None:
    """Add the command; ``whole`` is the parser it describes."""
    parser = commands.add_parser(
        "docs",
        help="参照資料(docs/reference)を作り直す",
        description="JSON Schema・OpenAPI・属性・制度・規則の書き方・コマンドの資料を、コードとデータから作ります。",
    )
    parser.add_argument("--out", type=Path, default=REFERENCE, metavar="フォルダー", help="書き出す先")
    parser.add_argument(
        "--check", action="store_true", help="書かずに、古いものがないか確かめる(あれば終了コード1)"
    )
    parser.set_defaults(run=_docs, whole=whole)


def _docs(call: argparse.Namespace) -> int:
    # The API's document is made by its own framework, which wants its settings; other commands do without.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
    import django

    django.setup()
    from todoke.cli.reference import documents

    stale: list[str] = []
    for name, text in documents(call.data, call.whole).items():
        path = call.out / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not call.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if call.check and stale:
        print(f"古くなっています: {'、'.join(stale)}。make docs を実行してください。", file=sys.stderr)
        return 1
    print(f"書き出しました: {'、'.join(stale)}" if stale else "すべて最新です。")
    return 0
