"""The work of one municipality: answer its blocks, write its part, and say what went wrong on the way."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np

from todoke.engines.port import Engine, ProgramAnswers
from todoke.nights.parts import PartWriter
from todoke.nights.sealing import NightError
from todoke.nights.stored import without
from todoke.residents.block import Block
from todoke.residents.problems import SnapshotError
from todoke.rules.answers import Outcome
from todoke.rules.rulebook import Rulebook

logger = logging.getLogger(__name__)


class Residents(Protocol):
    """The residents of a night as a snapshot gives them."""

    @property
    def on(self) -> date:
        """The day the facts are true of."""

    @property
    def identity(self) -> str:
        """A hash of everything in the snapshot."""

    @property
    def municipalities(self) -> Sequence[str]:
        """The codes of the municipalities."""

    @property
    def persons(self) -> int:
        """How many persons there are."""

    @property
    def households(self) -> int:
        """How many households there are."""

    def blocks(self, municipality: str) -> Sequence[Block]:
        """The blocks of a municipality."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is the same for all municipalities of a run; it can be sent to other machines that see the same files."""

    residents: Residents
    book: Rulebook
    engine: Engine
    on: date
    details: bool
    staging: Path


@dataclass(frozen=True, slots=True)
class Task:
    """A municipality and the programs that are its own on the day."""

    municipality: str
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: the seal of its part, or the error that stopped it, in words."""

    municipality: str
    seal: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    """What the part's index says of all blocks together: heads, totals, problems, persons, households."""
    error: str | None = None
    must_stop: bool = False
    """The error concerns the whole run, as a full disk does."""


Spread: TypeAlias = Callable[[Callable[[Task], Done], Sequence[Task]], Iterator[Done]]
"""A way of spreading the work: takes what to do and the tasks, and yields what became of each, in any order."""


def municipality_done(assignment: Assignment, task: Task, tell: Callable[[int], None] | None = None) -> Done:
    """Answer for a municipality and write its part into the staging folder; errors are told, never raised.

    ``tell`` hears the number of persons of each block that is done.
    """
    try:
        writer = PartWriter(task.municipality)
        isolation = _Isolation(assignment, task)
        blocks = assignment.residents.blocks(task.municipality)
        prepare = getattr(assignment.engine, "prepare", None)
        if prepare is not None:
            prepare([*blocks], assignment.book, on=assignment.on, programs=task.programs)
        for place in range(len(blocks)):
            block = blocks[place]
            writer.add(block, isolation.answers(block))
            if tell is not None:
                tell(block.persons)
        seal = writer.write(assignment.staging, problems=list(isolation.problems.values()))
        return Done(task.municipality, seal, writer.summary)
    except BrokenPipeError:
        raise
    except (SnapshotError, NightError) as error:
        return Done(task.municipality, error=str(error), must_stop=isinstance(error, NightError))
    except OSError as error:
        return Done(task.municipality, error=f"{error.filename or ''} を読み書きできません({error.strerror})")
    except Exception as error:
        logger.warning("municipality_failed", extra={"error": type(error).__name__})
        return Done(task.municipality, error=f"住民のデータを読めません({type(error).__name__})")


class _Isolation:
    """Answers block after block; a program that breaks the engine costs nobody else their answers."""

    def __init__(self, assignment: Assignment, task: Task) -> None:
        self._assignment, self._book, self._task = assignment, assignment.book, task
        self.problems: dict[tuple[str, str], dict[str, Any]] = {}

    def answers(self, block: Block) -> list[ProgramAnswers]:
        try:
            found = list(self._asked(block, self._task.programs))
        except (SnapshotError, OSError):
            raise
        except Exception:  # some program broke the engine: find out which
            found = [one for name in self._task.programs for one in self._alone(block, name)]
        for one in found:
            if one.outcome is Outcome.RULE_ERROR:
                self._report(one.program_id, one.message or "規則を計算できませんでした")
            elif one.outcome is None and np.any(without(one.failed, one.unencoded)):
                self._report(one.program_id, "規則を計算できなかった世帯があります")
        return found

    def _asked(self, block: Block, programs: tuple[str, ...]) -> Iterator[ProgramAnswers]:
        assignment = self._assignment
        return assignment.engine.answers(
            block, self._book, on=assignment.on, programs=programs, details=assignment.details
        )

    def _alone(self, block: Block, program_id: str) -> list[ProgramAnswers]:
        try:
            return list(self._asked(block, (program_id,)))
        except (SnapshotError, OSError):
            raise
        except Exception as error:  # whatever it is, it is the program's own
            loaded = self._book.content.programs.get(program_id)
            version = None
            with contextlib.suppress(Exception):
                version = loaded.version_on(self._assignment.on) if loaded else None
            return [
                ProgramAnswers(
                    program_id,
                    "person" if loaded is None else loaded.program.subject,
                    None if version is None else version.effective.from_,
                    Outcome.RULE_ERROR,
                    f"規則を計算できませんでした({type(error).__name__})",
                )
            ]

    def _report(self, program_id: str, message: str) -> None:
        self.problems.setdefault(
            (program_id, message),
            {"program": program_id, "municipality": self._task.municipality, "message": message},
        )
