"""What todoke covers and what it does not, said honestly (収録範囲)."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import books
from todoke.rules import yamlfile
from todoke.rules.citations import Check
from todoke.rules.programs import Program, Topic
from todoke.rules.texts import Text
from todoke.ui.words import Words


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


@dataclass(frozen=True, slots=True)
class _Gap:
    """One thing that is not covered; the most expected ones stand on the first page."""

    text: Text
    first_page: bool


def not_covered(*, first_page: bool = False) -> list[Words]:
    """Return what a person might expect to find here and will not, yet; in short for the first page."""
    return [
        in_page_language(gap.text) for gap in _gaps(settings.DATA_DIR) if gap.first_page or not first_page
    ]


@lru_cache(maxsize=2)
def _gaps(folder: Path) -> tuple[_Gap, ...]:
    """Return what ``not_covered.yaml`` lists, in its order."""
    return tuple(
        _Gap(Text.model_validate(written["text"]), written.get("first_page", False))
        for written in yamlfile.read(folder / "not_covered.yaml")
    )
