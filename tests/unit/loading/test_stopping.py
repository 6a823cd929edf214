"""Whatever stops a build, the folder holds the old snapshot or the new one, never half of one."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories.content import DATA, content
from tests.factories.residents import MUNICIPALITIES, random_population
from todoke.residents.building import build_snapshot
from todoke.residents.snapshot import Snapshot


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """Two populations, of today and of tomorrow."""
    return [random_population(tmp_path_factory.mktemp("day"), 6, seed=seed) for seed in (1, 2)]


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


class FullDisk:
    """A disk with room for some bytes more."""

    def __init__(self, room):
        self.room = room

    @property
    def opened_at(self):
        """What takes the place of Path.open."""
        return lambda path, *arguments, **named: self.opened(path, *arguments, **named)

    def opened(self, path, *arguments, **named):
        file = REAL_OPEN(path, *arguments, **named)
        if file.writable() and path.name != ".lock":
            write = file.write

            def limited(content):
                self.room -= len(content)
                if self.room < 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return write(content)

            return Limited(file, limited)
        return file


class Limited:
    def __init__(self, file, write):
        self._file, self.write = file, write

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()


REAL_OPEN = Path.open


def test_a_full_disk_leaves_the_old_snapshot_and_no_litter(days, tmp_path, monkeypatch):
    old = build_snapshot(days[0], tmp_path, content())
    before, size = files(tmp_path), old.size
    refused = 0
    for room in range(0, 2 * size, size // 8):
        with monkeypatch.context() as full:
            disk = FullDisk(room)
            full.setattr(Path, "open", disk.opened_at)
            try:
                build_snapshot(days[1], tmp_path, content())
            except OSError as error:
                refused += error.errno == errno.ENOSPC
            else:
                break
        kept = Snapshot.open(tmp_path)
        kept.verify()
        assert kept.identity == old.identity
        assert [name for name in files(tmp_path) if name.startswith(".")] == []
    assert refused > 4
    build_snapshot(days[1], tmp_path, content()).verify()
    assert len(files(tmp_path)) == len(before) == len(MUNICIPALITIES) + 1


@pytest.mark.parametrize("call", range(1, 9))
def test_stopped_at_any_step_the_next_build_ends_with_the_same_bytes(days, tmp_path, monkeypatch, call):
    undisturbed = build_snapshot(days[1], tmp_path / "undisturbed", content())
    old = build_snapshot(days[0], tmp_path / "out", content())
    calls = 0

    def stopping(real):
        def step(*arguments, **named):
            nonlocal calls
            calls += 1
            if calls == call:
                raise KeyboardInterrupt
            return real(*arguments, **named)

        return step

    with monkeypatch.context() as stopped:
        stopped.setattr(os, "fsync", stopping(os.fsync))
        stopped.setattr(Path, "replace", stopping(Path.replace))
        with pytest.raises(KeyboardInterrupt):
            build_snapshot(days[1], tmp_path / "out", content())
    assert Snapshot.open(tmp_path / "out").identity == old.identity
    build_snapshot(days[1], tmp_path / "out", content())
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")
    assert Snapshot.open(tmp_path / "out").identity == undisturbed.identity


BUILD = """
import sys
from pathlib import Path
from todoke.residents.building import build_snapshot
from todoke.rules.loading import load
content = load(Path(sys.argv[3]))
print("ready", flush=True)
build_snapshot(Path(sys.argv[1]), Path(sys.argv[2]), content)
"""


@pytest.mark.slow
def test_killed_at_random_the_folder_is_whole(days, tmp_path):
    chance = random.Random(5)
    old = build_snapshot(days[0], tmp_path, content())
    new = build_snapshot(days[1], tmp_path / "new", content())
    for _ in range(4):
        command = [sys.executable, "-c", BUILD, str(days[1]), str(tmp_path), str(DATA)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.15)
            process.send_signal(signal.SIGKILL)
        found = Snapshot.open(tmp_path)
        found.verify()
        assert found.identity in {old.identity, new.identity}
    assert build_snapshot(days[1], tmp_path, content()).identity == new.identity
    assert [name for name in files(tmp_path) if name.startswith(".")] == []
