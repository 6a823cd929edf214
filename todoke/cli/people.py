"""``todoke people``: made-up people behind the cards of the stand-in, and counts of protected people."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("people", help="試すための住民をつくる、支援措置の数をみる")
    parts = parser.add_subparsers(required=True, metavar="操作")
    seed = parts.add_parser(
        "seed-standin",
        help="代役のカードの人と世帯をつくる(何度実行しても同じ)",
        description="data/standin/cards.yaml のカードの人と世帯をつくります。"
        "もういる人はそのままです。本番では使えません。",
    )
    seed.set_defaults(run=_seed)
    shields = parts.add_parser("shield", help="支援措置")
    shield_parts = shields.add_subparsers(required=True, metavar="操作")
    listed = shield_parts.add_parser("list", help="区市町村ごとの人数(だれかは出しません)")
    listed.set_defaults(run=_shields)


@with_instance
def _seed(call: argparse.Namespace) -> int:
    from django.conf import settings

    from todoke.apps.people.seeding import seed_standin

    if settings.PRODUCTION:
        print("本番では使えません。作りものの住民は、手元で試すときだけのものです", file=sys.stderr)
        return 2
    made = seed_standin(settings.DATA_DIR / "standin" / "cards.yaml", at=clock.now())
    print(f"代役のカードの住民: 新しく {made} 人")
    return 0


@with_instance
def _shields(call: argparse.Namespace) -> int:
    from todoke.apps.people.actions.shields import count_shields

    found = count_shields(on=clock.today())
    if not found:
        print("支援措置のある人はいません。")
        return 0
    for area, count in found.items():
        print(f"{area}  {count} 人")
    return 0
