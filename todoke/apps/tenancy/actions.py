"""What is done to all tables of persons at once."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models, transaction

from todoke.apps.tenancy.policies import Standing, find_standing, protect
from todoke.apps.tenancy.querysets import Tenancy


def scoped_models() -> tuple[type[models.Model], ...]:
    """Return every model whose rows belong to a municipality or a person."""
    return tuple(model for model in apps.get_models() if isinstance(getattr(model, "tenancy", None), Tenancy))


def protect_tables() -> list[str]:
    """Put row-level security on every table of persons; return the tables, none on SQLite.

    `prepare` calls it after the migrations; again it changes nothing.
    """
    if connection.vendor != "postgresql":
        return []
    with transaction.atomic():
        return [protect(model) for model in scoped_models()]


def standing() -> Standing | None:
    """Return how the role of this connection stands to the tables of persons; None on SQLite, which has no roles."""
    if connection.vendor != "postgresql":
        return None
    return find_standing([model._meta.db_table for model in scoped_models()])
