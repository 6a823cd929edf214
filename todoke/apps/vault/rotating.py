"""Seals again under the current key what is under another (鍵の取り替え).

Every batch is one transaction; a run that is stopped is simply run again, what is done stays done. Both keys are on
the ring all the while, so nobody who reads notices. What is opened is sealed again at once and written nowhere else.
The caller opens a scope over everything: without one PostgreSQL's policies show no rows to be sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Substr

from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import KeyUse, SealedRow
from todoke.apps.vault.sealing import HEAD_OF_KEY, VERSION, UnsealError, key_id_of, seal, unseal


@dataclass(slots=True)
class Rotation:
    """What a run did."""

    sealed: int = 0
    """Values sealed again."""
    rows: int = 0
    lost: list[str] = field(default_factory=list)
    """Places that do not open: table, field and row, never a content."""


def sealed_columns(model: type[models.Model]) -> dict[str, str]:
    """Return the sealed fields of a model and their columns.

    A model without any is one whose marks alone are kept.
    """
    found = {}
    for kind in reversed(model.__mro__):
        for name, value in vars(kind).items():
            if isinstance(value, SealedText):
                found[name] = value.column
    return found


def sealed_models() -> tuple[type[models.Model], ...]:
    """Return every model with sealed columns."""
    return tuple(
        model for model in apps.get_models() if issubclass(model, SealedRow) and sealed_columns(model)
    )


def rotate(
    *, batch: int = 500, at: datetime, progress: Callable[[int], object] = lambda rows: None
) -> Rotation:
    """Seal again under the current key what is under another; resumable."""
    done = Rotation()
    for model in sealed_models():
        for rows in _batches(model, batch, done):
            progress(rows)
    count_uses(at=at)
    return done


def _batches(model: type[models.Model], batch: int, done: Rotation) -> Iterator[int]:
    columns, last = sealed_columns(model), 0
    while True:
        with transaction.atomic():
            rows = list(
                _under_others(model, columns)
                .filter(pk__gt=last)
                .order_by("pk")
                .select_for_update()
                .only("pk", "row", *columns.values())[:batch]
            )
            for row in rows:
                _seal_again(row, columns, done)
            if rows:
                model._base_manager.bulk_update(rows, list(columns.values()))
        if not rows:
            return
        last = rows[-1].pk
        done.rows += len(rows)
        yield len(rows)


def _under_others(model: type[models.Model], columns: dict[str, str]) -> models.QuerySet[models.Model]:
    """Return the rows with a value under another key than the current one."""
    current = VERSION + settings.KEYS.ring.current.encode()
    heads = {f"head_{column}": _head(column) for column in columns.values()}
    old = Q()
    for head in heads:
        old |= ~Q(**{head: current}) & ~Q(**{head: b""})
    rows: models.QuerySet[models.Model] = model._base_manager.annotate(**heads).filter(old)
    return rows


def _head(column: str) -> Substr:
    return Substr(column, 1, HEAD_OF_KEY, output_field=models.BinaryField())


def _seal_again(row: models.Model, columns: dict[str, str], done: Rotation) -> None:
    ring = settings.KEYS.ring
    for name, column in columns.items():
        sealed = bytes(getattr(row, column) or b"")
        if not sealed or key_id_of(sealed) == ring.current:
            continue
        place = f"{row._meta.db_table}.{name}.{row.row}"  # type: ignore[attr-defined]
        try:
            plain = unseal(sealed, place=place, ring=ring)
        except UnsealError:
            done.lost.append(place)
            continue
        setattr(row, column, seal(plain, place=place, ring=ring))
        done.sealed += 1


def count_uses(*, at: datetime) -> dict[str, int]:
    """Count under which keys values are sealed, and keep it; return values by the key's id."""
    found: Counter[str] = Counter()
    with transaction.atomic():
        for model in sealed_models():
            for column in sealed_columns(model).values():
                heads = model._base_manager.annotate(head=_head(column)).order_by()
                for head, number in heads.values_list("head").annotate(number=Count("pk")):
                    if bytes(head or b""):
                        found[key_id_of(bytes(head))] += number
        KeyUse.objects.exclude(key_id__in=found).update(rows=0)
        for key_id, number in found.items():
            KeyUse.objects.update_or_create(
                key_id=key_id,
                defaults={"rows": number},
                create_defaults={"rows": number, "first_used_at": at},
            )
    return dict(found)
