"""Everything that is held about a person, from every app: told, exported and erased in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.holdings import HeldLine, Holding
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.people.models import Household, Person, Shield
from todoke.apps.tenancy.actions import scoped_models
from todoke.apps.tenancy.querysets import tenancy_of
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.fields import SealedText

_SECRET = ("_hmac", "_blind", "_hash", "_sealed", "_id")
"""Endings of columns that are no words about the person: marks, sealed bytes and numbers of other rows."""


class TablesHolding:
    """What an app without a holding of its own keeps: its rows of the person, column by column.

    Never a column that leads to somebody else, nor a mark.
    """

    def __init__(self, label: str, tables: Sequence[type[models.Model]]) -> None:
        """Keep the name of the app and its tables."""
        self.name = label
        self.tables = tables

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return how many rows there are of each kind."""
        lines = []
        for table in self.tables:
            count = _rows(table, person_id).count()
            if count:
                lines.append(HeldLine(str(table._meta.verbose_name), "todoke", None, None, count=count))
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return the rows as JSON can say them."""
        return {
            table._meta.model_name or "": [_told(row) for row in _rows(table, person_id).order_by("pk")]
            for table in self.tables
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete the rows."""
        return sum(_rows(table, person_id).delete()[0] for table in self.tables)


def holdings() -> tuple[Holding, ...]:
    """Return the holding of every app with rows of persons, ``people`` last: the others hang on it."""
    found: list[Holding] = []
    tables: dict[str, list[type[models.Model]]] = {}
    for model in scoped_models():
        if tenancy_of(model).person is not None:
            tables.setdefault(model._meta.app_label, []).append(model)
    for label in sorted(tables, key=lambda one: (one == "people", one)):
        found.append(_own(label) or TablesHolding(label, tables[label]))
    return tuple(found)


def all_held(person_id: int) -> list[HeldLine]:
    """Return every line of what is held."""
    return [line for one in holdings() for line in one.held(person_id)]


def export_all(person_id: int, *, at: datetime) -> dict[str, Any]:
    """Return everything that is held about somebody as JSON can say it, nothing of another person."""
    told: dict[str, Any] = {"made_at": at.isoformat()}
    return told | {one.name: one.export(person_id) for one in holdings()}


@transaction.atomic
def erase_all(person_id: int, *, by: Actor, at: datetime) -> int:
    """Delete everything about somebody; return how many rows it was. Whoever calls has asked ``access``.

    That readings happened stays counted without person or items, and the audit keeps its references. Where an
    office keeps a shield around the person, the bare row and the shield stay, without anything else.
    """
    with everywhere("erase"):
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            return 0
        area, home = person.municipality_id, person.household_id
        keeps_row = Shield.objects.filter(person_id=person_id).exists()
        gone = sum(one.erase(person_id, at=at) for one in holdings() if one.name != "people")
        for table in _of("people"):
            if table is not Person:
                gone += _rows(table, person_id).delete()[0]
        person.logins.all().delete()
        if keeps_row:
            Person.objects.filter(pk=person_id).update(
                facts=b"",
                birth_low=Person._meta.get_field("birth_low").get_default(),
                birth_high=Person._meta.get_field("birth_high").get_default(),
            )
        else:
            gone += person.delete()[0]
            if not Person.objects.filter(household_id=home).exists():
                Household.objects.filter(pk=home).delete()
        note(actor=by, verb=Verb.ERASE, thing="person", ref=person_id, area=area, at=at, said={"count": gone})
    return gone


def _of(label: str) -> Iterator[type[models.Model]]:
    for model in scoped_models():
        if model._meta.app_label == label and tenancy_of(model).person is not None:
            yield model


def _own(label: str) -> Holding | None:
    """Return the holding an app brings in its ``holding.py``; None where it has none."""
    module = f"{apps.get_app_config(label).name}.holding"
    if find_spec(module) is None:
        return None
    for found in vars(import_module(module)).values():
        if isinstance(found, type) and found.__module__ == module and hasattr(found, "erase"):
            made: Holding = found()
            return made
    return None


def _rows(table: type[models.Model], person_id: int) -> models.QuerySet[models.Model]:
    return table._default_manager.filter(**{str(tenancy_of(table).person): person_id})


def _told(row: models.Model) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.is_relation or field.primary_key or field.attname.endswith(_SECRET):
            continue
        value = getattr(row, field.attname)
        if isinstance(value, bytes | memoryview):
            continue
        told[field.attname] = value.isoformat() if isinstance(value, date) else _plain(value)
    for name, kind in _sealed(type(row)):
        told[name] = kind.__get__(row)
    return told


def _sealed(model: type[models.Model]) -> Iterator[tuple[str, SealedText]]:
    for name, found in vars(model).items():
        if isinstance(found, SealedText) and name not in _OF_OTHERS:
            yield name, found


_OF_OTHERS = frozenset({"supporter_name"})
"""Sealed columns that hold somebody else's words."""


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
