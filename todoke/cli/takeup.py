"""``todoke takeup``: of those entitled to a program, how many receive it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from todoke.analytics import ages
from todoke.analytics.report_charts import shares
from todoke.analytics.takeup import TakeUp, Taking, take_up
from todoke.analytics.words import FEWEST, count
from todoke.cli.arguments import add_day
from todoke.cli.nights import UnknownProgramError, chosen_programs
from todoke.cli.residents import add_population, measured
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.residents.snapshot import Snapshot
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "takeup",
        help="受けられる人のうち、受けている人の割合を出す",
        description="受給の記録がある制度について、受け取りの割合を出します。受けているか分からない人がいるときは幅で"
        "示します。受けていない理由は、この記録からは分かりません(調査で聞くことです)。",
    )
    add_population(parser)
    parser.add_argument(
        "--program", action="append", metavar="ID", help="この制度だけ。年齢と区市町村ごとにも出す"
    )
    parser.add_argument("--json", action="store_true", help="JSONで出す")
    add_day(parser)
    parser.set_defaults(run=_takeup)


def _takeup(call: argparse.Namespace) -> int:
    book = rulebook_of(call.data)
    try:
        for program_id in call.program or ():
            chosen_programs(program_id, book)
    except UnknownProgramError as error:
        print(error, file=sys.stderr)
        return 2
    return measured(call, book.content, lambda residents: _told_of(call, book, residents))


def _told_of(call: argparse.Namespace, book: Rulebook, residents: Snapshot) -> int:
    found = take_up(residents, book, on=call.on, engine=ColumnarEngine(), programs=call.program)
    names = {one.program_id: book.content.programs[one.program_id].program.name.ja for one in found}
    places = {code: one.name for code, one in book.content.municipalities.items()}
    if call.json:
        print(json.dumps([_as_json(one, names) for one in found], ensure_ascii=False, indent=1))
    elif not found:
        print("受給の記録のある制度がありません。受け取りの割合は出せません。")
    else:
        for one in sorted(found, key=lambda each: -each.whole.entitled):
            for line in _lines(one, names[one.program_id], places if call.program else {}):
                print(line)
    return 0


def _lines(one: TakeUp, name: str, places: Mapping[str, str]) -> Iterator[str]:
    counter = "世帯" if one.unit == "household" else "人"
    yield f"{name}\t{_told(one.whole, counter)}"
    if not places:
        return
    who = "世帯の代表の年齢" if one.unit == "household" else "年齢"
    for band, found in one.by_band().items():
        yield f"  {who} {ages.NAMES[band]}\t{_told(found, counter)}"
    for code, found in one.by_municipality().items():
        if found.entitled >= FEWEST:
            yield f"  {places.get(code, code)}\t{_told(found, counter)}"


def _told(found: Taking, counter: str) -> str:
    known = f"分かっているのは{found.known_share * 100:.0f}%"
    both = f"受けられる{count(found.entitled, counter)}のうち{count(found.receiving, counter)}"
    return f"{shares(found)}\t{both}({known})"


def _as_json(one: TakeUp, names: Mapping[str, str]) -> dict[str, Any]:
    def of(found: Taking) -> dict[str, Any]:
        bounds = found.bounds or (None, None)
        return {
            "entitled": found.entitled,
            "receiving": found.receiving,
            "unknown": found.unknown,
            "low": bounds[0],
            "high": bounds[1],
        }

    places = {code: of(found) for code, found in one.by_municipality().items() if found.entitled >= FEWEST}
    return {
        "program": one.program_id,
        "name": names[one.program_id],
        "unit": one.unit,
        **of(one.whole),
        "by_age": {ages.NAMES[band]: of(found) for band, found in one.by_band().items()},
        "by_municipality": places,
    }
