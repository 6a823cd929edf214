"""Sealed columns: ``name = SealedText()`` beside ``name_sealed = models.BinaryField(default=b"")``.

A property, so that ``Model(name=…)`` works. Saving one column is ``update_fields=["name_sealed"]``; a sealed value
cannot be filtered by: keep a blind index beside it.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from todoke.apps.vault.sealing import seal, unseal


class SealedText(property):
    """A text kept sealed in the column ``<name>_sealed``, bound to its table, name and row; None where empty."""

    name: str
    column: str

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn which column it is."""
        self.name, self.column = name, f"{name}_sealed"

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        """Return the value, opened."""
        if row is None:
            return self
        sealed = bytes(getattr(row, self.column) or b"")
        return self.read(unseal(sealed, place=self._place(row), ring=settings.KEYS.ring)) if sealed else None

    def __set__(self, row: Any, value: Any) -> None:
        """Seal the value for this row."""
        sealed = b""
        if value is not None:
            sealed = seal(self.written(value), place=self._place(row), ring=settings.KEYS.ring)
        setattr(row, self.column, sealed)

    def __delete__(self, row: Any) -> None:
        """Refuse: a value is taken away by setting None."""
        raise AttributeError(f"set {self.name} to None")

    def written(self, value: Any) -> bytes:
        """Return the value as bytes."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} is a text")
        return value.encode()

    def read(self, plain: bytes) -> Any:
        """Return the value of the bytes."""
        return plain.decode()

    def _place(self, row: Any) -> str:
        return f"{row._meta.db_table}.{self.name}.{row.row}"


class SealedJson(SealedText):
    """What JSON can say, kept sealed in the column ``<name>_sealed``."""

    def written(self, value: Any) -> bytes:
        """Return the value as JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def read(self, plain: bytes) -> Any:
        """Return the value of the JSON."""
        return json.loads(plain)
