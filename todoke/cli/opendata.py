"""``todoke opendata``: build the nightly bundles of open data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("opendata", help="登録のオープンデータを作る")
    parts = parser.add_subparsers(required=True, metavar="操作")
    build = parts.add_parser(
        "build", help="全体と区市町村ごとのファイルを作り、できたら一度に入れ替える(毎晩実行する)"
    )
    build.add_argument(
        "--out", type=Path, metavar="フォルダー", help="作る場所(省略時は API が配る var/opendata)"
    )
    build.add_argument(
        "--base",
        default="/id/",
        metavar="アドレス",
        help="JSON-LD に書く登録のページの始まり(例: https://todoke.example/id/。省略時は /id/)",
    )
    build.set_defaults(run=_build)


@with_instance
def _build(call: argparse.Namespace) -> int:
    from todoke.apps.registry.opendata.building import BundleBusyError, build_bundle
    from todoke.apps.registry.opendata.manifest import bundle_folder

    try:
        built = build_bundle(call.out or bundle_folder(), base=call.base)
    except BundleBusyError:
        print("別の実行がファイルを作っているところです。終わるまで待ってください", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"作れません。前のファイルはそのままです: {error}", file=sys.stderr)
        return 1
    counts = "、".join(f"{kind} {count}" for kind, count in built.manifest.counts.items()) or "なし"
    size = sum(each.size for each in built.manifest.files) / 1_000_000
    print(
        f"登録 {counts}。{len(built.manifest.files)} ファイル、{size:.1f} MB、変更の位置 {built.manifest.position}。"
    )
    print("新しくなりました。" if built.is_new else "前と同じ内容です。")
    return 0
