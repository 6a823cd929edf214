"""Tables of mandates (委任): who may act for whom, what, since when, until when, and when it was used."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class Mandate(SealedRow):
    """That a supporter (支援者) may act for a person: the verbs, from when, until when; names as recorded then.

    Until the supporter takes it up with the code it has neither a login nor an account, and opens nothing.
    """

    class Evidence(models.TextChoices):
        """What shows that it was given."""

        LOGIN = "login", "本人がカードで入って決めた"
        PRESENT = "present", "本人がその場にいた"
        PAPER = "paper", "委任状"
        COURT = "court", "後見の登記事項証明書"
        PHONE = "phone", "電話で本人を確かめた"

    class How(models.TextChoices):
        """How it was given."""

        ONLINE = "online", "オンライン"
        PRESENT = "present", "その場で"
        PHONE = "phone", "電話"
        PAPER = "paper", "書面"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    supporter_login_id = models.BigIntegerField(null=True, db_index=True)
    """identity.Login."""
    supporter_account_id = models.BigIntegerField(null=True, db_index=True)
    """accounts.Account: a clerk at a counter."""
    supporter_name_sealed = models.BinaryField(default=b"")
    person_name_sealed = models.BinaryField(default=b"")
    scope = models.JSONField(default=list)
    """Values of access Verb."""
    topics = models.JSONField(default=list)
    """Topics of the taxonomy it is for; empty: all."""
    evidence = models.CharField("根拠", max_length=8, choices=Evidence.choices)
    how = models.CharField("受け方", max_length=8, choices=How.choices)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    code_hmac = models.CharField(max_length=64, blank=True, db_index=True)
    """Of the code the supporter takes it up with; empty once taken up."""
    code_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    """Who ended it, as ``Actor.ref`` says it."""

    supporter_name = SealedText()
    person_name = SealedText()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "委任"
        verbose_name_plural = "委任"
        constraints = (
            models.CheckConstraint(
                condition=Q(supporter_login_id__isnull=True) | Q(supporter_account_id__isnull=True),
                name="mandate_has_one_supporter",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(supporter_login_id__isnull=False)
                | Q(supporter_account_id__isnull=False),
                name="mandate_in_force_has_a_supporter",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["online", "present", "phone", "paper"]),
                name="mandate_was_given_in_a_known_way",
            ),
        )

    def __str__(self) -> str:
        return f"委任 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is."""
        return "mandate"

    @property
    def owner_id(self) -> int | None:
        """Return who gave it."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return that a mandate is told to its two sides only, whatever shields there are."""
        return False


class Use(models.Model):
    """One use of a mandate: what was done to what; never a value."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="uses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    at = models.DateTimeField()
    verb = models.CharField(max_length=30)
    thing = models.CharField(max_length=40)
    thing_ref = models.CharField(max_length=60, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "委任の利用"
        verbose_name_plural = "委任の利用"

    def __str__(self) -> str:
        return f"委任の利用 {self.pk}"
