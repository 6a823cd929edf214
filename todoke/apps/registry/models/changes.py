"""The change feed: every published change in the order in which it became visible."""

from __future__ import annotations

from django.db import models

from todoke.apps.registry.models.records import Record, Version


class Action(models.TextChoices):
    """What a change did."""

    CREATED = "created", "新規"
    CHANGED = "changed", "変更"
    RETIRED = "retired", "終了"


class Change(models.Model):
    """One change. Positions grow by one without gaps and become visible in order (see ``FeedHead``)."""

    position = models.BigIntegerField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="changes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=10, choices=Action.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "変更"
        verbose_name_plural = "変更"
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.action}"


class FeedHead(models.Model):
    """The last position given out. Its one row is locked until the writer commits.

    An ordinary sequence hands out numbers in another order than transactions commit in, and a reader that
    goes on from the highest number it saw would miss the slower one.
    """

    position = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "変更の先頭"
        verbose_name_plural = "変更の先頭"

    def __str__(self) -> str:
        return str(self.position)
