"""Batches of letters (手紙): what was printed for a municipality; no name or address is kept with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class LetterState(models.TextChoices):
    """Where a batch stands."""

    MADE = "made", "作った"
    PRINTED = "printed", "印刷した"
    POSTED = "posted", "出した"
    RETURNED = "returned", "戻ってきた"


class LetterBatch(models.Model):
    """Letters printed together."""

    State = LetterState

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("作った時")
    count = models.PositiveIntegerField("通数")
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状態", max_length=8, choices=LetterState.choices, default=LetterState.MADE)

    tenancy = Tenancy(person=None)
    objects = Scoped()

    class Meta:
        verbose_name = "手紙の束"
        verbose_name_plural = "手紙の束"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_is_known"),
        )

    def __str__(self) -> str:
        return f"手紙の束 {self.pk}"
