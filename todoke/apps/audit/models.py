"""Tables of the audit (監査の記録): the entries of every municipality's chain, where each chain ends, sealed ends."""

from __future__ import annotations

from django.db import models

HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""What the first entry of a chain follows."""


class Entry(models.Model):
    """Who did what to which thing; codes and counts only. Only ever appended (todoke.apps.audit.guards)."""

    area = models.CharField("団体コード", max_length=6, blank=True)
    """The municipality; empty for what belongs to none."""
    number = models.PositiveBigIntegerField("番号")
    """1, 2, 3 … within the area, without a gap."""
    at = models.DateTimeField("時刻")
    actor_kind = models.CharField("操作する人の種類", max_length=9)
    actor_ref = models.CharField("操作する人", max_length=40)
    verb = models.CharField("操作", max_length=30)
    thing = models.CharField("対象の種類", max_length=40)
    thing_ref = models.CharField("対象", max_length=60, blank=True)
    said = models.JSONField("記号と件数", default=dict, blank=True)
    before = models.BinaryField("前の記録の印", max_length=HASH_BYTES)
    hash = models.BinaryField("この記録の印", max_length=HASH_BYTES)

    class Meta:
        verbose_name = "監査の記録"
        verbose_name_plural = "監査の記録"
        constraints = (
            models.UniqueConstraint(fields=("area", "number"), name="audit_entry_has_one_place"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_entry_counts_from_one"),
        )
        indexes = (models.Index(fields=("area", "thing", "thing_ref"), name="audit_entry_of_a_thing"),)

    def __str__(self) -> str:
        return f"監査の記録 {self.area or '全体'} {self.number}"


class Head(models.Model):
    """Where the chain of an area ends: the row that is locked while the next entry is chained to it."""

    area = models.CharField("団体コード", max_length=6, primary_key=True)
    number = models.PositiveBigIntegerField("番号", default=0)
    hash = models.BinaryField("最後の記録の印", max_length=HASH_BYTES, default=BEGINNING)

    class Meta:
        verbose_name = "記録の端"
        verbose_name_plural = "記録の端"

    def __str__(self) -> str:
        return f"記録の端 {self.area or '全体'} {self.number}"


class SealedHeads(models.Model):
    """Where all chains ended at one time, sealed together and written outside the database as well."""

    at = models.DateTimeField("時刻")
    heads = models.JSONField("各団体の端")
    """``{area: [number, hash in hex]}``"""
    before = models.BinaryField("前の封の印", max_length=HASH_BYTES, unique=True)
    hash = models.BinaryField("この封の印", max_length=HASH_BYTES)
    written_to = models.CharField("書いた先", max_length=200, blank=True)
    """The name of the file outside; empty while it is in the database alone."""

    class Meta:
        verbose_name = "端の封"
        verbose_name_plural = "端の封"

    def __str__(self) -> str:
        return f"端の封 {self.pk}"
