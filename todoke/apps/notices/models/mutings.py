"""How often people stopped, muted or cut down what they are told (止めた回数), by month: counts, and never who."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class Muting(models.Model):
    """How often it happened in a month to the offices of a municipality; no person is kept."""

    class Kind(models.TextChoices):
        """What was done; stored under these words for ever."""

        NONE = "none", "すべて止めた"
        TOPIC = "topic", "分野を止めた"
        BUDGET = "budget", "通数を減らした"

    tenancy: ClassVar = Tenancy(person=None)

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    """Whose offices write to them: where they live."""
    month = models.DateField("月")
    """Its first day."""
    kind = models.CharField("したこと", max_length=6, choices=Kind.choices)
    topic = models.CharField("分野", max_length=20, blank=True)
    """A todoke.rules.programs.Topic; empty where it is about everything."""
    times = models.PositiveIntegerField("回数", default=0)

    objects: ClassVar = Scoped()

    class Meta:
        verbose_name = "止めた回数"
        verbose_name_plural = "止めた回数"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "month", "kind", "topic"), name="muting_is_counted_once_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("none", "topic", "budget")), name="muting_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.topic}"
