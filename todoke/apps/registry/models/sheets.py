"""The rule files as they stand in the database: facts, parameters, programs, overlays, golden households."""

from __future__ import annotations

from django.db import models

from todoke.apps.accounts.models import Account


class SheetVersion(models.Model):
    """One text of one rule file (規則の文書). The latest of a path holds; earlier ones are kept as they were."""

    path = models.CharField(max_length=160)
    """Such as ``programs/jido-teate/2024-10-01.yaml``."""
    serial = models.PositiveIntegerField()
    text = models.TextField()
    """Empty where the file was removed."""
    removed = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    note = models.CharField(max_length=400, blank=True)
    proposed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "規則の文書"
        verbose_name_plural = "規則の文書"
        ordering = ("path", "serial")
        constraints = (models.UniqueConstraint(fields=("path", "serial"), name="sheet_serial_once"),)

    def __str__(self) -> str:
        return f"{self.path} v{self.serial}"


class SeedLoad(models.Model):
    """That a seed of exactly this content was loaded."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "種データの読み込み"
        verbose_name_plural = "種データの読み込み"

    def __str__(self) -> str:
        return self.fingerprint[:12]
