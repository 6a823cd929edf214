"""A call that is ended leaves no hidden folder: by SIGTERM at once, by kill -9 when the next one begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from todoke.cli.workplace import sweep, workplace

WORKS = """
import signal, sys, time
from pathlib import Path
from todoke.cli.workplace import ending_in_order, workplace
# What is begun in the background may have Ctrl-C ignored; a call at a terminal has not.
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with ending_in_order(), workplace(Path(sys.argv[1])) as work:
        (work / "half").write_text("half-written")
        print("there", flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    sys.exit(2)
"""


@contextmanager
def working(out: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that works in a hidden folder of ``out``."""
    command = [sys.executable, "-c", WORKS, str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as found:
        assert found.stdout is not None
        assert found.stdout.readline() == "there\n"
        yield found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_call_that_is_stopped_takes_its_folder_away(number: int, tmp_path: Path) -> None:
    with working(tmp_path) as running:
        running.send_signal(number)
        assert running.wait(30) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_goes_when_the_next_call_begins_and_what_runs_stays(tmp_path: Path) -> None:
    with working(tmp_path) as killed:
        killed.kill()
    with working(tmp_path) as running:
        with workplace(tmp_path) as work:
            left = {one.name.split("-")[1] for one in tmp_path.iterdir()}
            assert left == {str(running.pid), str(os.getpid())}
            assert work.is_dir()
        running.terminate()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_process_goes_after_a_day_and_other_files_never(tmp_path: Path) -> None:
    young, old = tmp_path / ".simulating-abc", tmp_path / ".simulating-def"
    for folder in (young, old, tmp_path / "report"):
        folder.mkdir()
    yesterday = time.time() - 90_000
    os.utime(old, (yesterday, yesterday))
    assert sweep(tmp_path) == 1
    assert {one.name for one in tmp_path.iterdir()} == {young.name, "report"}
