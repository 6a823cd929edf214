"""``todoke broadcasts``: notices to everybody in an area."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("broadcasts", help="区市町村のみなさんへのお知らせを出し、取り消す")
    parts = parser.add_subparsers(required=True, metavar="操作")
    send = parts.add_parser(
        "send",
        help="みなさんへのお知らせを出す(書いた人と承認した人の2人の名前で)",
        description="選んだ区市町村に住むすべての人の受信箱に、1件だけを出します。人ごとの行は作りません。",
    )
    send.add_argument("wording", metavar="文面", help="公開した文面の名前(例: disaster)")
    send.add_argument("--area", action="append", required=True, metavar="6けた", help="区市町村(何回でも)")
    send.add_argument("--office", required=True, metavar="名前", help="送り主の名前(例: 調布市)")
    send.add_argument(
        "--value", action="append", default=[], metavar="名前=語", help="文面に入れる語(公開される)"
    )
    send.add_argument("--days", type=int, default=7, metavar="日数", help="出しておく日数(1〜92、省略時は7)")
    send.add_argument("--disaster", action="store_true", help="災害のお知らせ(非常時のページにも出す)")
    send.add_argument("--made-by", required=True, metavar="ログインID", help="書いた人")
    send.add_argument("--approved-by", required=True, metavar="ログインID", help="承認した人(別の人)")
    send.set_defaults(run=_send)
    shown = parts.add_parser("list", help="いま出ているものを示す")
    shown.set_defaults(run=_list)
    withdraw = parts.add_parser("withdraw", help="取り消す(すべての受信箱から、すぐに消える)")
    withdraw.add_argument("number", type=int, metavar="番号")
    withdraw.add_argument("--by", required=True, metavar="ログインID", help="その区市町村の担当")
    withdraw.set_defaults(run=_withdraw)


@with_instance
def _send(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.models import Account
    from todoke.apps.notices.actions import BroadcastError, NewBroadcast, publish_broadcast

    pairs = [value.partition("=") for value in call.value]
    if any(not mark for _, mark, _ in pairs):
        print("--value は「名前=語」の形で書いてください(例: --value message=大雨です)", file=sys.stderr)
        return 2
    people = {one.login: one for one in Account.objects.filter(login__in=(call.made_by, call.approved_by))}
    if missing := {call.made_by, call.approved_by} - people.keys():
        print(f"ログインIDがありません: {'、'.join(sorted(missing))}", file=sys.stderr)
        return 1
    at = clock.now()
    new = NewBroadcast(
        areas=call.area,
        wording=call.wording,
        office_name=call.office,
        begins_at=at,
        ends_at=at + timedelta(days=max(0, min(call.days, 9999))),
        values={name: value for name, _, value in pairs},
        disaster=call.disaster,
    )
    try:
        row = publish_broadcast(
            new, made_by=people[call.made_by], approved_by=people[call.approved_by], at=at
        )
    except BroadcastError as error:
        print(str(error), file=sys.stderr)
        return 1
    print(f"出しました: 番号 {row.pk}、確認コード {row.code}、区市町村 {len(row.areas)}")
    return 0


@with_instance
def _list(call: argparse.Namespace) -> int:
    from todoke.apps.notices.models import Broadcast

    rows = Broadcast.objects.filter(ends_at__gt=clock.now(), withdrawn_at__isnull=True).order_by("pk")
    for row in rows:
        print(
            f"{row.pk}\t{row.office_name}\t{row.wording}\t{row.ends_at:%Y-%m-%d}まで\t{' '.join(row.areas)}"
        )
    if not rows:
        print("いま出ているものはありません。")
    return 0


@with_instance
def _withdraw(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.models import Account
    from todoke.apps.notices.actions import BroadcastError, withdraw_broadcast
    from todoke.apps.notices.models import Broadcast

    row = Broadcast.objects.filter(pk=call.number).first()
    by = Account.objects.filter(login=call.by).first()
    if row is None or by is None:
        print("その番号のお知らせか、ログインIDがありません。", file=sys.stderr)
        return 1
    try:
        withdraw_broadcast(row, by=by, at=clock.now())
    except BroadcastError as error:
        print(str(error), file=sys.stderr)
        return 1
    print("取り消しました。")
    return 0
