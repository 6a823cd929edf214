"""Tables of subscriptions (購読) of private apps: a child's birth month and a municipality, and nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.consent.models import ConsentText
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class Subscription(SealedRow):
    """What an app may be told for somebody who agreed in it.

    Nobody is known behind it but where a resident connected the app on their own pages. Once it has ended the month
    is gone, and the row is kept for thirty days to say so.
    """

    app_id = models.BigIntegerField(db_index=True)
    """channels.PrivateApp."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Who connected the app on their own pages; nobody where it was made with a month and a place alone."""
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    born_low = models.DateField("生まれた月の初め", null=True, blank=True)
    born_high = models.DateField("生まれた月の終わり", null=True, blank=True)
    channel = models.CharField(
        "届く道", max_length=7, choices=[("poll", "アプリが聞く"), ("webhook", "アプリに送る")]
    )
    language = models.CharField("ことば", max_length=10, default="ja")
    key_hash = models.CharField(max_length=64, unique=True)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    """The words that were agreed to."""
    until = models.DateField("いつまで")
    made_at = models.DateTimeField("始めた時")
    ended_at = models.DateTimeField("やめた時", null=True, blank=True)
    ended_by = models.CharField(max_length=8, blank=True)
    """``app``, ``person``, ``consent``, ``expired`` or ``operator``."""
    once_mark = models.CharField(max_length=64, null=True, blank=True, unique=True)
    """Mark of the app's Idempotency-Key; none where it sent none."""
    once_said = models.CharField(max_length=64, blank=True)
    """Mark of what was asked with it."""

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "購読"
        verbose_name_plural = "購読"
        constraints = (
            models.CheckConstraint(
                condition=Q(born_high__gte=F("born_low")) | Q(born_low__isnull=True),
                name="subscription_born_in_order",
            ),
            models.CheckConstraint(
                condition=Q(born_low__isnull=False, born_high__isnull=False) | Q(ended_at__isnull=False),
                name="subscription_has_a_month",
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


class Connection(models.Model):
    """A number a resident types into an app to connect it: good once, for ten minutes."""

    code_hmac = models.CharField(max_length=64, unique=True)
    app_id = models.BigIntegerField()
    """channels.PrivateApp."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    born_low = models.DateField()
    born_high = models.DateField()
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "アプリをつなぐ番号"
        verbose_name_plural = "アプリをつなぐ番号"

    def __str__(self) -> str:
        return f"つなぐ番号 {self.pk}"


class AppHint(SealedRow):
    """That there is something to look at for a subscription, at its place in the app's list; kept for ninety days."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="hints")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    app_id = models.BigIntegerField()
    """channels.PrivateApp."""
    position = models.PositiveBigIntegerField("何番目")
    kind = models.CharField("種類", max_length=40)
    code_sealed = models.BinaryField(default=b"")
    code = SealedText()
    marks = models.JSONField(default=list)
    """Of which occasions it tells, so that none is told twice."""
    at = models.DateTimeField("いつから読めるか")

    tenancy = Tenancy(person=None)
    objects = Scoped()

    class Meta:
        verbose_name = "アプリへの合図"
        verbose_name_plural = "アプリへの合図"
        constraints = (models.UniqueConstraint(fields=("app_id", "position"), name="app_hint_has_one_place"),)

    def __str__(self) -> str:
        return f"合図 {self.pk}"
