"""Several writers at the same instant, for tests: each in a thread with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from todoke.apps.tenancy.scope import everywhere


def at_once(*works: Callable[[], Any]) -> None:
    """Run each in a thread with a connection of its own; raise what any of them raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            with everywhere("test"):  # a thread begins without the scope of the one that started it
                work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
