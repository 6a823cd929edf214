"""Giving out permanent numbers."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from todoke.apps.registry.models import Record, Series
from todoke.records.numbers import OWN, Number


@transaction.atomic
def allocate_number(*, issuer: str, menu: str) -> Number:
    """Return a number that was never given before; the issuer's row stays locked until the caller commits."""
    Series.objects.get_or_create(issuer=issuer)
    Series.objects.select_for_update().get(issuer=issuer)
    while True:
        Series.objects.filter(issuer=issuer).update(last=F("last") + 1)
        number = Number(OWN, issuer, Series.objects.get(issuer=issuer).last, menu)
        # A seed may bring numbers of its own; a serial is used once whatever the menu.
        taken = Record.objects.filter(number__startswith=f"{OWN}+{issuer}+{number.serial}+")
        if not taken.exists():
            return number


def note_serial(number: Number) -> None:
    """Remember that a number given elsewhere is taken."""
    if number.scheme != OWN:
        return
    Series.objects.get_or_create(issuer=number.issuer)
    Series.objects.filter(issuer=number.issuer, last__lt=number.serial).update(last=number.serial)
