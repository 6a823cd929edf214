"""The ``todoke`` command: what a household can receive, whether the rules are right, how the registry is kept.

Exit codes: 0 done; 1 checked and found wrong (invalid rules, failed golden households); 2 the call or an input
cannot be understood; 3 at least one rule failed while answering.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from todoke.cli import (
    apps,
    ask,
    audit,
    broadcasts,
    check,
    consents,
    desk,
    docs,
    entitlements,
    exporting,
    importing,
    letters,
    links,
    match,
    nightly,
    notices,
    onceonly,
    opendata,
    outbox,
    people,
    population,
    programs,
    registry,
    rules,
    sandbox,
    search,
    serve,
    simulate,
    snapshot,
    standin,
    takeup,
    tenancy,
    vault,
    webhooks,
    whatif,
    wordings,
)
from todoke.cli.parsing import Parser

EXIT_CODES = """終了コード:
  0  終わりました
  1  確かめた結果、誤りがあります(規則・模範世帯・古い資料)
  2  呼び方か入力に誤りがあります
  3  判定しましたが、規則の不具合で判定できなかった制度があります"""

DATA = Path(__file__).resolve().parents[2] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    call = parser().parse_args(arguments)
    if not (call.data / "municipalities.csv").exists():
        print(
            f"データのフォルダーが見つかりません: {call.data}。--data で場所を教えてください。",
            file=sys.stderr,
        )
        return 2
    try:
        code: int = call.run(call)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = Parser(
        prog="todoke",
        description="届け: 受けられる制度を調べる・制度の規則を確かめる・レジストリを保つ",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument(
        "--data",
        type=Path,
        default=DATA,
        metavar="フォルダー",
        help="制度のデータのフォルダー(省略時は同梱の data)",
    )
    commands = whole.add_subparsers(required=True, metavar="コマンド")
    for command in (
        check,
        programs,
        rules,
        registry,
        importing,
        exporting,
        search,
        links,
        desk,
        opendata,
        population,
        webhooks,
        sandbox,
        snapshot,
        whatif,
        takeup,
        match,
        ask,
        people,
        consents,
        onceonly,
        notices,
        entitlements,
        wordings,
        broadcasts,
        outbox,
        letters,
        apps,
        simulate,
        audit,
        vault,
        tenancy,
        standin,
        serve,
    ):
        command.add_to(commands)
    nightly.add_to(commands, main)
    docs.add_to(commands, whole)
    return whole


if __name__ == "__main__":
    sys.exit(main())
