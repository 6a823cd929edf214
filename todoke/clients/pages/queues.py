"""Work done for many at once, in turn within each group: the hosts side by side, the pages of a host one by one."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

STOPPING = 5.0  # seconds to wait for what is under way when the work is stopped


def in_turn(
    items: Iterable[Item],
    *,
    by: Callable[[Item], str],
    work: Callable[[Item], Result],
    at_once: int,
) -> Iterator[Result]:
    """Yield the results as they come; the largest groups begin first. An error of the work is raised here.

    >>> sorted(in_turn(["a1", "b1", "a2"], by=lambda item: item[0], work=str.upper, at_once=2))
    ['A1', 'A2', 'B1']
    """
    groups: dict[str, list[Item]] = {}
    count = 0
    for item in items:
        groups.setdefault(by(item), []).append(item)
        count += 1
    waiting = deque(sorted(groups.values(), key=len, reverse=True))
    # A short queue: results are not piled up faster than they are written.
    done: queue.Queue[Result | BaseException] = queue.Queue(maxsize=4 * at_once)
    stop = threading.Event()

    def put(result: Result | BaseException) -> None:
        while not stop.is_set():
            try:
                done.put(result, timeout=0.2)
            except queue.Full:
                continue
            return

    def run() -> None:
        while not stop.is_set():
            try:
                group = waiting.popleft()
            except IndexError:
                return
            for item in group:
                if stop.is_set():
                    return
                try:
                    put(work(item))
                except BaseException as error:
                    put(error)
                    return

    workers = [threading.Thread(target=run, daemon=True) for _ in range(min(at_once, len(waiting)))]
    for worker in workers:
        worker.start()
    try:
        for _ in range(count):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        for worker in workers:
            worker.join(timeout=STOPPING)
