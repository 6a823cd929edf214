"""What is done to all tables of persons at once."""

from django.apps import apps
from django.db import models

from todoke.apps.tenancy.querysets import Tenancy


def scoped_models() -> tuple[type[models.Model], ...]:
    """Return every model whose rows belong to a municipality or a person."""
    return tuple(model for model in apps.get_models() if isinstance(getattr(model, "tenancy", None), Tenancy))
