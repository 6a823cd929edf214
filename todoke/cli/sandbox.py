"""``todoke sandbox``: synthetic records for makers of apps to try their programs against."""

from __future__ import annotations

import argparse
import random
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("sandbox", help="試し用の合成データ(/api/v1/sandbox)を入れる・動かす")
    parts = parser.add_subparsers(required=True, metavar="操作")
    fill = parts.add_parser("fill", help="合成の登録を入れる(すでにあるものは変えない)")
    fill.add_argument("count", type=_count, metavar="件数", help="全部で何件にするか")
    fill.set_defaults(run=_fill)
    tick = parts.add_parser("tick", help="合成の登録をいくつか変えて、変更の知らせを動かす")
    tick.add_argument(
        "count", type=_count, nargs="?", default=10, metavar="件数", help="変える件数(省略時は10)"
    )
    tick.set_defaults(run=_tick)


def _count(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text) <= 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("1から1000000までの数で書いてください")


@with_instance
def _fill(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.sandbox import fill_sandbox
    from todoke.apps.registry.search.writing import optimize

    fresh = fill_sandbox(call.count, on=clock.today(), at=clock.now())
    optimize()
    print(f"合成の登録を新しく {fresh} 件入れました。")
    return 0


@with_instance
def _tick(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.sandbox import tick_sandbox

    changed = tick_sandbox(call.count, on=clock.today(), at=clock.now(), luck=random.SystemRandom())
    print(f"合成の登録を {changed} 件変えました。")
    return 0
