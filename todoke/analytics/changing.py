"""A rulebook with some of its files changed: what it would say, and what stands against it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from todoke.engines.fingerprints import Fingerprints
from todoke.rules.checking.structure import check_structure
from todoke.rules.content import Content, Problem
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook

KINDS = ("facts", "parameters", "tables", "questions", "overlays", "programs")
_LISTED_IN = "municipalities.csv"


class UnknownPlaceError(ValueError):
    """A changed file whose place among the rule files cannot be told."""


@dataclass(frozen=True, slots=True)
class Change:
    """Two rulebooks, without and with the change, and what the change breaks."""

    before: Rulebook
    after: Rulebook
    problems: tuple[Problem, ...]

    def affected(self, on: date) -> tuple[str, ...]:
        """Return the programs whose answers may differ on a day, those resting on a changed one included."""
        before, after = Fingerprints(self.before, on), Fingerprints(self.after, on)
        known = dict.fromkeys((*self.before.content.programs, *self.after.content.programs))
        return tuple(one for one in known if before.program(one) != after.program(one))


def place_of(path: Path) -> str:
    """Return where a rule file belongs, from the last steps of its path.

    >>> place_of(Path("somewhere/data/programs/jido-teate/2024-10-01.yaml"))
    'programs/jido-teate/2024-10-01.yaml'
    >>> place_of(Path("copy/parameters/health.yaml"))
    'parameters/health.yaml'

    Raises UnknownPlaceError.
    """
    steps = path.parts
    if len(steps) >= 3 and steps[-3] == "programs":
        return "/".join(steps[-3:])
    if len(steps) >= 2 and steps[-2] in KINDS and steps[-2] != "programs":
        return "/".join(steps[-2:])
    raise UnknownPlaceError(path.name)


def with_texts(folder: Path, texts: Mapping[str, str], before: Content | None = None) -> Change:
    """Return the rules of ``folder`` without and with the changed texts (by place, as ``place_of`` gives it).

    ``problems`` are those the change brings; what was broken already is not counted.
    """
    if before is None:
        before = load(folder)
        check_structure(before)
    with tempfile.TemporaryDirectory() as made:
        changed = Path(made) / folder.name
        _copy(folder, changed, texts)
        after = load(changed)
    if all(text.startswith("programs/") for text in texts):
        after = _with_the_others(before, after, {text.split("/")[1] for text in texts})
    check_structure(after)
    known = {(one.file, one.message) for one in before.problems}
    fresh = tuple(one for one in after.problems if (one.file, one.message) not in known)
    return Change(Rulebook(before), Rulebook(after), fresh)


def _with_the_others(before: Content, after: Content, changed: set[str]) -> Content:
    """Return the changed programs among all the others, which were not read a second time."""
    programs = {
        name: after.programs.get(name, one)
        for name, one in (before.programs | after.programs).items()
        if name not in changed or name in after.programs
    }
    broken = {name: list(told) for name, told in before.broken_programs.items() if name not in changed}
    return replace(
        before,
        programs=programs,
        broken_programs={**broken, **after.broken_programs},
        problems=list(after.problems),
        _unreadable={},
    )


def _copy(folder: Path, changed: Path, texts: Mapping[str, str]) -> None:
    """Lay out the files to be read: all of them, or of programs alone those that change."""
    changed.mkdir()
    shutil.copyfile(folder / _LISTED_IN, changed / _LISTED_IN)
    touched = {text.split("/")[0] for text in texts}
    for kind in KINDS:
        if kind == "programs" and touched == {"programs"}:
            (changed / kind).mkdir()
            for name in {text.split("/")[1] for text in texts}:
                if (folder / kind / name).exists():
                    shutil.copytree(folder / kind / name, changed / kind / name)
        elif kind in touched:
            shutil.copytree(folder / kind, changed / kind)
        elif (folder / kind).exists():
            (changed / kind).symlink_to((folder / kind).resolve())
        else:
            (changed / kind).mkdir()
    for place, text in texts.items():
        (changed / place).parent.mkdir(parents=True, exist_ok=True)
        (changed / place).write_text(text, encoding="utf-8")
