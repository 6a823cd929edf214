"""A whole rule in words, and the difference between two days."""

from __future__ import annotations

from datetime import date

from todoke.rules.content import Content
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Program, Version
from todoke.rules.texts import Language
from todoke.rules.wording.expression import Narrator
from todoke.rules.wording.figures import NO_FIGURE, PERIODS


def describe(content: Content, program_id: str, *, on: date, language: Language) -> str:
    """Return the rule of a program on a day: its conditions with their law, and its amounts."""
    program = content.programs[program_id].program
    try:
        version = content.programs[program_id].version_on(on)
    except NotEncodedError as error:
        return str(error)
    if version is None:
        return f"{program.name.in_language(language)}: 終わった制度です"
    return "\n".join(_lines(content, program, version, on, language))


def difference(
    content: Content, program_id: str, *, earlier: date, later: date, language: Language
) -> list[str]:
    """Return what changed in a rule between two days: lines gone with 「−」, lines new with 「+」."""
    before = describe(content, program_id, on=earlier, language=language).splitlines()
    after = describe(content, program_id, on=later, language=language).splitlines()
    return [f"− {line}" for line in before if line not in after] + [
        f"+ {line}" for line in after if line not in before
    ]


def _lines(content: Content, program: Program, version: Version, on: date, language: Language) -> list[str]:
    narrator = Narrator(content, on, language, program.local)
    lines = [program.name.in_language(language), program.summary.in_language(language)]
    for condition in version.conditions:
        cite = condition.cite
        law = " ".join(part for part in (cite.law, cite.article) if part)
        lines.append(f"・{condition.label.in_language(language)} [{law}; {condition.status}; {cite.check}]")
        lines.append(f"    {narrator.tell(condition.when)}")
    for amount in version.amounts:
        period = PERIODS[amount.period].in_language(language)
        told = NO_FIGURE.in_language(language) if amount.value is None else narrator.tell(amount.value)
        if amount.when is not None:
            told = f"{told} ← {narrator.tell(amount.when)}"
        lines.append(f"= {amount.label.in_language(language)} ({period}): {told}")
    return lines
