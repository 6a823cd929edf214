"""``todoke import``: bring an official file into the registry."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.registry.models import ImportRun

FORMATS = {
    "tokyo-registry": "子育て支援制度レジストリ(東京都版)の JSON・CSV・Excel",
    "gif": "GIF 451-4 行政サービス・制度の CSV・Excel",
    "open-data": "自治体標準オープンデータセット 22 支援制度情報",
    "procedures-survey": "行政手続等の悉皆調査の Parquet・CSV・Excel",
}


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "import",
        help="公的なファイルを登録に読み込む",
        epilog="途中で止めても、同じ呼び方で続きから読み込みます。同じファイルをもう一度読んでも何も変わりません。\n"
        + "\n".join(f"  {name:18} {words}" for name, words in FORMATS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("format", choices=tuple(FORMATS), metavar="書式", help="、".join(FORMATS))
    parser.add_argument("file", type=Path, metavar="ファイル")
    parser.add_argument("--dry-run", action="store_true", help="試すだけで、登録を変えない(報告は残る)")
    parser.add_argument("--full", action="store_true", help="全件のファイルなので、消えた記録を終了にする")
    parser.add_argument("--overwrite", action="store_true", help="画面で公開した変更も、ファイルの内容に戻す")
    parser.add_argument("--again", action="store_true", help="元が同じ記録も読み直す(読み方が変わったとき)")
    parser.add_argument("--report", type=Path, metavar="ファイル", help="行ごとの報告を .csv か .html に書く")
    parser.set_defaults(run=_import)


@with_instance
def _import(call: argparse.Namespace) -> int:
    from tqdm import tqdm

    from todoke.apps.registry.importing.reports import summary
    from todoke.apps.registry.importing.running import RunTakenError, begin_run, carry_on, fail
    from todoke.formats.sniffing import UnknownEncodingError
    from todoke.formats.sources import Format
    from todoke.formats.tables import TableError

    try:
        run, source = begin_run(
            call.file, Format(call.format), at=clock.now(), dry_run=call.dry_run, full=call.full
        )
    except (OSError, TableError, UnknownEncodingError) as error:
        print(f"読み込めません。何も変わっていません: {error}", file=sys.stderr)
        return 2
    if run.position:
        print(f"前に{run.position:,}件まで読み込んでいます。続きから読み込みます。", file=sys.stderr)
    try:
        with tqdm(
            total=run.total,
            initial=run.resume,
            unit=source.unit,
            unit_scale=source.unit == "B",
            desc=call.file.name,
            disable=None,
        ) as bar:
            carry_on(
                run,
                source,
                call.file,
                on=clock.today(),
                now=clock.now,
                overwrite=call.overwrite,
                again=call.again,
                progress=lambda _, done: _show(bar, done),
            )
    except RunTakenError as error:
        print(f"{error}。終わってから、もう一度呼んでください", file=sys.stderr)
        return 2
    except (TableError, UnicodeDecodeError) as error:
        fail(run, str(error), at=clock.now())
        print(f"{run.position:,}件まで読み込みましたが、続きが読めません: {error}", file=sys.stderr)
        return 1
    for sentence in summary(run):
        print(sentence)
    if call.report:
        _report(run, call.report)
    return 1 if run.counts.get("unreadable") else 0


def _show(bar: Any, done: int) -> None:
    bar.update(done - bar.n)


def _report(run: ImportRun, path: Path) -> None:
    from todoke.apps.registry.importing.reports import write_csv, write_html

    if path.suffix.lower() in (".html", ".htm"):
        with path.open("w", encoding="utf-8") as file:
            write_html(run, file)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(run, file)
    print(f"行ごとの報告を {path} に書きました。")
