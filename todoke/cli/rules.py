"""``todoke rules``: validate the content, read a rule in words, see what changed."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.cli.arguments import add_day, add_language, day
from todoke.rules.checking.golden import check_golden
from todoke.rules.checking.structure import check_reach, check_structure
from todoke.rules.checking.texts import check_texts
from todoke.rules.content import Content
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook
from todoke.rules.wording.rule import describe, difference


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("rules", help="制度の規則を確かめる・読む・比べる")
    parts = parser.add_subparsers(required=True, metavar="操作")

    validate = parts.add_parser("validate", help="書式・型・参照・模範世帯を確かめる")
    validate.add_argument("--program", action="append", metavar="ID", help="この制度だけ確かめる(何度でも)")
    add_day(validate)
    validate.set_defaults(run=_validate)

    text = parts.add_parser("text", help="規則を文章で読む")
    text.add_argument("program", metavar="ID")
    add_day(text)
    add_language(text)
    text.set_defaults(run=_text)

    diff = parts.add_parser("diff", help="二つの日の規則の違いを読む")
    diff.add_argument("program", metavar="ID")
    diff.add_argument("--from", dest="earlier", required=True, type=day, metavar="日付")
    diff.add_argument("--to", dest="later", required=True, type=day, metavar="日付")
    add_language(diff)
    diff.set_defaults(run=_diff)


def _validate(call: argparse.Namespace) -> int:
    content = load(call.data, with_golden=True)
    check_structure(content)
    check_reach(content, on=call.on)
    check_texts(content)
    wanted = set(call.program or ())
    if unknown := wanted - content.programs.keys() - content.broken_programs.keys():
        print(f"制度がありません: {'、'.join(sorted(unknown))}", file=sys.stderr)
        return 2
    problems = [
        problem
        for problem in content.problems
        if not wanted or problem.program_id in wanted or any(f"/{one}/" in problem.file for one in wanted)
    ]
    for problem in problems:
        print(problem)
    rulebook = Rulebook(content)
    failures = [
        failure
        for program_id in content.programs
        if not wanted or program_id in wanted
        for failure in check_golden(rulebook, program_id)
    ]
    for failure in failures:
        print(failure)
    cases = sum(
        len(one.golden) for program_id, one in content.programs.items() if not wanted or program_id in wanted
    )
    print(
        f"制度 {len(wanted) or len(content.programs)}件・属性 {len(content.facts)}件・模範世帯 {cases}件: "
        f"誤り {len(problems)}件、模範世帯の食い違い {len(failures)}件"
    )
    return 1 if problems or failures else 0


def _known(content: Content, program_id: str) -> bool:
    if program_id in content.programs and program_id not in content.broken_programs:
        return True
    for problem in content.broken_programs.get(program_id, ()):
        print(problem, file=sys.stderr)
    print(
        f"制度 {program_id} はないか、規則に誤りがあります。todoke programs で一覧を見られます。",
        file=sys.stderr,
    )
    return False


def _text(call: argparse.Namespace) -> int:
    content = load(call.data)
    check_structure(content)
    if not _known(content, call.program):
        return 2
    print(describe(content, call.program, on=call.on, language=call.language))
    return 0


def _diff(call: argparse.Namespace) -> int:
    content = load(call.data)
    check_structure(content)
    if not _known(content, call.program):
        return 2
    lines = difference(content, call.program, earlier=call.earlier, later=call.later, language=call.language)
    print("\n".join(lines) if lines else "違いはありません。")
    return 0
