"""``todoke rules``: validate the content, read a rule in words, see what changed."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from todoke.cli.arguments import add_day, add_language, day
from todoke.rules.boundaries import boundary_cases
from todoke.rules.checking.golden import Golden, check_golden
from todoke.rules.checking.structure import check_reach, check_structure
from todoke.rules.checking.texts import check_texts
from todoke.rules.content import Content
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.wording.expression import without_readings
from todoke.rules.wording.figures import amount_text
from todoke.rules.wording.rule import describe, difference
from todoke.rules.wording.values import value_text


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

    boundaries = parts.add_parser("boundaries", help="規則の境目ごとの答えを並べる(模範世帯をもとに)")
    boundaries.add_argument("program", metavar="ID")
    boundaries.add_argument(
        "--case", type=int, default=1, metavar="番号", help="もとにする模範世帯(省略時は1番目)"
    )
    boundaries.set_defaults(run=_boundaries)


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


def _boundaries(call: argparse.Namespace) -> int:
    content = load(call.data, with_golden=True)
    check_structure(content)
    if not _known(content, call.program):
        return 2
    loaded = content.programs[call.program]
    if not 1 <= call.case <= len(loaded.golden):
        print(f"模範世帯は {len(loaded.golden)} 件です。--case は1からその数までです。", file=sys.stderr)
        return 2
    golden = Golden.model_validate(loaded.golden[call.case - 1])
    household = read_household(golden.household, content, on=golden.on)
    version = loaded.version_on(golden.on)
    if version is None:
        print("その日には終わっている制度です。", file=sys.stderr)
        return 2
    rulebook = Rulebook(content)
    print(f"{golden.on} 「{golden.name}」をもとに、ひとつの属性だけを変えたときの答え")
    for case in boundary_cases(content, version, household, on=golden.on):
        answer = rulebook.check(case.household, on=golden.on, programs=[call.program])[0]
        fact = content.facts[case.fact_id]
        value = "不明" if case.value is None else without_readings(value_text(fact, case.value, "ja"))
        amounts = "、".join(amount_text(one, "ja") for one in answer.amounts)
        print(f"{case.fact_id}@{case.entity}\t{value}\t{answer.outcome}\t{amounts}")
    return 0
