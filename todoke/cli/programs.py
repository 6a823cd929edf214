"""``todoke programs``: which programs there are."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.api.catalog import page_of
from todoke.api.problems import ProblemError, encoded
from todoke.api.wire import Language, ProgramQuery, ProgramSummary
from todoke.cli.arguments import add_language
from todoke.cli.columns import plain, rows
from todoke.rules.library import rulebook_of
from todoke.rules.programs import LifeEvent, Topic


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "programs",
        help="制度の一覧を見る",
        description="収録している制度を、id・名前・施行日とともに並べます。",
    )
    parser.add_argument(
        "--topic", choices=[each.value for each in Topic], help="分野で絞りこむ", metavar="分野"
    )
    parser.add_argument(
        "--life-event",
        choices=[each.value for each in LifeEvent],
        help="ライフイベントで絞りこむ",
        metavar="できごと",
    )
    parser.add_argument("--search", metavar="言葉", help="言葉でさがす(近いものから)")
    parser.add_argument(
        "--municipality", metavar="区市町村", help="この区市町村にあるもの(6桁のコードか名前)"
    )
    parser.add_argument("--json", action="store_true", help="公開API(GET /api/v1/programs)の形のJSONで出す")
    add_language(parser)
    parser.set_defaults(run=_programs)


def _programs(call: argparse.Namespace) -> int:
    content = rulebook_of(call.data).content
    wanted = ProgramQuery(
        topic=call.topic and Topic(call.topic),
        life_event=call.life_event and LifeEvent(call.life_event),
        q=call.search,
        municipality=call.municipality,
    )
    # All of them on one page: a terminal has no next one.
    wanted = wanted.model_copy(update={"limit": max(len(content.programs), 1)})
    try:
        page = page_of(content, wanted)
    except ProblemError as error:
        for one in error.problem["errors"]:
            print(f"{one.get('parameter', '')}: {one['detail']}", file=sys.stderr)
        return 2
    if call.json:
        sys.stdout.write(encoded(page).decode() + "\n")
        return 0
    if page["programs"]:
        print("\n".join(rows([_row(program, call.language) for program in page["programs"]])))
    print(f"{page['total']}件")
    broken = sorted(content.broken_programs)
    if broken:
        print(
            f"規則に誤りがある制度: {'、'.join(broken)}(todoke rules validate で確かめられます)",
            file=sys.stderr,
        )
    return 0


def _row(program: ProgramSummary, language: Language) -> list[str]:
    name = program["name"][language] or program["name"]["ja"]
    return [program["id"], plain(name), "・".join(program["topics"]), "、".join(program["versions"])]
