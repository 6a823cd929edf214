"""Work shared between forked processes, none of which outlives the one that began them.

The tasks lie in a pipe from the start: a worker takes the next number from it and is done when the pipe is empty. Each
worker tells what becomes of its tasks through a pipe of its own; when it dies, that pipe ends, and the parent knows
which task was in its hands.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from todoke.base.collecting import no_collecting

Task = TypeVar("Task")
_NUMBER = struct.Struct("<i")
_LENGTH = struct.Struct("<q")
_MOST_TASKS = 4096 // _NUMBER.size


@dataclass(frozen=True, slots=True)
class Told(Generic[Task]):
    """Something a worker told about a task: ``news`` on the way, a ``result``, or what stopped it."""

    task: Task
    news: Any = None
    result: Any = None
    error: BaseException | None = None
    is_dead: bool = False

    @property
    def is_last(self) -> bool:
        """Tell whether nothing more will come about the task."""
        return self.result is not None or self.error is not None or self.is_dead


def work(
    tasks: Sequence[Task],
    do: Callable[[Task, Callable[[Any], None]], Any],
    *,
    workers: int,
    close: Sequence[int] = (),
) -> Iterator[Told[Task]]:
    """Do the tasks, the first ones first, and yield what is told of them as it comes.

    ``do`` takes a task and a function to tell news with, and returns a result that is not None. With one worker
    everything is done in this process. ``close`` are files of the parent that workers must not hold open.
    """
    if workers <= 1 or len(tasks) <= 1:
        yield from _work_here(tasks, do)
        return
    if len(tasks) > _MOST_TASKS:
        raise ValueError(f"more than {_MOST_TASKS} tasks")
    numbers, fill = os.pipe()
    os.write(fill, b"".join(_NUMBER.pack(number) for number in range(len(tasks))))
    os.close(fill)
    children: dict[int, tuple[int, list[int]]] = {}
    try:
        for _ in range(min(workers, len(tasks))):
            telling_from, telling_to = os.pipe()
            pid = os.fork()
            if pid == 0:
                for held in (telling_from, *children, *close):
                    os.close(held)
                _serve(tasks, do, numbers, telling_to)
            os.close(telling_to)
            children[telling_from] = (pid, [-1])
        with no_collecting():
            yield from _listen(tasks, children)
    finally:
        os.close(numbers)
        for reading, (pid, _) in children.items():
            os.close(reading)
            # A worker still at work finds its pipe closed when it next tells something, and ends.
            os.waitpid(pid, 0)


def _work_here(
    tasks: Sequence[Task], do: Callable[[Task, Callable[[Any], None]], Any]
) -> Iterator[Told[Task]]:
    for task in tasks:
        news: list[Any] = []
        try:
            result = do(task, news.append)
        except Exception as error:  # told to the caller, who decides
            yield Told(task, error=error)
            continue
        for one in news:
            yield Told(task, news=one)
        yield Told(task, result=result)


def _serve(
    tasks: Sequence[Any], do: Callable[[Any, Callable[[Any], None]], Any], numbers: int, telling_to: int
) -> None:
    """Work in a child until no task is left; never returns."""
    code = 0
    # What the parent made stays as long as the child: looking through it for garbage would only cost time. So does
    # most of what is made during a task, in which many small things are made: garbage is looked for after each.
    gc.freeze()
    gc.disable()
    try:
        while taken := os.read(numbers, _NUMBER.size):
            number = _NUMBER.unpack(taken)[0]
            _tell(telling_to, number, "taken", None)

            def tell(news: Any, number: int = number) -> None:
                _tell(telling_to, number, "news", news)

            try:
                _tell(telling_to, number, "result", do(tasks[number], tell))
            except BrokenPipeError:
                raise
            except Exception as error:
                _tell(telling_to, number, "error", error)
            gc.collect()
            gc.freeze()
    except BrokenPipeError:
        code = 1
    except BaseException:
        code = 2
    finally:
        # Nothing of the parent's (buffers, exit handlers, database connections) is the child's to tidy up.
        os._exit(code)


def _tell(telling_to: int, number: int, kind: str, what: Any) -> None:
    try:
        said = pickle.dumps((number, kind, what))
    except Exception:
        said = pickle.dumps((number, kind, RuntimeError(str(what))))
    message = memoryview(_LENGTH.pack(len(said)) + said)
    while message:
        message = message[os.write(telling_to, message) :]


def _listen(tasks: Sequence[Task], children: dict[int, tuple[int, list[int]]]) -> Iterator[Told[Task]]:
    heard = {reading: bytearray() for reading in children}
    with selectors.DefaultSelector() as selector:
        for reading in children:
            selector.register(reading, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                received = os.read(key.fd, 1 << 16)
                in_hand = children[key.fd][1]
                if not received:
                    selector.unregister(key.fd)
                    if in_hand[0] >= 0:
                        yield Told(tasks[in_hand[0]], is_dead=True)
                    continue
                heard[key.fd] += received
                yield from _complete(tasks, heard[key.fd], in_hand)


def _complete(tasks: Sequence[Task], heard: bytearray, in_hand: list[int]) -> Iterator[Told[Task]]:
    while len(heard) >= _LENGTH.size:
        length = _LENGTH.unpack_from(heard)[0]
        if len(heard) < _LENGTH.size + length:
            return
        number, kind, what = pickle.loads(bytes(heard[_LENGTH.size : _LENGTH.size + length]))  # noqa: S301
        del heard[: _LENGTH.size + length]
        in_hand[0] = -1 if kind in ("result", "error") else number
        if kind != "taken":
            yield Told(tasks[number], **{kind: what})
