"""The ``todoke`` command: what can a household receive, which programs are there, are the rules right.

Exit codes: 0 done; 1 checked and found wrong (invalid rules, failed golden households); 2 the call or an input
cannot be understood; 3 at least one rule failed while answering.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from todoke.cli import check, programs, rules

DATA = Path(__file__).resolve().parents[2] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    call = parser.parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="todoke", description="届け: 受けられる制度を調べる・制度の規則を確かめる"
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, help="制度のデータのフォルダー(省略時は同梱の data)"
    )
    commands = parser.add_subparsers(required=True, metavar="コマンド")
    check.add_to(commands)
    programs.add_to(commands)
    rules.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
