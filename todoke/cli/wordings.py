"""``todoke wordings``: check, preview, sign and publish the texts of notices."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.accounts.models import Account

EXAMPLES = {
    "office": "調布市",
    "program": "児童手当",
    "deadline": "2026-12-01",
    "begins": "2026-12-01",
    "ends": "2026-12-01",
    "on": "2026-11-22",
    "count": "3",
    "item": "お子さんの生年月日",
    "message": "川の水がふえています。",
    "number": "123456",
}
_LANGUAGES = ("ja", "easy", "en", "zh", "ko")


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("wordings", help="お知らせの文面を点検し、見て、署名して公開する")
    parts = parser.add_subparsers(required=True, metavar="操作")

    check = parts.add_parser("lint", help="文面を点検する(直すところがあれば終了コード1)")
    check.add_argument("keys", nargs="*", metavar="文面", help="省略するとすべて")
    check.set_defaults(run=_lint)

    preview = parts.add_parser("preview", help="文面に例を入れて見る")
    preview.add_argument("key", metavar="文面", help="例: deadline-near")
    preview.add_argument("--channel", choices=("mail", "push", "letter", "app", "inbox"), default="inbox")
    preview.add_argument("--language", choices=_LANGUAGES, default="ja")
    preview.set_defaults(run=_preview)

    sign = parts.add_parser("sign", help="公開中の文面の署名を確かめる(合わなければ終了コード1)")
    sign.set_defaults(run=_verify)

    publish = parts.add_parser(
        "publish",
        help="まだ公開していない文面を、2人の名前で署名して公開する",
        description="書いた人と承認した人のログインIDを書いてください。同じ人にはできません。"
        "手もとの環境では --local で、署名だけのための2つのアカウント(ログインできません)を使えます。",
    )
    publish.add_argument("--written-by", metavar="ログインID")
    publish.add_argument("--approved-by", metavar="ログインID")
    publish.add_argument("--local", action="store_true", help="手もとの環境でだけ使えます")
    publish.set_defaults(run=_publish)


@with_instance
def _lint(call: argparse.Namespace) -> int:
    from todoke.apps.belief.wordings import glossary, written_wordings
    from todoke.telling.wording.lint import lint
    from todoke.telling.wording.loading import WordingError

    try:
        known, terms = written_wordings(), glossary()
    except WordingError as error:
        print(str(error), file=sys.stderr)
        return 1
    if unknown := [key for key in call.keys if key not in known]:
        print(f"「{unknown[0]}」という文面はありません。あるのは {'、'.join(known)} です", file=sys.stderr)
        return 2
    count = 0
    for key in call.keys or known:
        for fault in lint(known[key], domain=_domain(), glossary=terms):
            print(f"{key}: {fault}")
            count += 1
    unread = sum(bool(known[key].unreviewed) for key in call.keys or known)
    print(f"{len(call.keys or known)} の文面を点検しました。直すところ {count} か所。")
    if unread:
        print(f"{unread} の文面に、その言葉の読み手がまだ確かめていない言語があります。")
    return 1 if count else 0


@with_instance
def _preview(call: argparse.Namespace) -> int:
    from django.conf import settings

    from todoke.apps.belief.wordings import written_wordings
    from todoke.telling.channels import Channel
    from todoke.telling.codes import draw
    from todoke.telling.wording.rendering import render

    wording = written_wordings().get(call.key)
    if wording is None:
        print(f"「{call.key}」という文面はありません", file=sys.stderr)
        return 2
    channel = None if call.channel == "inbox" else Channel(call.channel)
    site = settings.SITE_URL.rstrip("/")
    ours = {"site": f"{site}/", "check": f"{site}/notices/check/", "stop": f"{site}/stop/example/"}
    told = render(wording, channel, call.language, EXAMPLES | ours | {"code": draw()})
    print(told.subject)
    print()
    print(told.body)
    return 0


@with_instance
def _verify(call: argparse.Namespace) -> int:
    from todoke.apps.belief.queries import published_wordings
    from todoke.apps.belief.wordings import UnsignedWordingError, find_published

    rows = published_wordings()
    wrong = []
    for row in rows:
        try:
            find_published(row.key, version=row.version)
        except UnsignedWordingError:
            wrong.append(row.key)
    print(f"公開中の文面 {len(rows)}、署名が合わないもの {len(wrong)}。")
    for key in wrong:
        print(f"  {key}: この文面では送りません。todoke wordings publish で公開し直してください。")
    return 1 if wrong else 0


@with_instance
def _publish(call: argparse.Namespace) -> int:
    from todoke.apps.belief.actions import BeliefError
    from todoke.apps.belief.wordings import publish_all

    found = _local_pair() if call.local else _pair(call.written_by, call.approved_by)
    if isinstance(found, str):
        print(found, file=sys.stderr)
        return 2
    writer, reader = found
    try:
        rows = publish_all(domain=_domain(), written_by=writer, approved_by=reader, at=clock.now())
    except BeliefError as error:
        print(str(error), file=sys.stderr)
        return 1
    print(f"{len(rows)} の文面に署名して公開しました。" if rows else "新しく公開する文面はありません。")
    return 0


def _pair(writer: str | None, reader: str | None) -> tuple[Account, Account] | str:
    from todoke.apps.accounts.models import Account, Role

    if not writer or not reader:
        return "--written-by と --approved-by に、2人のログインIDを書いてください"
    found = {one.login: one for one in Account.objects.filter(login__in=(writer, reader), is_active=True)}
    for login in (writer, reader):
        if login not in found:
            return f"「{login}」という使えるアカウントはありません"
    if writer == reader:
        return "書いた人と承認した人は、別の人にしてください"
    if not found[reader].bodies(Role.APPROVER).exists():
        return f"「{reader}」には承認の役割がありません"
    return found[writer], found[reader]


def _local_pair() -> tuple[Account, Account] | str:
    from django.conf import settings

    from todoke.apps.belief.on_this_machine import local_pair

    if settings.PRODUCTION:
        return "--local は手もとの環境でだけ使えます。--written-by と --approved-by を書いてください"
    return local_pair()


def _domain() -> str:
    from django.conf import settings

    return urlsplit(settings.SITE_URL).hostname or ""
