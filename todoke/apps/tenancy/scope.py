"""The scope (見てよい範囲) of a block of code: of which municipalities and persons it may read and write rows.

Without one nothing personal is read at all. On PostgreSQL the database is told as well, as the second wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection


class UnscopedQueryError(RuntimeError):
    """A query about persons was built outside every scope."""


class OutOfScopeError(RuntimeError):
    """A row was to be written that the scope does not reach."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows may be seen: those of these municipalities, and those of these persons."""

    areas: frozenset[str] = frozenset()
    persons: frozenset[int] = frozenset()
    everything: str = ""
    """A written reason for seeing everybody's; empty where there is none."""

    def holds(self, area: object, person: object) -> bool:
        """Return whether a row of this municipality and person is within.

        >>> Scope(areas=frozenset({"132080"})).holds("132080", None)
        True
        >>> Scope(persons=frozenset({1})).holds("132080", 2)
        False
        """
        return bool(self.everything) or area in self.areas or person in self.persons


_now: ContextVar[Scope | None] = ContextVar("scope", default=None)


def find_scope() -> Scope | None:
    """Return the scope that is open, or None."""
    return _now.get()


def current_scope() -> Scope:
    """Return the scope that is open; raises UnscopedQueryError."""
    found = _now.get()
    if found is None:
        raise UnscopedQueryError("open todoke.apps.tenancy.scope.scope(...) first")
    return found


@contextmanager
def scope(*, areas: Iterable[str] = (), persons: Iterable[int] = ()) -> Iterator[Scope]:
    """Let the block read and write rows of these municipalities or persons; scopes nest by replacing."""
    with _entered(Scope(frozenset(areas), frozenset(persons))) as entered:
        yield entered


@contextmanager
def everywhere(reason: str) -> Iterator[Scope]:
    """Let a batch work across municipalities, for a reason: a short word that can be audited."""
    if not reason:
        raise ValueError("say why everybody's rows are needed")
    with _entered(Scope(everything=reason)) as entered:
        yield entered


@contextmanager
def _entered(new: Scope) -> Iterator[Scope]:
    token = _now.set(new)
    try:
        tell_database(new)
        yield new
    finally:
        _now.reset(token)
        _tell_again(_now.get())


def tell_database(one: Scope | None, to: Any = None) -> None:
    """Set the names PostgreSQL's policies look at; a connection that is not open yet is told when it opens."""
    to = to or connection
    if to.vendor != "postgresql" or to.connection is None:
        return
    one = one or Scope()
    with to.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.areas', %s, false), set_config('app.persons', %s, false),"
            " set_config('app.everything', %s, false)",
            [",".join(sorted(one.areas)), ",".join(map(str, sorted(one.persons))), one.everything],
        )


def _tell_again(before: Scope | None) -> None:
    """Go back to the scope before; a broken transaction does so by rolling back, a broken connection by closing."""
    try:
        tell_database(before)
    except Error:
        if not connection.in_atomic_block:
            connection.close()
