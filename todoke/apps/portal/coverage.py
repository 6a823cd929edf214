"""What todoke covers and what it does not, said honestly (収録範囲)."""

from collections import Counter
from dataclasses import dataclass

from todoke.apps.screening import books
from todoke.rules.citations import Check
from todoke.rules.programs import Program, Topic
from todoke.ui.words import Words, t


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is covered: programs by topic, how far their sources were checked, and rules that fail to load."""

    programs: tuple[Program, ...]
    by_topic: dict[Topic, list[Program]]
    checks: dict[Check, int]
    broken: tuple[str, ...]


def programs() -> tuple[Program, ...]:
    """Return all programs of this installation that can be answered for."""
    content = books.rulebook().content
    return tuple(
        loaded.program
        for program_id, loaded in content.programs.items()
        if program_id not in content.broken_programs
    )


def coverage() -> Coverage:
    """Return what this installation covers."""
    content = books.rulebook().content
    known = programs()
    by_topic = {topic: [one for one in known if topic in one.topics] for topic in Topic}
    cites = Counter(
        cite.check
        for loaded in content.programs.values()
        for version in loaded.versions
        for cite in (*(one.cite for one in version.conditions), *(one.cite for one in version.amounts))
        if cite is not None
    )
    return Coverage(
        programs=known,
        by_topic={topic: found for topic, found in by_topic.items() if found},
        checks={check: cites[check] for check in Check},
        broken=tuple(sorted(content.broken_programs)),
    )


def not_covered() -> list[Words]:
    """Return what a person might expect to find here and will not, yet."""
    return [
        t("区市町村だけの制度は、主なものしか入っていません。"),
        t("助成の額や条件が区市町村でちがう制度は、確かめられたところだけ答えます。"),
        t("会社や事業者のための支援は、まだ入っていません。"),
        t("東京都の外に住んでいる人の支援は、まだ入っていません。"),
        t("税金の計算や、施設の空き状況は、わかりません。"),
    ]
