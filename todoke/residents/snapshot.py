"""The snapshot: everybody as columns, one file per municipality, beside the rows they come from (住民の写し).

``snapshot.json`` names the files by their content and is replaced last, in one step: whoever opens the folder sees
the old snapshot or the new one, whenever a writer was stopped.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from todoke.residents.block import Block
from todoke.residents.parts import AGAIN, Part, PartRecord
from todoke.residents.problems import Problem, SnapshotError

FORMAT = 3
MANIFEST = "snapshot.json"
_LOCK = ".lock"


@dataclass(slots=True)
class Snapshot:
    """A snapshot opened for reading; its files stay readable even when a newer one takes its place."""

    folder: Path
    on: date
    """The day its facts are true of."""
    name: str
    source: str
    """Tells what it was made from: the same source needs no new snapshot."""
    records: Mapping[str, PartRecord]
    problems: tuple[Problem, ...] = ()
    _parts: dict[str, Part] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """Open the snapshot in a folder. Raises SnapshotError naming the file and the cure."""
        manifest = folder / MANIFEST
        try:
            told = json.loads(manifest.read_bytes())
            if told["format"] != FORMAT:
                raise SnapshotError(
                    f"{manifest} の形式 {told['format']} は読めません(読める形式: {FORMAT})。{AGAIN}"
                )
            on, name, source = date.fromisoformat(told["on"]), told["name"], told["source"]
            records = {code: PartRecord(**record) for code, record in told["parts"].items()}
            problems = tuple(Problem(**problem) for problem in told["problems"])
        except FileNotFoundError:
            raise SnapshotError(f"{manifest} がありません。{AGAIN}") from None
        except SnapshotError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotError(f"{manifest} を読めません({type(error).__name__})。{AGAIN}") from error
        return cls.of(folder, on=on, name=name, source=source, records=records, problems=problems)

    @classmethod
    def of(
        cls,
        folder: Path,
        *,
        on: date,
        records: Mapping[str, PartRecord],
        name: str = "",
        source: str = "",
        problems: Sequence[Problem] = (),
    ) -> Snapshot:
        """Return a snapshot of these parts, published or not. Raises SnapshotError."""
        parts = {code: Part(folder, record) for code, record in records.items()}
        return cls(folder, on, name, source, records, tuple(problems), parts)

    @property
    def identity(self) -> str:
        """A hash over its day and the content of all parts."""
        digest = hashlib.sha256(f"{FORMAT} {self.on}".encode())
        for code, record in sorted(self.records.items()):
            digest.update(f" {code} {record.sha256}".encode())
        return digest.hexdigest()

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The codes of the municipalities, ascending."""
        return tuple(sorted(self.records))

    @property
    def persons(self) -> int:
        """The number of persons."""
        return sum(record.persons for record in self.records.values())

    @property
    def households(self) -> int:
        """The number of households."""
        return sum(record.households for record in self.records.values())

    @property
    def size(self) -> int:
        """Its size on disk in bytes."""
        return sum(record.size for record in self.records.values())

    def persons_of(self, municipality: str) -> int:
        """Return the number of persons of a municipality. Raises KeyError."""
        return self.records[municipality].persons

    def blocks(self, municipality: str) -> Sequence[Block]:
        """Return the blocks of a municipality, decoded as they are asked for. Raises KeyError."""
        return self._parts[municipality]

    def release(self, municipality: str) -> None:
        """Let go of the memory a municipality takes. Raises KeyError."""
        self._parts[municipality].release()

    def part(self, municipality: str) -> Part:
        """Return the file of a municipality. Raises KeyError."""
        return self._parts[municipality]

    def verify(self) -> None:
        """Read everything and compare it with what was written. Raises SnapshotError."""
        for part in self._parts.values():
            part.verify()

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self.folder, self.identity)


def _reopened(folder: Path, identity: str) -> Snapshot:
    """Return the same snapshot in another process; raises SnapshotError where a newer one took its place."""
    snapshot = Snapshot.open(folder)
    if snapshot.identity != identity:
        raise SnapshotError(f"{folder} の写しが途中で新しくなりました。もう一度実行してください")
    return snapshot


def publish(
    folder: Path,
    *,
    on: date,
    name: str,
    source: str,
    records: Mapping[str, PartRecord],
    problems: Sequence[Problem] = (),
) -> Snapshot:
    """Make these parts, already in the folder, the snapshot; files of older ones are removed."""
    told = {
        "format": FORMAT,
        "on": on.isoformat(),
        "name": name,
        "source": source,
        "residents": sum(record.persons for record in records.values()),
        "households": sum(record.households for record in records.values()),
        "parts": {code: asdict(record) for code, record in sorted(records.items())},
        "problems": [problem.as_record() for problem in problems],
    }
    temporary = folder / f".{MANIFEST}.{os.getpid()}"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / MANIFEST)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    snapshot = Snapshot.open(folder)
    wanted = {record.file for record in records.values()}
    for path in [*folder.glob("*.blocks"), *folder.glob(".*.part")]:
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    return snapshot


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let one process at a time write a snapshot into a folder; others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
