"""``todoke consents``: end what has run out."""

from __future__ import annotations

import argparse
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("consents", help="時間の過ぎた同意の確認を終わらせる")
    parts = parser.add_subparsers(required=True, metavar="操作")
    expire = parts.add_parser(
        "expire",
        help="答えのなかった確認を終わらせ、そこにあった値を消す(毎日の実行用)",
        description="15分のあいだに答えのなかった確認を終わらせ、見せるために置いた値を消します。"
        "期限の来た同意は、この操作を待たずに使えなくなっています。",
    )
    expire.set_defaults(run=_expire)


@with_instance
def _expire(call: argparse.Namespace) -> int:
    from todoke.apps.consent.actions.asking import expire
    from todoke.apps.tenancy.scope import everywhere

    with everywhere("consents-expire"):
        print(f"終わらせた確認: {expire(at=clock.now())} 件")
    return 0
