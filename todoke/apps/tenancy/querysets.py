"""Managers that give rows within the scope only, and none at all where no scope is open.

Following a foreign key and deleting in cascade use Django's plain manager and are not held to the scope here;
on PostgreSQL the policies hold them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from todoke.apps.tenancy.scope import OutOfScopeError, current_scope

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """Which columns of a table say whose a row is: ``tenancy = Tenancy(person=None)`` in the model."""

    area: str = "municipality_id"
    person: str | None = "person_id"
    members: tuple[str, str] | None = None
    """Table and column of the persons such a row is of: PostgreSQL shows it to each of them too, as a join reads it."""


class ScopedRows(models.QuerySet[M]):
    """Rows within a scope; new ones are held to it too."""

    def create(self, **values: Any) -> M:
        """Return a new row; raises OutOfScopeError."""
        row = self.model(**values)
        check_row(row)
        self._for_write = True
        row.save(force_insert=True, using=self.db)
        return row

    def bulk_create(self, objs: Iterable[M], *positional: Any, **named: Any) -> list[M]:
        """Write new rows; raises OutOfScopeError before any is written."""
        rows = list(objs)
        for row in rows:
            check_row(row)
        return super().bulk_create(rows, *positional, **named)


class Scoped(models.Manager[M]):
    """Gives the rows of the scope that is open, and nothing where none is; must be a model's first manager."""

    _queryset_class = ScopedRows

    def get_queryset(self) -> models.QuerySet[M]:
        """Return the rows in scope; raises UnscopedQueryError."""
        found, now = super().get_queryset(), current_scope()
        if now.everything:
            return found
        columns = tenancy_of(self.model)
        here = Q(**{f"{columns.area}__in": now.areas})
        if columns.person is not None and now.persons:
            here |= Q(**{f"{columns.person}__in": now.persons})
        return found.filter(here)


def tenancy_of(model: type[models.Model]) -> Tenancy:
    """Return which columns say whose the rows are."""
    found = getattr(model, "tenancy", None)
    if not isinstance(found, Tenancy):
        raise TypeError(f"{model.__name__} says nothing of whose its rows are: give it tenancy = Tenancy()")
    return found


def check_row(row: models.Model) -> None:
    """Raise OutOfScopeError where the row is not within the scope; the message holds nothing of the row."""
    columns = tenancy_of(type(row))
    person = getattr(row, columns.person) if columns.person is not None else None
    if not current_scope().holds(getattr(row, columns.area), person):
        raise OutOfScopeError(f"this {type(row).__name__} is of a municipality or person outside the scope")
