"""``todoke apps``: private apps that may subscribe."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.channels.models import PrivateApp
    from todoke.apps.subscriptions.actions.apps import Registered


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("apps", help="購読できる民間アプリを登録する・止める、合図を送る")
    parts = parser.add_subparsers(required=True, metavar="操作")

    add = parts.add_parser("add", help="アプリを登録し、鍵と署名の鍵を作る(どちらも一度だけ表示する)")
    add.add_argument("name", metavar="名前", help="アプリの名前(だれでも見られる一覧に出ます)")
    add.add_argument("--contact", required=True, metavar="連絡先", help="作り手のメールアドレスなど")
    add.add_argument("--says", default="", metavar="説明", help="どんなアプリか、一文で(一覧に出ます)")
    add.add_argument("--url", default="", metavar="アドレス", help="合図を送る https のアドレス")
    add.set_defaults(run=_add)

    shown = parts.add_parser("list", help="アプリと、購読の数・届いた合図の位置・待っている発送を表示する")
    shown.set_defaults(run=_list)

    rotate = parts.add_parser("rotate", help="鍵と署名の鍵を作り直す(前のものはすぐに使えなくなる)")
    rotate.add_argument("name", metavar="名前")
    rotate.add_argument("--url", default=None, metavar="アドレス", help="送り先も変える(空なら送り先なし)")
    rotate.set_defaults(run=_rotate)

    stop = parts.add_parser("stop", help="アプリを止め、その購読をすべて終える")
    stop.add_argument("name", metavar="名前")
    stop.set_defaults(run=_stop)

    tried = parts.add_parser("try", help="送り先に、署名した試しの合図を1つ送る")
    tried.add_argument("name", metavar="名前")
    tried.set_defaults(run=_try)

    tell = parts.add_parser("tell", help="これから始まる・期限が近いものの合図を作る(毎日1回)")
    tell.set_defaults(run=_tell)


@with_instance
def _add(call: argparse.Namespace) -> int:
    from todoke.apps.subscriptions.actions.apps import AppError, register_app

    if not _may_send(call.url):
        return 2
    try:
        made = register_app(
            name=call.name, contact=call.contact, says=call.says, url=call.url, at=clock.now()
        )
    except AppError as error:
        print(str(error), file=sys.stderr)
        return 2
    print(f"登録しました: {made.app.name}")
    _show_once(made)
    return 0


@with_instance
def _list(call: argparse.Namespace) -> int:
    from todoke.apps.channels.models import Dispatch, PrivateApp
    from todoke.apps.subscriptions.models import Subscription
    from todoke.apps.tenancy.scope import everywhere

    apps = list(PrivateApp.objects.order_by("name"))
    with everywhere("apps-list"):
        for app in apps:
            count = Subscription.objects.filter(app_id=app.pk, ended_at__isnull=True).count()
            sent = Dispatch.objects.filter(app_id=app.pk)
            waiting = sent.filter(state__in=(Dispatch.State.WAITING, Dispatch.State.LEASED)).count()
            dead = sent.filter(state=Dispatch.State.DEAD).count()
            state = "" if app.active else "、止めました"
            way = f"送り先 {app.url}" if app.url else "送り先なし(アプリが聞く)"
            print(f"{app.name}(連絡先: {app.contact}){state}")
            print(f"  購読 {count}、合図 {app.hints}、{way}、待っている {waiting}、渡せなかった {dead}")
    if not apps:
        print("登録されたアプリはありません。`todoke apps add 名前 --contact 連絡先` で登録できます。")
    return 0


@with_instance
def _rotate(call: argparse.Namespace) -> int:
    from todoke.apps.subscriptions.actions.apps import rotate_key

    app = _named(call.name)
    if app is None or not app.active:
        return _nobody(call.name)
    if not _may_send(call.url or ""):
        return 2
    made = rotate_key(app, at=clock.now(), url=call.url)
    print(f"作り直しました: {app.name}。前の鍵と署名の鍵は、もう使えません。")
    _show_once(made)
    return 0


@with_instance
def _stop(call: argparse.Namespace) -> int:
    from todoke.apps.subscriptions.actions.apps import stop_app

    app = _named(call.name)
    if app is None:
        return _nobody(call.name)
    ended = stop_app(app, at=clock.now())
    print(f"止めました: {app.name}。購読 {ended} 件を終え、生まれた月を消しました。")
    return 0


@with_instance
def _try(call: argparse.Namespace) -> int:
    from todoke.apps.channels.carriers.instance import machines_allowed
    from todoke.apps.subscriptions.trying import send_sample
    from todoke.clients.webhooks.sending import Sender

    app = _named(call.name)
    if app is None or not app.active:
        return _nobody(call.name)
    if not app.url:
        print("送り先がありません。apps rotate --url で登録してください。", file=sys.stderr)
        return 2
    with Sender(allowed=machines_allowed()) as sender:
        reply = send_sample(app, sender, at=clock.now())
    print(f"{app.url}: {reply.note}")
    return 0 if reply.is_taken else 1


@with_instance
def _tell(call: argparse.Namespace) -> int:
    from todoke.apps.belief.wordings import UnsignedWordingError
    from todoke.apps.subscriptions.actions.telling import tell_apps

    try:
        told = tell_apps(at=clock.now())
    except UnsignedWordingError:
        print(
            "公開されていない文面があるので、合図を作りませんでした。todoke wordings publish で公開してください。",
            file=sys.stderr,
        )
        return 1
    held = "、".join(f"{_HELD[why]} {count}" for why, count in sorted(told.held.items()))
    print(f"合図 {told.hints} 件(送るもの {told.parcels} 件)。終わった購読 {told.ended} 件。")
    if held:
        print(f"控えた購読: {held}。")
    return 0


_HELD = {"budget": "上限に達した", "none": "何も受け取らない人", "silence": "控える期間"}


def _may_send(url: str) -> bool:
    from todoke.apps.channels.carriers.instance import machines_allowed
    from todoke.clients.webhooks.sending import RefusedAddressError, check_address

    if not url:
        return True
    try:
        check_address(url, allowed=machines_allowed())
    except RefusedAddressError as error:
        print(f"このアドレスには送れません: {error}", file=sys.stderr)
        return False
    return True


def _named(name: str) -> PrivateApp | None:
    from todoke.apps.channels.models import PrivateApp

    return PrivateApp.objects.filter(name=name).first()


def _nobody(name: str) -> int:
    print(f"「{name}」という使えるアプリはありません。todoke apps list で確かめてください", file=sys.stderr)
    return 2


def _show_once(made: Registered) -> None:
    print(f"アプリの鍵(Authorization: Bearer): {made.key}")
    print(f"署名の鍵(webhook を確かめる): {made.secret}")
    print("どちらも、もう表示できません。ほかの人に見せないでください。")
