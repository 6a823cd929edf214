"""``todoke vault``: show the keys in use and seal again under a new one."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("vault", help="封をした項目の鍵を見る・取り替える")
    parts = parser.add_subparsers(required=True, metavar="操作")
    keys = parts.add_parser(
        "keys",
        help="どの鍵で何件に封がしてあるかを見る",
        description="鍵の名前と件数だけを示します。鍵そのものは示しません。",
    )
    keys.set_defaults(run=_keys)
    rotate = parts.add_parser(
        "rotate",
        help="古い鍵の封を、今の鍵の封に替える(途中で止めても、次は続きから)",
        description="設定 TODOKE_KEYS の先頭に新しい鍵を足して動かし直し、この操作をします。終わるまで古い鍵も"
        "残してください。読み書きは止まりません。終わったら `todoke vault keys` で古い鍵が0件か確かめて外します。",
    )
    rotate.add_argument(
        "--batch", type=_count, default=500, metavar="件数", help="一度に替える行(省略時は500)"
    )
    rotate.set_defaults(run=_rotate)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1から100000の数を書いてください")
    return int(text)


@with_instance
def _keys(call: argparse.Namespace) -> int:
    from django.conf import settings

    from todoke.apps.tenancy.scope import everywhere
    from todoke.apps.vault.rotating import count_uses

    ring = settings.KEYS.ring
    with everywhere("count-keys"):
        uses = count_uses(at=clock.now())
    for key_id in sorted({*ring.keys, *uses}):
        state = "今の鍵" if key_id == ring.current else "前の鍵" if key_id in ring.keys else "設定にない鍵"
        print(f"{key_id}  {uses.get(key_id, 0):>10} 件  {state}")
    lost = [key_id for key_id in uses if key_id not in ring.keys]
    if lost:
        print(
            "設定にない鍵の封は開けません。TODOKE_KEYS にその鍵を戻してください。",
            file=sys.stderr,
        )
    return 1 if lost else 0


@with_instance
def _rotate(call: argparse.Namespace) -> int:
    from tqdm import tqdm

    from todoke.apps.tenancy.scope import everywhere
    from todoke.apps.vault.rotating import rotate

    bar = tqdm(desc="封を替える", unit="行", disable=None, file=sys.stderr)
    try:
        with bar, everywhere("rotate"):
            done = rotate(batch=call.batch, at=clock.now(), progress=bar.update)
    except KeyboardInterrupt:
        print("\n止めました。もう一度実行すると続きから替えます。", file=sys.stderr)
        return 1
    print(f"{done.sealed} 件の封を今の鍵に替えました。")
    if done.lost:
        print(f"開けられない封が {len(done.lost)} 件あり、そのままにしました:", file=sys.stderr)
        for place in done.lost[:20]:
            print(f"  {place}", file=sys.stderr)
        if len(done.lost) > 20:
            print(f"  ほか {len(done.lost) - 20} 件", file=sys.stderr)
    return 1 if done.lost else 0
