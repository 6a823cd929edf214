"""The work of one municipality: answer its blocks, write its part, and say what went wrong on the way."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

from todoke import __version__
from todoke.engines.port import Engine, ProgramAnswers
from todoke.nights.carried.carried import Carried
from todoke.nights.carried.carrying import Answer, Carrying, Wakes, Yesterday
from todoke.nights.carried.parts import PartWriter, amount_as_json
from todoke.nights.carried.since import Since, forget_since, write_since
from todoke.nights.stored.reading import Part, without
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
from todoke.residents.block import Block
from todoke.residents.joining import batches
from todoke.residents.problems import SnapshotError
from todoke.residents.snapshot import Snapshot
from todoke.rules.answers import Outcome
from todoke.rules.content import Content
from todoke.rules.parameters import NotEncodedError
from todoke.rules.rulebook import Rulebook

_FAILED = "規則を計算できなかった世帯があります"

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
class Before:
    """A night to carry answers over from, and who was there."""

    night: Night
    residents: Snapshot


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is the same for all municipalities of a run; it can be sent to other machines that see the same files."""

    residents: Residents
    book: Rulebook
    engine: Engine
    on: date
    details: bool
    staging: Path
    waking: Wakes
    """Tells whose answers may be others than the night before."""
    before: Before | None = None
    """The night whose answers are carried over, if any are."""


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
    carried: int = 0
    """How many households keep the answers of the night before."""
    error: str | None = None
    must_stop: bool = False
    """The error concerns the whole run, as a full disk does."""


Spread: TypeAlias = Callable[[Callable[[Task], Done], Sequence[Task]], Iterator[Done]]
"""A way of spreading the work: takes what to do and the tasks, and yields what became of each, in any order."""


def municipality_done(assignment: Assignment, task: Task, tell: Callable[[int], None] | None = None) -> Done:
    """Answer for a municipality and write its part into the staging folder; errors are told, never raised.

    ``tell`` hears the number of persons of each block that is done.
    """
    return next(iter(municipalities_done(assignment, (task,), tell)))


def municipalities_done(
    assignment: Assignment, tasks: Sequence[Task], tell: Callable[[int], None] | None = None
) -> list[Done]:
    """Answer for several municipalities, whose people that changed since yesterday are asked about together."""
    words = _Words(assignment.book.content, assignment.on)
    begun = [_isolated(task, partial(_Municipality, assignment, task, words)) for task in tasks]
    _ask_together(assignment, [one for one in begun if isinstance(one, _Municipality)])
    found: list[Callable[[], Done]] = []
    # While the disk takes a part, the next one is answered for.
    with ThreadPoolExecutor(max_workers=1) as writing:
        for one in begun:
            ended = one if isinstance(one, Done) else _isolated(one.task, partial(one.answered, tell))
            written = (
                ended if isinstance(ended, Done) else writing.submit(_isolated, ended.task, ended.written)
            )
            if len(found) > 1:
                found[-2]()  # no more than two are waiting to be written
            found.append(partial(_result, written))
    return [one() for one in found]


def _result(done: Done | Future[Done]) -> Done:
    return done if isinstance(done, Done) else done.result()


_T = TypeVar("_T")


def _isolated(task: Task, do: Callable[[], _T]) -> _T | Done:
    """Do something for a municipality; what goes wrong is told and costs the others nothing."""
    try:
        return do()
    except BrokenPipeError:
        raise
    except (SnapshotError, NightError) as error:
        return Done(task.municipality, error=str(error), must_stop=isinstance(error, NightError))
    except OSError as error:
        return Done(task.municipality, error=f"{error.filename or ''} を読み書きできません({error.strerror})")
    except Exception as error:
        logger.warning("municipality_failed", extra={"error": type(error).__name__})
        return Done(task.municipality, error=f"住民のデータを読めません({type(error).__name__})")


class _Municipality:
    """A municipality being answered for."""

    def __init__(self, assignment: Assignment, task: Task, words: _Words) -> None:
        self._assignment, self.task = assignment, task
        self._writer = PartWriter(task.municipality)
        self.isolation = _Isolation(assignment, task)
        blocks = assignment.residents.blocks(task.municipality)
        yesterday = _yesterday(assignment.before, task.municipality)
        self._blocks = blocks if yesterday is None else [*blocks]
        self.carrying = Carrying(
            task.municipality,
            self._blocks,
            task.programs,
            yesterday,
            assignment.waking,
            self.isolation.asked,
            words,
        )
        self._before = None if yesterday is None else yesterday.seal
        self._writer.keys = self.carrying.keys
        self._since: Since | None = None
        self._carried = 0

    def answered(self, tell: Callable[[int], None] | None) -> _Municipality:
        """Answer every block, and let go of what was needed for it."""
        for place in range(len(self._blocks)):
            block = self._blocks[place]
            self._writer.add(block, self.isolation.watched(self.carrying.answers(block, place)))
            if tell is not None:
                tell(block.persons)
        self._since = self.carrying.since()
        self._carried = self.carrying.carried_households
        self._blocks = ()
        self.carrying.let_go()
        code = self.task.municipality
        before = None if self._assignment.before is None else self._assignment.before.residents
        for residents in (self._assignment.residents, before):
            release = getattr(residents, "release", None)
            if release is not None and residents is not None and code in residents.municipalities:
                release(code)
        return self

    def written(self) -> Done:
        """Write the part and what was seen to change."""
        problems = list(self.isolation.problems.values())
        staging, code = self._assignment.staging, self.task.municipality
        if self._since is None or self._before is None:
            forget_since(staging, code)
        else:
            write_since(staging, code, self._since, self._before)
        seal = self._writer.write(staging, problems=problems)
        return Done(code, seal, self._writer.summary, carried=self._carried)


