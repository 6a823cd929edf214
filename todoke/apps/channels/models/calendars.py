"""Calendar feeds (カレンダー): deadlines of a person's notices, read by their own calendar."""

from __future__ import annotations

from django.db import models

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.models import SealedRow


class CalendarFeed(SealedRow):
    """An address a calendar may read; whoever knows the token reads it, so it can be ended at any time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about_id = models.BigIntegerField(null=True, blank=True)
    """people.Person: the child it is about; None: everything of the person's."""
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    token_hmac = models.CharField(max_length=64, unique=True)
    full_words = models.BooleanField("制度の名前も書く", default=False)
    """Otherwise a date says only that something is due: a calendar is often seen by others."""
    language = models.CharField("ことば", max_length=10, default="ja")
    made_at = models.DateTimeField("作った時")
    revoked_at = models.DateTimeField("やめた時", null=True, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "カレンダー"
        verbose_name_plural = "カレンダー"

    def __str__(self) -> str:
        return f"カレンダー {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is, for the table of rights."""
        return "calendar"

    @property
    def owner_id(self) -> int | None:
        """Return whose it is."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return whether a shield stands around it: only the person sees it at all."""
        return False
