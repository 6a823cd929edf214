"""Tables of subscriptions (購読) of private apps: a child's birth month and a municipality, and nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.models import SealedRow


class Subscription(SealedRow):
    """What an app may be told for somebody who agreed in it; the person is known by a month and a place alone."""

    app_id = models.BigIntegerField(db_index=True)
    """channels.PrivateApp."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    born_low = models.DateField("生まれた月の初め")
    born_high = models.DateField("生まれた月の終わり")
    channel = models.CharField(
        "届く道", max_length=7, choices=[("poll", "アプリが聞く"), ("webhook", "アプリに送る")]
    )
    language = models.CharField("ことば", max_length=10, default="ja")
    key_hash = models.CharField(max_length=64, unique=True)
    until = models.DateField("いつまで")
    made_at = models.DateTimeField("始めた時")
    ended_at = models.DateTimeField("やめた時", null=True, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "購読"
        verbose_name_plural = "購読"
        constraints = (
            models.CheckConstraint(
                condition=Q(born_high__gte=F("born_low")), name="subscription_born_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"購読 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is, for the table of rights."""
        return "subscription"

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
        """Return whether a shield stands around it: there is no address to tell."""
        return False
