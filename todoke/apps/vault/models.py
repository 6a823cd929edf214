"""What every table with sealed columns has: a number of the row that never changes, to which its seals are bound."""

from uuid import uuid4

from django.db import models


class SealedRow(models.Model):
    """A row with sealed columns; ``row`` is also what addresses of pages name, never the serial number."""

    row = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
