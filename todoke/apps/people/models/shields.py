"""Protected people (支援措置): that there is a shield is told to nobody but the section that keeps it.

Sources: 総務省「配偶者からの暴力(DV)、ストーカー行為等、児童虐待及びこれらに準ずる行為の被害者の方」(who lives at
the same address may be protected together); 住民基本台帳事務処理要領 第5の10, recalled, not checked word for word.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models.households import Household, Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class Shield(models.Model):
    """That others must not learn where a person is, or that there is one, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shields")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    """Of the office that keeps it; a move leaves it there."""
    from_on = models.DateField("いつから")
    until_on = models.DateField("いつまで", null=True)
    recorded_by_id = models.BigIntegerField()
    """accounts.Account."""
    recorded_at = models.DateTimeField()

    tenancy = Tenancy(person=None)
    objects = Scoped()

    class Meta:
        verbose_name = "支援措置"
        verbose_name_plural = "支援措置"
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="shield_days_are_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"支援措置 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is."""
        return "shield"

    @property
    def owner_id(self) -> int | None:
        """Return whom it protects."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality that keeps it."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return that it stands around itself."""
        return True


class ShieldFrom(models.Model):
    """Against whom a shield stands: a person or everybody of a household. Without any it is against everybody."""

    shield = models.ForeignKey(Shield, on_delete=models.CASCADE, related_name="against")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, null=True, on_delete=models.CASCADE, related_name="+")

    tenancy = Tenancy(person=None)
    objects = Scoped()

    class Meta:
        verbose_name = "支援措置の相手"
        verbose_name_plural = "支援措置の相手"
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True, household__isnull=False)
                | Q(person__isnull=False, household__isnull=True),
                name="shield_is_from_a_person_or_a_household",
            ),
        )

    def __str__(self) -> str:
        return f"支援措置の相手 {self.pk}"
