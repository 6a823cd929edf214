"""What was counted on a day, kept so that a rate has a history."""

from __future__ import annotations

from django.db import models


class DigitalCount(models.Model):
    """How many procedures of a scope could be done online on a day (デジタル化率の分子と分母)."""

    on = models.DateField()
    scope = models.CharField(max_length=20)
    """``metropolis``, ``municipality``, ``nation`` or a municipality's code."""
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    partly = models.PositiveIntegerField()
    law = models.PositiveIntegerField()
    """Not done, and the law must change first."""
    discretion = models.PositiveIntegerField()
    """Not done, for a reason within the office's own discretion."""
    unknown = models.PositiveIntegerField()

    class Meta:
        verbose_name = "デジタル化の数"
        verbose_name_plural = "デジタル化の数"
        ordering = ("scope", "on")
        constraints = (models.UniqueConstraint(fields=("on", "scope"), name="digital_count_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.on}"
