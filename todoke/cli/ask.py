"""``todoke ask``: the SQL of a program, and questions in SQL about residents."""

from __future__ import annotations

import argparse
import csv
import difflib
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from todoke.base import clock
from todoke.cli.arguments import day
from todoke.engines.sql.asking import FEWEST, Asked, QuestionError, ask
from todoke.engines.sql.engine import MissingDuckDBError
from todoke.engines.sql.printing import script
from todoke.residents.problems import SnapshotError
from todoke.rules.library import rulebook_of

_FIRST_MUNICIPALITY = "131016"
_NUMBERS = ("person", "household")
"""Columns whose numbers name somebody and count nothing: shown so that they can be looked for as they stand."""


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask",
        help="制度の条件をSQLで見る・住民のデータにSQLで尋ねる",
        description="`todoke ask sql 制度` はその制度の規則をSQLの文章で示します。"
        '`todoke ask "SELECT …" --population フォルダー` は住民のデータ(表 persons と households)に尋ねます。'
        f"{FEWEST}人(世帯)未満のまとまりは、--exact を付けなければ伏せます。",
    )
    parser.add_argument("question", nargs="+", metavar="質問", help='"SELECT …"、または sql と制度のID')
    parser.add_argument(
        "--population", type=Path, metavar="フォルダー", help="合成の住民か、写し(snapshot)のフォルダー"
    )
    parser.add_argument("--exact", action="store_true", help="小さなまとまりも、一人ひとりの一覧も出す")
    parser.add_argument("--csv", action="store_true", help="CSVで出す")
    parser.add_argument("--on", type=day, metavar="日付", help="いつの規則か(ask sql。省略時は今日)")
    parser.add_argument(
        "--municipality",
        default=_FIRST_MUNICIPALITY,
        metavar="コード",
        help="どこの規則か(ask sql。省略時は千代田区)",
    )
    parser.add_argument(
        "--rough", action="store_true", help="幅や候補でしか分からない属性も扱うSQLにする(ask sql)"
    )
    parser.set_defaults(run=_ask)


def _ask(call: argparse.Namespace) -> int:
    try:
        if call.question[0] == "sql":
            return _print(call)
        return _answer(call)
    except (QuestionError, MissingDuckDBError, SnapshotError) as error:
        print(error, file=sys.stderr)
        return 2


def _print(call: argparse.Namespace) -> int:
    if len(call.question) != 2:
        raise QuestionError("`todoke ask sql 制度のID` と書いてください")
    program_id = call.question[1]
    book = rulebook_of(call.data)
    if program_id not in book.content.programs:
        near = difflib.get_close_matches(program_id, book.content.programs, n=3)
        hint = f"(もしかして: {'、'.join(near)})" if near else ""
        raise QuestionError(f"制度 {program_id} はありません{hint}。一覧は `todoke programs` で見られます")
    if call.municipality not in book.content.municipalities:
        raise QuestionError(f"区市町村コード {call.municipality} はありません。6けたのコードを書いてください")
    on = call.on or clock.today()
    print("\n\n".join(script(book, program_id, on, call.municipality, rough=call.rough)))
    return 0


def _answer(call: argparse.Namespace) -> int:
    if len(call.question) != 1:
        raise QuestionError('SQLの文全体を引用符で囲んでください: todoke ask "SELECT …"')
    if call.population is None:
        raise QuestionError("--population で、住民のデータのフォルダーを指定してください")
    asked = ask(call.question[0], call.population, rulebook_of(call.data).content, exact=call.exact)
    if call.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(asked.columns)
        writer.writerows(asked.rows)
    else:
        print("\n".join(_table(asked)))
    if asked.left_out:
        print(f"{asked.left_out}行は{FEWEST}未満のまとまりのため伏せました。", file=sys.stderr)
    return 0


def _table(asked: Asked) -> Iterator[str]:
    """Yield the lines of a table; figures stand to the right."""
    named = [column in _NUMBERS for column in asked.columns]
    cells = [list(asked.columns)] + [
        [
            str(value) if is_name and value is not None else _cell(value)
            for value, is_name in zip(row, named, strict=True)
        ]
        for row in asked.rows
    ]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(asked.columns))]
    is_figure = [
        all(isinstance(row[place], int | float) or row[place] is None for row in asked.rows)
        for place in range(len(asked.columns))
    ]
    for number, row in enumerate(cells):
        parts = []
        for text, width, to_right in zip(row, widths, is_figure, strict=True):
            space = " " * (width - _width(text))
            parts.append(space + text if to_right else text + space)
        yield "  ".join(parts).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _cell(value: Any) -> str:
    if value is None:
        return "(不明)"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
