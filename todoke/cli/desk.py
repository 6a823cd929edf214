"""``todoke desk``: accounts of the people who keep the registry."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from todoke.cli.instance import with_instance

_ROLES = {"editor": "起案", "approver": "承認", "keeper": "管理"}


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("desk", help="更新デスク(/desk/)の職員アカウントを扱う")
    parts = parser.add_subparsers(required=True, metavar="操作")
    account = parts.add_parser("account", help="アカウントを作る・役割を変える・パスワードを替える・止める")
    verbs = account.add_subparsers(required=True, metavar="操作")

    add = verbs.add_parser("add", help="アカウントを作る")
    add.add_argument("login", metavar="ログインID")
    add.add_argument("--name", required=True, metavar="氏名")
    _add_body(add)
    _add_password(add)
    add.set_defaults(run=_add)

    role = verbs.add_parser("role", help="団体での役割を与える・変える")
    role.add_argument("login", metavar="ログインID")
    _add_body(role)
    role.set_defaults(run=_role)

    password = verbs.add_parser("password", help="新しいパスワードにする(ログインの待ち時間もなくなる)")
    password.add_argument("login", metavar="ログインID")
    _add_password(password)
    password.set_defaults(run=_password)

    reset = verbs.add_parser("factor-reset", help="二つ目の確認をやり直せるようにする(端末をなくしたとき)")
    reset.add_argument("login", metavar="ログインID")
    reset.set_defaults(run=_factor_reset)

    stop = verbs.add_parser("stop", help="アカウントを止める(記録は残る)")
    stop.add_argument("login", metavar="ログインID")
    stop.set_defaults(run=_stop)


def _add_body(parser: Any) -> None:
    parser.add_argument("--body", required=True, metavar="団体", help="6桁のコードか、法人番号か、名前")
    parser.add_argument(
        "--role",
        choices=list(_ROLES),
        default="editor",
        metavar="役割",
        help="editor 起案(省略時)・approver 承認・keeper 管理",
    )


def _add_password(parser: Any) -> None:
    parser.add_argument(
        "--password-stdin", action="store_true", help="パスワードを標準入力から読む(省略時は尋ねる)"
    )


@with_instance
def _add(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.actions import AccountError, create_account
    from todoke.apps.accounts.models import Role

    body = _body(call.body)
    if body is None:
        return 2
    password = _read_password(call)
    if password is None:
        return 2
    try:
        create_account(login=call.login, name=call.name, password=password, body=body, role=Role(call.role))
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{call.login} を{body.name}の「{_ROLES[call.role]}」として作りました。/desk/ からログインできます。"
    )
    return 0


@with_instance
def _role(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.actions import grant_role
    from todoke.apps.accounts.models import Role

    account, body = _account(call.login), _body(call.body)
    if account is None or body is None:
        return 2
    grant_role(account=account, body=body, role=Role(call.role))
    print(f"{call.login} の{body.name}での役割を「{_ROLES[call.role]}」にしました。")
    return 0


@with_instance
def _password(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.actions import AccountError, change_password

    account = _account(call.login)
    password = _read_password(call) if account is not None else None
    if account is None or password is None:
        return 2
    try:
        change_password(account=account, old=None, new=password)
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{call.login} のパスワードを替えました。ほかの端末でのログインは終わりました。")
    return 0


@with_instance
def _factor_reset(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.second_factor import reset_factors
    from todoke.base import clock

    account = _account(call.login)
    if account is None:
        return 2
    reset_factors(account, at=clock.now(), by="system:desk")
    print(f"{call.login} の二つ目の確認を消しました。次にログインしたときに、新しく用意します。")
    return 0


@with_instance
def _stop(call: argparse.Namespace) -> int:
    from todoke.apps.accounts.actions import stop_account

    account = _account(call.login)
    if account is None:
        return 2
    stop_account(account=account)
    print(f"{call.login} を止めました。")
    return 0


def _account(login: str) -> Any:
    from todoke.apps.accounts.models import Account

    account = Account.objects.filter(login=login).first()
    if account is None:
        print(f"「{login}」というアカウントはありません", file=sys.stderr)
    return account


def _body(name: str) -> Any:
    from todoke.apps.places.models import Body

    for column in ("area", "number", "name"):
        body = Body.objects.filter(**{column: name}).first()
        if body is not None:
            return body
    print(
        f"「{name}」という団体はありません。6桁のコードか、法人番号か、名前で書いてください", file=sys.stderr
    )
    return None


def _read_password(call: argparse.Namespace) -> str | None:
    """Return the password, None where the two typed are not the same. It never stands in the call itself."""
    if call.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("パスワード: ")
    if getpass.getpass("もう一度: ") != first:
        print("二つのパスワードが違います", file=sys.stderr)
        return None
    return first
