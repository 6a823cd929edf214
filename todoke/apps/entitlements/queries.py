"""What is asked of entitlements (申請のいらない支給)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Count, Q

from todoke.apps.entitlements.models import Entitlement
from todoke.apps.tenancy.scope import everywhere
from todoke.nights.stored.reading import without
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
from todoke.residents.block import Array
from todoke.residents.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Entitled:
    """Who is surely entitled in one municipality."""

    municipality: str
    ids: Array
    """int64, people.Person."""


def find_entitlement(row: UUID) -> Entitlement | None:
    """Return one by its address; who asks must still be asked for (``require``): a parent may for a child."""
    with everywhere("entitlement"):
        return Entitlement.objects.select_related("municipality").filter(row=row).first()


def payment_of(notice_id: int) -> UUID | None:
    """Return the address of the payment a notice told of, or None."""
    with everywhere("entitlement"):
        return Entitlement.objects.filter(notice_id=notice_id).values_list("row", flat=True).first()


def counts(program_id: str, fiscal_year: int) -> dict[str, dict[str, int]]:
    """Return how many there are by municipality and state, and ``saved``: applications nobody had to write."""
    rows = Entitlement.objects.filter(program_id=program_id, fiscal_year=fiscal_year)
    found: dict[str, dict[str, int]] = {}
    for area, state, count, saved in rows.values_list("municipality_id", "state").annotate(
        n=Count("pk"), saved=Count("pk", filter=Q(saved_application=True))
    ):
        here = found.setdefault(area, {"saved": 0})
        here[state] = count
        here["saved"] += saved
    return found


def entitled_in(night: Night, program_id: str) -> Iterator[Entitled]:
    """Yield who surely gets a program of persons, by municipality, as a night found it.

    Raises NightError where the residents of that night were not kept.
    """
    folder = night.snapshot_folder
    if folder is None:
        raise NightError(f"{night.on} の住民の写しが残っていません。todoke match で判定し直してください")
    snapshot = Snapshot.open(folder)
    for code in night.municipalities:
        ids = [np.zeros(0, np.int64)]
        for block, stored in zip(snapshot.blocks(code), night.blocks(code), strict=True):
            program = stored.stored.get(program_id)
            if program is not None and program.head.outcome is None and program.head.unit == "person":
                sure = np.broadcast_to(without(program.plane(0), program.plane(1)), block.persons)
                ids.append(np.asarray(block.person_ids[np.flatnonzero(sure)], np.int64))
            stored.release()
        yield Entitled(code, np.concatenate(ids))
