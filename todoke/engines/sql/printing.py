"""The SQL of a program as a person reads it: every statement in order, with what it is about in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from todoke.engines.sql.engine import columns_of
from todoke.engines.sql.programs import ProgramText
from todoke.engines.sql.statements import Compiled, answers, compiled, level_of, macros, ordered, tables
from todoke.rules.content import Content
from todoke.rules.rulebook import Rulebook

LOADED = """-- 最初にある表(住民のデータから作る。NULL は「まだ分からない」):
--   person_0     一人一行。"person"(番号) "household"(世帯) "relation"(続柄) "named"(親が名指しされている)
--                "ghost"(まだ生まれていない本人の代わり)と、属性の列
--   household_0  一世帯一行。"household" "applicant"(本人の番号) "lists …"(その続柄の全員が分かっている)と、属性の列
--   parents_0    名指しされた親。"child" "parent\""""


def script(
    book: Rulebook, program_id: str, on: date, municipality: str, *, rough: bool = False
) -> Iterator[str]:
    """Yield the parts of the SQL of a program; with ``rough`` also for facts known only as a range or as choices."""
    content = book.content
    columns = columns_of(content, (program_id,), on)
    given = {column: rough and _may_be_rough(column, content) for column in sorted(columns)}
    made = compiled(book, on, municipality, (program_id,), given)
    program = made.programs[0]
    name = content.programs[program_id].program.name.ja
    yield f"-- {name}({program_id}) {on} 現在、{content.municipalities[municipality].name}"
    if program.outcome is not None:
        yield f"-- だれを見るまでもなく {program.outcome}: {program.message}"
        return
    yield LOADED
    yield from _facts(made, columns, content)
    needed = "\n".join(
        [
            *tables(made.script),
            ordered(made.script, level_of(program), answers(made.script, program, details=True)),
        ]
    )
    for macro in _needed_macros(needed):
        yield f"{macro};"
    for statement in tables(made.script):
        yield f"{statement};"
    yield from _answer(made, program, content)


def _may_be_rough(column: str, content: Content) -> bool:
    return column in content.facts and content.facts[column].type.kind != "boolean"


def _facts(made: Compiled, columns: frozenset[str], content: Content) -> Iterator[str]:
    worked_out = {title for table in made.script.tables for title in table.columns}
    told = sorted((columns | worked_out) & content.facts.keys())
    if told:
        yield "\n".join(("-- 属性:", *(f'--   "{one}" {content.facts[one].label.ja}' for one in told)))


def _needed_macros(text: str) -> list[str]:
    """Return the functions of days a text uses, and those they use themselves."""
    all_of_them = list(macros())
    found: list[str] = []
    for macro in reversed(all_of_them):
        name = macro.split("MACRO ")[1].split("(")[0]
        if f"{name}(" in text or any(f"{name}(" in one for one in found):
            found.insert(0, macro)
    return found


def _answer(made: Compiled, program: ProgramText, content: Content) -> Iterator[str]:
    loaded = content.programs[program.program_id]
    version = next(one for one in loaded.versions if one.effective.from_ == program.version)
    lines = [
        '-- 答え: "holds" は対象なら TRUE、対象外なら FALSE、まだ分からなければ NULL',
        '--   "error" は規則が失敗した行(1 は未収録、2 は誤り)',
        '--   "pattern" は分からない行の条件ごとの様子(T は満たす、? は分からない)。順に:',
        "--     among(だれについての制度か)",
        *(f"--     {condition.label.ja}" for condition in version.conditions),
        "--     区市町村が足した条件、実施しているか",
    ]
    lines += [
        f'--   "low {place}" から "high {place}": {amount.label.ja}'
        for place, amount in enumerate(version.amounts)
    ]
    yield "\n".join(lines)
    yield f"{ordered(made.script, level_of(program), answers(made.script, program, details=True))};"