def _ask_together(assignment: Assignment, begun: Sequence[_Municipality]) -> None:
    """Ask about those who changed, those of several municipalities at once where the engine can."""
    waiting: list[tuple[_Municipality, Carrying, Block]] = []
    for one in begun:
        if one.carrying.changed is not None:
            waiting.append((one, one.carrying, one.carrying.changed))
    together = getattr(assignment.engine, "answers_together", None)
    for some in batches(waiting, lambda one: one[2].persons):
        answers: list[list[ProgramAnswers]] | None = None
        if together is not None:
            # Where some program breaks the engine, each finds out which on its own.
            with contextlib.suppress(Exception):
                answers = together(
                    [(changed, carrying.candidates) for _, carrying, changed in some],
                    assignment.book,
                    on=assignment.on,
                    details=assignment.details,
                )
        for place, (one, carrying, changed) in enumerate(some):
            if answers is not None:
                carrying.take_in(answers[place])
                continue
            own = _isolated(one.task, partial(one.isolation.asked, changed, carrying.candidates))
            if isinstance(own, Done):
                carrying.give_up()
            else:
                carrying.take_in(own)


def before_of(night: Night) -> Before | None:
    """Return a night to carry over from; None where who was there is not known any more."""
    if night.snapshot_folder is None:
        return None
    with contextlib.suppress(SnapshotError):
        residents = Snapshot.open(night.snapshot_folder)
        if residents.identity == night.record["snapshot"]:
            return Before(night, residents)
    return None


def _yesterday(before: Before | None, municipality: str) -> Yesterday | None:
    """Return what can be carried over of a municipality; None where it cannot be read."""
    if before is None or municipality not in before.night.municipalities:
        return None
    with contextlib.suppress(SnapshotError, NightError, OSError, KeyError):
        part = before.night.part(municipality)
        return Yesterday(
            on=before.night.on,
            residents=[*before.residents.blocks(municipality)],
            answers=part.blocks,
            keys=part.keys,
            outcomes=_outcomes(part),
            seal=part.seal,
        )
    return None


def _outcomes(part: Part) -> dict[str, set[Outcome | None]]:
    found: dict[str, set[Outcome | None]] = {}
    for head in part.heads:
        found.setdefault(head.program_id, set()).add(head.outcome)
    return found


class _Words:
    """The words the amounts of programs are stored with, and the version of todoke that works them out, as a hash."""

    def __init__(self, content: Content, on: date) -> None:
        self._content, self._on = content, on
        self._known: dict[str, str] = {}

    def __call__(self, program_id: str) -> str:
        if program_id not in self._known:
            told: list[Any] = [__version__]
            loaded = self._content.programs.get(program_id)
            with contextlib.suppress(NotEncodedError):
                version = None if loaded is None else loaded.version_on(self._on)
                told += [] if version is None else [amount_as_json(amount) for amount in version.amounts]
            self._known[program_id] = blake2b(json.dumps(told).encode(), digest_size=4).hexdigest()
        return self._known[program_id]


class _Isolation:
    """Answers block after block; a program that breaks the engine costs nobody else their answers."""

    def __init__(self, assignment: Assignment, task: Task) -> None:
        self._assignment, self._book, self._task = assignment, assignment.book, task
        self.problems: dict[tuple[str, str], dict[str, Any]] = {}

    def asked(self, block: Block, programs: tuple[str, ...]) -> list[ProgramAnswers]:
        try:
            return list(self._asked(block, programs))
        except (SnapshotError, OSError):
            raise
        except Exception:  # some program broke the engine: find out which
            return [one for name in programs for one in self._alone(block, name)]

    def watched(self, answers: Iterable[Answer]) -> Iterator[Answer]:
        """Pass answers on, noting what could not be answered."""
        for one in answers:
            if isinstance(one, Carried):
                _, _, failed, unencoded = one.planes
                if failed[1] > unencoded[1]:
                    self._report(one.head.program_id, _FAILED)
            elif one.outcome is Outcome.RULE_ERROR:
                self._report(one.program_id, one.message or "規則を計算できませんでした")
            elif one.outcome is None and np.any(without(one.failed, one.unencoded)):
                self._report(one.program_id, _FAILED)
            yield one

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
