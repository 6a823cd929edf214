"""``todoke registry``: load the registry from files, write it back, tidy the files, bring versions into force."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from todoke.base import clock
from todoke.cli import registry_score
from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("registry", help="制度・手続レジストリを読み込む・書き出す・点検する")
    parts = parser.add_subparsers(required=True, metavar="操作")

    load = parts.add_parser("load", help="フォルダーの登録と規則をデータベースに読み込む(同じなら何もしない)")
    load.add_argument("folder", type=Path, nargs="?", metavar="フォルダー", help="省略時は同梱の data")
    load.add_argument("--overwrite", action="store_true", help="画面で公開した変更も、ファイルの内容に戻す")
    load.set_defaults(run=_load)

    dump = parts.add_parser("dump", help="データベースの登録と規則をフォルダーに書き出す")
    dump.add_argument("folder", type=Path, metavar="フォルダー")
    dump.set_defaults(run=_dump)

    tidy = parts.add_parser("tidy", help="登録のファイルを決まった書き方にそろえる(内容は変えない)")
    tidy.add_argument("--check", action="store_true", help="直さずに、そろっていないファイルを示す")
    tidy.set_defaults(run=_tidy)

    registry_score.add_to(parts)

    advance = parts.add_parser("advance", help="施行日が来た版を今日の版にする(毎日実行する)")
    advance.set_defaults(run=_advance)


@with_instance
def _load(call: argparse.Namespace) -> int:
    from todoke.apps.registry.seeding.loading import load_folder
    from todoke.records.files import RecordFileError

    try:
        loaded = load_folder(
            call.folder or call.data, on=clock.today(), at=clock.now(), overwrite=call.overwrite
        )
    except (RecordFileError, OSError) as error:
        print(f"読み込めません。何も変わっていません: {error}", file=sys.stderr)
        return 1
    print(
        f"登録: 新規 {loaded.created}、変更 {loaded.changed}、変更なし {loaded.unchanged}。"
        f"規則の文書: {loaded.sheets} 件が新しくなりました。"
    )
    if loaded.kept:
        print(
            f"画面で公開された {len(loaded.kept)} 件はそのままにしました(戻すときは --overwrite): "
            f"{'、'.join(loaded.kept[:5])}{' ほか' if len(loaded.kept) > 5 else ''}"
        )
    return 0


@with_instance
def _dump(call: argparse.Namespace) -> int:
    from todoke.apps.registry.seeding.dumping import dump_folder

    try:
        count = dump_folder(call.folder)
    except OSError as error:
        print(f"書き出せません: {error}", file=sys.stderr)
        return 1
    print(f"{count} 件のファイルを {call.folder} に書き出しました。")
    return 0


def _tidy(call: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from todoke.records.files import canonical
    from todoke.rules.yamlfile import YamlError

    untidy, wrong = [], False
    for path in sorted((call.data / "registry").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        try:
            tidied = canonical(text)
        except (YamlError, ValidationError) as error:
            print(f"{path.parent.name}/{path.name}: {error}", file=sys.stderr)
            wrong = True
            continue
        if tidied != text:
            untidy.append(path)
            if not call.check:
                path.write_text(tidied, encoding="utf-8")
    for path in untidy:
        print(f"{path.parent.name}/{path.name}")
    print(f"{'そろっていない' if call.check else 'そろえた'}ファイル: {len(untidy)} 件")
    return 1 if wrong or (call.check and untidy) else 0


@with_instance
def _advance(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.counting import record_digital_counts
    from todoke.apps.registry.actions.publishing import bring_into_force

    count = bring_into_force(on=clock.today(), at=clock.now())
    scopes = record_digital_counts(on=clock.today())
    print(f"今日から効力を持つ版: {count} 件。デジタル化の数を {scopes} の範囲で記録しました。")
    return 0
