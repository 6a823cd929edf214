"""``todoke tenancy``: the role and the policies that guard rows on PostgreSQL."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("tenancy", help="住民の行を守るデータベースの設定(PostgreSQL)")
    parts = parser.add_subparsers(required=True, metavar="操作")
    role = parts.add_parser(
        "role",
        help="アプリケーションが使う役割を作るSQLを示す",
        description="表の持ち主でも管理者でもない役割を作るSQLを示します。データベースの持ち主として実行してください。"
        "例: todoke tenancy role | psql …",
    )
    role.add_argument("--name", default="todoke_app", metavar="名前", help="役割の名前(省略時は todoke_app)")
    role.set_defaults(run=_role)
    protect = parts.add_parser("protect", help="住民の表に守りを付ける(何度でも。prepare でも付きます)")
    protect.set_defaults(run=_protect)
    check = parts.add_parser("check", help="守りが効いているか確かめる")
    check.set_defaults(run=_check)


@with_instance
def _role(call: argparse.Namespace) -> int:
    from todoke.apps.tenancy.policies import role_statements

    try:
        print(role_statements(call.name), end="")
    except ValueError:
        print(
            f"「{call.name}」は役割の名前に使えません。英字・数字・_ で書いてください。",
            file=sys.stderr,
        )
        return 2
    return 0


@with_instance
def _protect(call: argparse.Namespace) -> int:
    from todoke.apps.audit.guards import guard_tables
    from todoke.apps.tenancy.actions import protect_tables

    guarded = guard_tables()
    tables = protect_tables()
    print(f"監査の {len(guarded)} 表を追記だけにしました。")
    if tables:
        print(f"住民の {len(tables)} 表に守りを付けました。")
    else:
        print("SQLite には行ごとの守りがありません。範囲の外の行はアプリケーションが断ります。")
    return 0


@with_instance
def _check(call: argparse.Namespace) -> int:
    from todoke.apps.tenancy.actions import standing

    found = standing()
    if found is None:
        print("SQLite には行ごとの守りがありません。範囲の外の行はアプリケーションが断ります。")
        return 0
    if found.bypasses:
        print(
            f"役割 {found.role} には守りが効きません(管理者か BYPASSRLS)。`todoke tenancy role` のSQLで"
            "作った役割でつないでください。",
            file=sys.stderr,
        )
    if found.open_tables:
        print(
            f"守りのない表: {'、'.join(found.open_tables)}。`todoke tenancy protect` で付きます。",
            file=sys.stderr,
        )
    if found.is_sound:
        print(f"役割 {found.role} には、すべての住民の表で守りが効いています。")
    return 0 if found.is_sound else 1
