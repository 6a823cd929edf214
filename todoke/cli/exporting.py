"""``todoke export``: write the registry, or synthetic records, in a format others can read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from todoke.cli.instance import with_instance

FORMATS = {
    "tokyo-json": "子育て支援制度レジストリ(東京都版)の JSON。読み込んだものは元のまま、変えた項目だけが変わる",
    "tokyo-csv": "同じものの表(CSV)",
    "tokyo-xlsx": "同じものの表(Excel)",
    "gif": "GIF 451-4 行政サービス・制度の CSV",
    "json": "登録の全項目。1行に1件の JSON",
    "csv": "おもな項目の平らな CSV",
    "json-ld": "CPSV-AP の語による JSON-LD",
}
SYNTHETIC = "synthetic"


def add_to(commands: Any) -> None:
    """Add the command."""
    lines = [*FORMATS.items(), (SYNTHETIC, "合成データ(登録とは別に作る、試験用の制度レジストリ JSON)")]
    parser = commands.add_parser(
        "export",
        help="登録を公的な書式・オープンデータの書式に書き出す",
        epilog="書式:\n" + "\n".join(f"  {name:11} {words}" for name, words in lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("format", choices=(*FORMATS, SYNTHETIC), metavar="書式", help="下の一覧の名前")
    parser.add_argument("--municipality", default="", metavar="コード", help="この団体コードの登録だけ")
    parser.add_argument(
        "--out", type=Path, metavar="ファイル", help="省略時は todoke-書式 の名前で今のフォルダーに"
    )
    parser.add_argument("--synthetic", action="store_true", help="登録のうち合成データだけを書き出す")
    parser.add_argument(
        "--count", type=int, default=1000, metavar="件数", help="合成データの件数(省略時1000)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="数", help="合成データの種(同じ種なら同じ記録)"
    )
    parser.set_defaults(run=_export)


def _export(call: argparse.Namespace) -> int:
    if call.municipality and call.municipality not in _known_areas():
        print(f"団体コード {call.municipality} の区市町村はありません", file=sys.stderr)
        return 2
    if call.format == SYNTHETIC:
        return _synthesize(call)
    return _write(call)


def _known_areas() -> set[str]:
    from todoke.formats.areas import names

    return set(names())


def _synthesize(call: argparse.Namespace) -> int:
    from todoke.formats.generating.writing import NOTE, write

    path = call.out or Path("todoke-synthetic.json")
    size = write(path, call.count, seed=call.seed)
    print(f"{path} に {call.count:,}件({size:,}バイト)を書きました。{NOTE}。")
    return 0


@with_instance
def _write(call: argparse.Namespace) -> int:
    from todoke.apps.registry.exporting.writing import SUFFIXES, ExportFormat, export

    format_ = ExportFormat(call.format)
    path = call.out or Path(f"todoke-{call.format}{SUFFIXES[format_]}")
    try:
        count = export(format_, path, area=call.municipality, synthetic=call.synthetic)
    except OSError as error:
        print(f"書き出せません: {error}", file=sys.stderr)
        return 1
    print(f"{path} に {count:,}件を書きました。")
    return 0
