"""``todoke audit``: check the chains of audit entries and seal their heads."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.audit.verifying import Broken

WHY = {
    "changed": "書かれたあとに変わっています",
    "missing": "ありません(消されたか、間が抜けています)",
    "unchained": "前の記録につながりません",
    "head": "最後の記録が、記録の端と合いません",
    "sealed": "外に書いた封と合いません(連なりが作り直されています)",
}


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("audit", help="監査の記録を検査する・封をする")
    parts = parser.add_subparsers(required=True, metavar="操作")
    verify = parts.add_parser(
        "verify",
        help="監査の記録が書かれたままか検査する",
        description="団体ごとの記録の連なりを最初から読み、変わった・消えた・入れ替わった記録があれば、"
        "最初の1件を示して終了コード1で終わります。外に書いた封とも比べます。",
    )
    verify.add_argument("--area", metavar="団体コード", help="この団体だけ。例: 132080")
    verify.add_argument("--since", type=_day, metavar="日付", help="この日からの記録だけ。例: 2026-11-01")
    verify.add_argument(
        "--seals", type=Path, metavar="フォルダー", help="封のフォルダー(省略時は設定 AUDIT_SEALS)"
    )
    verify.add_argument("--no-seals", action="store_true", help="外に書いた封と比べない")
    verify.set_defaults(run=_verify)

    seal = parts.add_parser(
        "seal",
        help="すべての団体の記録の端に封をして、データベースの外に書く",
        description="記録の端をまとめて、データベースの外のファイルに1行書き足します。前の封から記録が増えて"
        "いなければ何もしません。毎晩の作業に入っています。短い間隔で動かすほど、消された記録に早く気づけます。",
    )
    seal.add_argument("--to", type=Path, metavar="フォルダー", help="書く先(省略時は設定 AUDIT_SEALS)")
    seal.set_defaults(run=_seal)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」は日付として読めません。例: 2026-11-01") from None


def _folder(given: Path | None) -> Path:
    from django.conf import settings

    return given or settings.AUDIT_SEALS


@with_instance
def _verify(call: argparse.Namespace) -> int:
    from todoke.apps.audit.guards import unguarded_tables
    from todoke.apps.audit.verifying import verify

    folder = None if call.no_seals else _folder(call.seals)
    found = verify(area=call.area, since=call.since, seals=folder)
    if unguarded := unguarded_tables():
        print(
            f"変更や削除を断る守りがない表があります: {'、'.join(unguarded)}。`python manage.py prepare` で付きます。",
            file=sys.stderr,
        )
    if found.broken is not None:
        print(_told(found.broken), file=sys.stderr)
        return 1
    compared = f"外の封 {found.seals} 件とも合っています。" if found.seals else "外の封とは比べていません。"
    print(f"監査の記録 {found.entries} 件、{found.areas} の連なりは、書かれたままです。{compared}")
    return 0


def _told(broken: Broken) -> str:
    if broken.why == "seals":
        return "外に書いた封のファイルが壊れているか、書き換えられています。控えと比べてください。"
    where = broken.area or "団体なし"
    return (
        f"{where} の {broken.number} 番目の記録が正しくありません: {WHY[broken.why]}。"
        "これより前の記録は書かれたままです。データベースを止めずに控えを取り、管理の責任者に知らせてください。"
    )


@with_instance
def _seal(call: argparse.Namespace) -> int:
    from todoke.apps.audit.seals import SealsDifferError, seal_heads

    folder = _folder(call.to)
    try:
        made = seal_heads(at=clock.now(), to=folder)
    except SealsDifferError:
        print(
            "外の封とデータベースがつながりません。どちらかが書き換えられたか、控えから戻されています。"
            "`todoke audit verify` で確かめ、管理の責任者に知らせてください。新しい封はデータベースにだけあります。",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(
            f"封を外に書けません: {error.strerror}。書く先を確かめて、もう一度実行してください。",
            file=sys.stderr,
        )
        return 1
    if made is None:
        print("前の封から記録は増えていません。")
    else:
        print(f"{len(made.heads)} の連なりの端に封をしました。")
    return 0
