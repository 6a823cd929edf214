"""A table with two sealed columns, of these tests alone, and a second key on the ring."""

from dataclasses import replace

import pytest
from django.apps.registry import Apps
from django.conf import settings as django_settings
from django.db import connection, models

from todoke.apps.vault import rotating
from todoke.apps.vault.fields import SealedJson, SealedText
from todoke.apps.vault.keys import KeyRing
from todoke.apps.vault.models import SealedRow

TABLE = "vault_letter"


class Letter(SealedRow):
    """Something sealed about somebody."""

    name_sealed = models.BinaryField(default=b"")
    name = SealedText()
    notes_sealed = models.BinaryField(default=b"")
    notes = SealedJson()

    class Meta:
        app_label = "vault"
        apps = Apps()  # a registry of its own: no other test sees the model
        db_table = TABLE

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def letter(db, monkeypatch) -> type[Letter]:
    """The model with its table, the only one that is rotated."""
    serial, kind = ("bigserial", "bytea") if connection.vendor == "postgresql" else ("integer", "BLOB")
    row = "uuid" if connection.vendor == "postgresql" else "char(32)"
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TABLE {TABLE} (id {serial} PRIMARY KEY, "row" {row} UNIQUE NOT NULL,'
            f" name_sealed {kind} NOT NULL, notes_sealed {kind} NOT NULL)"
        )
    monkeypatch.setattr(rotating, "sealed_models", lambda: (Letter,))
    return Letter


@pytest.fixture
def new_key(settings):
    """Put a new key first on the ring; the one before stays on it."""

    def put() -> str:
        ring = django_settings.KEYS.ring
        new = f"n{len(ring.keys):07}"
        keys = {**ring.keys, new: bytes([len(ring.keys)]) * 32}
        settings.KEYS = replace(settings.KEYS, ring=KeyRing.of(keys, new))
        return new

    return put
