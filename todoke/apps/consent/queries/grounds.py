"""On what ground an item may be used now: asked on every read, kept by nobody beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db.models import Case, F, Q, SmallIntegerField, Value, When

from todoke.apps.consent.domain.purposes import Ground, Purpose
from todoke.apps.consent.models import Consent
from todoke.apps.tenancy.columns import FEW, read_columns
from todoke.base.clock import JST
from todoke.residents.block import Array


def in_force(at: datetime) -> Q:
    """Return the condition that a consent holds at this moment; its last day counts."""
    day = at.astimezone(JST).date()
    return Q(withdrawn_at__isnull=True, granted_at__lte=at) & (
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )


def uses(
    person_id: int, item: str, purpose: Purpose, receiver: str, *, at: datetime, case_ref: str = ""
) -> Ground | None:
    """Return on what ground this item may be used now; None is a no.

    ``case_ref`` names the one matter it is for: a consent given for it alone holds there and nowhere else.
    """
    rows = Consent.objects.filter(
        in_force(at), person_id=person_id, item=item, purpose=purpose, receiver=receiver
    )
    rows = rows.filter(Q(standing=True) | Q(case_ref=case_ref)) if case_ref else rows.filter(standing=True)
    found = rows.order_by("-standing", "pk").values_list("basis", "pk", "valid_until").first()
    if found is None:
        return None
    basis, number, until = found
    return Ground("statute" if basis == Consent.Basis.STATUTE else "consent", number, until)


def consented_masks(
    person_ids: Array, items: Sequence[str], *, purpose: Purpose, receiver: str | None, at: datetime
) -> Array:
    """Return for each person (ids, int64) and item whether it may be used (uint8, persons by items).

    ``receiver`` None: the municipality each of them lives in now. One query whatever the number; the scope that is
    open bounds it.
    """
    ids = np.asarray(person_ids, np.int64)
    masks = np.zeros((len(ids), len(items)), np.uint8)
    if not len(ids) or not items:
        return masks
    rows = Consent.objects.filter(in_force(at), item__in=list(items), purpose=purpose, standing=True).filter(
        receiver=F("person__municipality_id") if receiver is None else receiver
    )
    if len(ids) < FEW:
        rows = rows.filter(person_id__in=ids.tolist())
    which = Case(
        *(When(item=item, then=Value(place)) for place, item in enumerate(items)),
        output_field=SmallIntegerField(),
    )
    persons, places = read_columns(
        rows.annotate(which=which).values_list("person_id", "which"), np.int64, np.int64
    )
    order = np.argsort(ids, kind="stable")
    first = np.searchsorted(ids[order], persons, side="left")
    many = np.searchsorted(ids[order], persons, side="right") - first
    nth = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    masks[order[np.repeat(first, many) + nth], np.repeat(places, many)] = 1
    return masks
