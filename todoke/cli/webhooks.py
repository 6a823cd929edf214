"""``todoke webhooks``: who has changes sent to them, and sending them."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.base import clock
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("webhooks", help="変更を送る相手(利用者)を登録する・送る")
    parts = parser.add_subparsers(required=True, metavar="操作")

    add = parts.add_parser("add", help="利用者を登録し、キーと署名の鍵を作る(鍵は一度だけ表示する)")
    add.add_argument("name", metavar="名前", help="利用者の名前(例: 母子手帳アプリ)")
    add.add_argument(
        "--contact", required=True, metavar="連絡先", help="送れないときに連絡するメールアドレスなど"
    )
    add.add_argument(
        "--url", default="", metavar="アドレス", help="変更を送る https のアドレス(なければ数えるだけ)"
    )
    add.add_argument(
        "--from-start", action="store_true", help="これまでの変更も最初から送る(省略時はこれからのもの)"
    )
    add.add_argument("--sandbox", action="store_true", help="合成データの変更を送る")
    add.set_defaults(run=_add)

    shown = parts.add_parser("list", help="利用者と、届いた位置・最後の結果・30日間の利用の数を表示する")
    shown.set_defaults(run=_list)

    for name, does, run in (
        ("remove", "利用者の登録を消す", _remove),
        ("resume", "送るのをやめた利用者に、もう一度送り始める", _resume),
    ):
        part = parts.add_parser(name, help=does)
        part.add_argument("name", metavar="名前")
        part.set_defaults(run=run)

    deliver = parts.add_parser("deliver", help="届いていない変更を送る(数分ごとに実行する)")
    deliver.set_defaults(run=_deliver)


@with_instance
def _add(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.consumers import register_consumer
    from todoke.apps.registry.models import Consumer
    from todoke.apps.registry.queries.feed import head_position
    from todoke.clients.webhooks.sending import RefusedAddressError, check_address

    if call.url:
        try:
            check_address(call.url)
        except RefusedAddressError as error:
            print(f"このアドレスには送れません: {error}", file=sys.stderr)
            return 2
    if Consumer.objects.filter(name=call.name).exists():
        print(f"「{call.name}」はもう登録されています", file=sys.stderr)
        return 2
    consumer = register_consumer(
        name=call.name,
        contact=call.contact,
        at=clock.now(),
        url=call.url,
        position=0 if call.from_start else head_position(),
        synthetic=call.sandbox,
    )
    print(f"登録しました: {consumer.name}\n利用者キー(X-Consumer ヘッダー): {consumer.key}")
    if consumer.secret:
        print(f"署名の鍵(ほかの人に見せないでください): {consumer.secret}")
    return 0


@with_instance
def _list(call: argparse.Namespace) -> int:
    from todoke.apps.registry.models import Consumer
    from todoke.apps.registry.queries.consumers import month_before, uses_since

    uses = uses_since(month_before(clock.today()))
    consumers = list(Consumer.objects.all())
    for each in consumers:
        sent = f"位置 {each.position}、{each.note or 'まだ送っていません'}" if each.url else "送り先なし"
        stopped = "" if each.active else "。送るのをやめています(webhooks resume で再開)"
        print(f"{each.name}(連絡先: {each.contact}): {sent}{stopped}")
        asked = "、".join(f"{operation} {times}" for operation, times in uses.get(each.name, {}).items())
        print(f"  30日間の利用: {asked or 'なし'}")
    if not consumers:
        print("登録された利用者はありません。")
    return 0


@with_instance
def _remove(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.consumers import remove_consumer

    return _told(remove_consumer(name=call.name), call.name, "消しました")


@with_instance
def _resume(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.consumers import resume_consumer

    return _told(resume_consumer(name=call.name), call.name, "もう一度送ります")


@with_instance
def _deliver(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.delivering import DirectOutbox, Ending, deliver_due
    from todoke.clients.webhooks.sending import Sender

    with Sender() as sender:
        deliveries = deliver_due(DirectOutbox(sender), now=clock.now)
    for each in deliveries:
        words = each.ending.value
        if each.ending in (Ending.GIVEN_UP, Ending.FAILED, Ending.GONE):
            words += f"(連絡先: {each.consumer.contact}、最後の結果: {each.consumer.note})"
        print(f"{each.consumer.name}: {each.changes} 件を {each.pages} 回で送りました。{words}")
    if not deliveries:
        print("送る相手はありません。")
    return int(any(each.ending in (Ending.GIVEN_UP, Ending.GONE) for each in deliveries))


def _told(is_there: bool, name: str, words: str) -> int:
    if not is_there:
        print(f"「{name}」という利用者はありません", file=sys.stderr)
        return 2
    print(f"{name}: {words}。")
    return 0
