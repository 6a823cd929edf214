"""Worker processes: what they do is gathered in order, and one that dies is named, never waited for."""

import os
import signal
from dataclasses import dataclass

import pytest

from todoke.residents.assembling import Assembled
from todoke.residents.building import run_jobs
from todoke.residents.parts import PartRecord
from todoke.residents.problems import SnapshotError

MANY = {"131016": 300_000, "131024": 10, "131032": 500_000}


@dataclass(frozen=True)
class Counting:
    ballast: bytes = bytes(1 << 20)

    def __call__(self, code):
        return Assembled(code, PartRecord(f"{os.getpid()}", 0, "", MANY[code], 1), ())


@dataclass(frozen=True)
class Dying(Counting):
    def __call__(self, code):
        os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise RuntimeError("cannot be prepared")


class Unprepared(Counting):
    def __reduce__(self):
        return fail, ()


@pytest.mark.slow
def test_workers_do_the_work_and_tell_of_it():
    told = []
    done = run_jobs(Counting(), MANY, lambda code, persons: told.append((code, persons)), 2)
    assert [each.municipality for each in done] == sorted(MANY)
    assert sorted(told) == sorted(MANY.items())
    assert str(os.getpid()) not in {each.record.file for each in done}


@pytest.mark.slow
@pytest.mark.parametrize("job", [Dying(), Unprepared()])
def test_a_worker_that_dies_is_named(job):
    with pytest.raises(SnapshotError, match="もう一度"):
        run_jobs(job, MANY, None, 2)


def test_little_work_is_done_here():
    (done,) = run_jobs(Counting(), {"131024": 10}, None, 2)
    assert done.record.file == str(os.getpid())
