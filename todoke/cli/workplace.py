"""A folder to work in that is not left behind: not by Ctrl-C or SIGTERM; after a kill -9 the next call tidies up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"\.simulating-(?:(\d+)-)?[^/]*")
_OLD_SECONDS = 86_400.0
"""A folder that names no process is taken to be left behind after a day."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM end what runs inside as Ctrl-C does: by KeyboardInterrupt, with everything tidied up."""
    own = os.getpid()

    def ended(number: int, _frame: object) -> None:
        if os.getpid() == own:
            raise KeyboardInterrupt
        signal.signal(number, signal.SIG_DFL)  # a child that was forked ends as it always did
        os.kill(os.getpid(), number)

    before = signal.signal(signal.SIGTERM, ended)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """Make a hidden folder in ``out``, and take away what calls left there that ended without being able to."""
    sweep(out)
    with tempfile.TemporaryDirectory(prefix=f".simulating-{os.getpid()}-", dir=out) as folder:
        yield Path(folder)


def sweep(out: Path) -> int:
    """Remove the folders of processes that run no more; return how many. Those of others that run stay."""
    removed = 0
    for folder in sorted(out.glob(".simulating-*")):
        named = _NAME.fullmatch(folder.name)
        if folder.is_dir() and not folder.is_symlink() and named and _is_left(folder, named[1]):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _is_left(folder: Path, process: str | None) -> bool:
    if process is None:
        return time.time() - folder.stat().st_mtime > _OLD_SECONDS
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
