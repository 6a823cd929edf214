"""What every table with sealed columns has: a number of the row that never changes, to which its seals are bound."""

from uuid import uuid4

from django.db import models


class SealedRow(models.Model):
    """A row with sealed columns; ``row`` is also what addresses of pages name, never the serial number."""

    row = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class KeyUse(models.Model):
    """A key sealed rows were found under, and how many rows that was at the last count."""

    key_id = models.CharField("鍵の名前", max_length=8, primary_key=True)
    first_used_at = models.DateTimeField("使い始め")
    rows = models.PositiveBigIntegerField("封をした行", default=0)

    class Meta:
        verbose_name = "鍵の使われ方"
        verbose_name_plural = "鍵の使われ方"

    def __str__(self) -> str:
        return f"鍵 {self.key_id}"
