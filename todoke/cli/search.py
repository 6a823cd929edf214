"""``todoke search``: find programs and procedures in everyday words, as residents do."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command."""
    search = commands.add_parser("search", help="くらしのことばで制度・手続を探す")
    search.add_argument("words", nargs="*", metavar="ことば", help="例: 赤ちゃんが生まれた")
    search.add_argument(
        "--municipality", default="", metavar="団体コード", help="6けた。例: 132080(省略時は都全体のもの)"
    )
    search.add_argument("--limit", type=int, default=10, metavar="件数", help="表示する件数(省略時は10)")
    search.add_argument(
        "--rebuild", action="store_true", help="検索の索引を作り直す(data/search を直した後など)"
    )
    search.set_defaults(run=_search)


@with_instance
def _search(call: argparse.Namespace) -> int:
    from todoke.apps.places.models import Municipality
    from todoke.apps.registry.search.finding import find_records
    from todoke.apps.registry.search.writing import rebuild

    if call.rebuild:
        print(f"検索の索引を作り直しました: {rebuild()} 件")
        if not call.words:
            return 0
    if not call.words:
        print("探すことばを書いてください。例: todoke search 保育園に落ちた", file=sys.stderr)
        return 2
    if call.municipality and not Municipality.objects.filter(code=call.municipality).exists():
        print(f"「{call.municipality}」という団体コードの区市町村はありません", file=sys.stderr)
        return 2
    found = find_records(" ".join(call.words), area=call.municipality, on=clock.today(), limit=call.limit)
    if found.did_you_mean:
        print(f"「{found.did_you_mean}」で探しました")
    for place, hit in enumerate(found.results, 1):
        because = f"  ({'、'.join(hit.why)})" if hit.why else ""
        print(f"{place:2}. {hit.record.name}{because}\n    {hit.record.number}")
    print(
        f"候補 {found.total} 件、{found.took * 1000:.0f} ミリ秒" if found.results else "見つかりませんでした"
    )
    return 0
