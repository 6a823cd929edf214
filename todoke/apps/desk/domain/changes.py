"""Differences between two contents, field by field, and putting a value at a dotted path (links.0.url)."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from todoke.apps.desk.domain.labels import plain_words, pointer_label

Plain = dict[str, Any]


class PointerError(ValueError):
    """The path leads nowhere in this record; the message is for the person at the desk."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two contents tell differently."""

    pointer: str
    old: Any
    new: Any

    @property
    def label(self) -> str:
        """The field in words."""
        return pointer_label(self.pointer)

    @property
    def old_words(self) -> str:
        """What it was."""
        return words_at(self.pointer, self.old)

    @property
    def new_words(self) -> str:
        """What it becomes."""
        return words_at(self.pointer, self.new)


def words_at(pointer: str, value: Any) -> str:
    """Return the value at a path in words."""
    steps = [step for step in pointer.split(".") if not step.isdigit()]
    return plain_words(value, name=steps[-1], within=steps[-2] if len(steps) > 1 else "")


def differences(old: Plain, new: Plain) -> list[Difference]:
    """Return what differs, in the order of the record, each at the deepest path both sides have in common.

    >>> [(one.pointer, one.old, one.new) for one in differences({"a": {"x": 1}}, {"a": {"x": 2, "y": 3}})]
    [('a.x', 1, 2), ('a.y', None, 3)]
    """
    return list(_differences(old, new, ""))


def _differences(old: Any, new: Any, at: str) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _differences(old.get(key), new.get(key), f"{at}.{key}" if at else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _holds_parts(old):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{at}.{index}")
    else:
        yield Difference(at, old, new)


def _holds_parts(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def value_at(content: Plain, pointer: str) -> Any:
    """Return what stands at a path, None where nothing does.

    >>> value_at({"links": [{"url": "a"}]}, "links.0.url")
    'a'
    """
    here: Any = content
    for step in pointer.split("."):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
        elif isinstance(here, dict):
            here = here.get(step)
        else:
            return None
    return here


def with_values(content: Plain, values: Sequence[tuple[str, Any]]) -> Plain:
    """Return a copy with each value put at its path; None removes. Raises PointerError.

    A path one past the end of a list appends. Removals from lists happen last, from the end, so that paths keep
    meaning what they meant when they were written.

    >>> with_values({"links": [{"url": "a"}, {"url": "b"}]}, [("links.0", None), ("links.1.url", "c")])
    {'links': [{'url': 'c'}]}
    """
    changed = copy.deepcopy(content)
    removed: list[tuple[list[Any], int]] = []
    for pointer, value in values:
        parent, last = _parent(changed, pointer)
        if isinstance(parent, list):
            index = _index(parent, last, pointer)
            if value is None:
                if index < len(parent):
                    removed.append((parent, index))
            elif index == len(parent):
                parent.append(copy.deepcopy(value))
            else:
                parent[index] = copy.deepcopy(value)
        elif value is None:
            parent.pop(last, None)
        else:
            parent[last] = copy.deepcopy(value)
    for within, index in sorted(removed, key=lambda one: one[1], reverse=True):
        within.pop(index)
    return changed


def _parent(content: Plain, pointer: str) -> tuple[Any, str]:
    steps = pointer.split(".")
    last = steps[-1]
    here: Any = content
    for step, following in pairwise(steps):
        empty: Any = [] if following.isdigit() else {}
        if isinstance(here, list):
            index = _index(here, step, pointer)
            if index == len(here):
                here.append(empty)
            here = here[index]
        else:
            here = here.setdefault(step, empty)
        if isinstance(here, str) and following in ("ja", "easy", "en"):
            raise PointerError(f"「{pointer_label(pointer)}」は、まだ一つの言語の文です")
        if not isinstance(here, list | dict):
            raise PointerError(f"「{pointer_label(pointer)}」という項目はこの登録にありません")
    return here, last


def _index(values: list[Any], step: str, pointer: str) -> int:
    if not step.isdigit() or int(step) > len(values):
        raise PointerError(f"「{pointer_label(pointer)}」は今の登録にありません。登録が先に変わったようです")
    return int(step)
