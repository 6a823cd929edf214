"""Every table of persons or of a municipality's residents is held to the scope, or says why it is not."""

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tree import files, name_of
from todoke.apps.tenancy.actions import scoped_models
from todoke.apps.tenancy.querysets import Scoped
from todoke.apps.tenancy.scope import UnscopedQueryError, everywhere, scope

PERSONAL = {"person", "person_id", "household", "household_id", "about_id"}

FREE = {
    "people.LoginPerson": "is what a scope is opened by; holds no municipality and nothing about a person",
    "people.SnapshotChange": "numbers of households a batch has yet to read, nothing about them",
}
"""Tables with such a column that are not held to the scope, and why."""


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("todoke.")]


def is_personal(model: type[models.Model]) -> bool:
    """Return whether a column of the model names a person or a household."""
    names = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    return bool(names & PERSONAL)


@pytest.mark.parametrize(
    "model", [model for model in own_models() if is_personal(model)], ids=lambda model: model._meta.label
)
def test_a_table_that_names_a_person_is_scoped(model):
    assert model in scoped_models() or model._meta.label in FREE, (
        f"give {model._meta.label} tenancy = Tenancy(...) and objects = Scoped(), or say in FREE why not"
    )


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_a_scoped_table_names_its_own_columns_and_is_read_through_its_manager(model):
    columns = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    assert model.tenancy.area in columns
    assert model.tenancy.person is None or model.tenancy.person in columns
    assert isinstance(model._default_manager, Scoped)
    assert all(isinstance(manager, Scoped) for manager in model._meta.managers)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_no_query_about_a_scoped_table_is_built_outside_a_scope(model):
    manager = model._default_manager
    for build in (manager.all, manager.count, manager.exists, manager.first, manager.none):
        with pytest.raises(UnscopedQueryError):
            build()
    with pytest.raises(UnscopedQueryError):
        manager.filter(pk=1)
    with pytest.raises(UnscopedQueryError):
        manager.bulk_create([model()])
    with scope(areas=["132080"], persons=[1]):
        assert manager.count() == 0
    with everywhere("test"):
        assert manager.count() == 0


PLAIN = {
    "todoke/apps/vault/rotating.py": "seals every row again, in a scope over everything",
    "todoke/apps/people/importing/population.py": "empties the tables of made-up residents before others are loaded",
}
"""Modules that may use Django's plain managers, and why."""


def test_nobody_goes_round_the_managers():
    using = {name_of(path) for path in files(".py", under="todoke") if "._base_manager" in path.read_text()}
    assert using == set(PLAIN), "use the model's own manager, within a scope"
