"""``todoke check``: what can the household in a file receive."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from todoke.api.checking import check, read_request
from todoke.api.problems import ProblemError, at, encoded
from todoke.api.strict_json import IndividualNumberError, JsonError, RefusedError, parse
from todoke.api.wire import CheckRequest
from todoke.base import clock
from todoke.cli.answers import Painter, shown
from todoke.cli.arguments import add_language, day
from todoke.rules.library import rulebook_of

STANDARD_INPUT = "-"


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="世帯が受けられる制度を調べる",
        description="世帯のファイル(data/examples に例、docs/reference/household.schema.json に書式)を読み、"
        "受けられる制度・確認が必要な制度・対象外の制度を、金額と理由とともに示します。",
    )
    parser.add_argument("household", metavar="世帯.json", help="世帯のファイル(- なら標準入力)")
    parser.add_argument(
        "--on", type=day, metavar="日付", help="いつの時点で調べるか(省略時はファイルの on、なければ今日)"
    )
    parser.add_argument("--program", action="append", metavar="ID", help="この制度だけ調べる(何度でも)")
    parser.add_argument("--trace", action="store_true", help="条件ごとの判定と根拠も示す")
    parser.add_argument(
        "--json", action="store_true", help="公開API(POST /api/v1/check)と同じ答えをJSONで出す"
    )
    add_language(parser, default=None)
    parser.set_defaults(run=_check)


def _check(call: argparse.Namespace) -> int:
    try:
        request = _request(_read(call.household), call)
        rulebook = rulebook_of(call.data)
        result = check(rulebook, request, today=clock.today())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        print(f"ファイルを読めません: {call.household}({reason})", file=sys.stderr)
        return 2
    except ProblemError as error:
        _explain(error, as_json=call.json)
        return 2
    if call.json:
        sys.stdout.write(encoded(result).decode() + "\n")
    else:
        columns = min(max(shutil.get_terminal_size((100, 24)).columns, 40), 120)
        painter = Painter(bold=sys.stdout.isatty() and "NO_COLOR" not in os.environ)
        for line in shown(result, trace=request.trace, columns=columns, painter=painter):
            print(line)
    return 3 if any(one["outcome"] == "rule_error" for one in result["results"]) else 0


def _read(name: str) -> Any:
    raw = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    try:
        return parse(raw)
    except JsonError as error:
        raise ProblemError("malformed-json", str(error)) from None
    except IndividualNumberError as error:
        raise ProblemError("individual-number", errors=at(error.wrong)) from None
    except RefusedError as error:
        raise ProblemError("invalid-request", errors=at(error.wrong)) from None


def _request(raw: Any, call: argparse.Namespace) -> CheckRequest:
    """Return what is asked: the file is the API's body, or the household alone; options win over the file."""
    body = raw if isinstance(raw, dict) and "household" in raw else {"household": raw}
    asked = read_request(body)
    changed: dict[str, Any] = {}
    if call.on is not None:
        changed["on"] = call.on
    if call.program:
        changed["programs"] = call.program
    if call.language is not None:
        changed["language"] = call.language
    if call.trace:
        changed["trace"] = True
    return asked.model_copy(update=changed)


def _explain(error: ProblemError, *, as_json: bool) -> None:
    """Say what is wrong on standard error; as JSON it is the API's problem, on standard output."""
    if as_json:
        sys.stdout.write(encoded(error.problem).decode() + "\n")
        return
    print(f"{error.kind.title}: {error.detail}", file=sys.stderr)
    for one in error.problem["errors"]:
        print(f"  {one.get('pointer') or '(全体)'}: {one['detail']}", file=sys.stderr)
