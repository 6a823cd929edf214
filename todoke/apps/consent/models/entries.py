"""The record of who read what about whom (閲覧の記録), and what people say is wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class AccessEntry(models.Model):
    """One reading of somebody's items: when, by which office, what for, on what ground; never a value.

    Stays without its person and items when somebody has everything deleted.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=9)
    receiver = models.CharField("使った人", max_length=40)
    receiver_name = models.CharField("使った人(名称)", max_length=120)
    action = models.CharField("何をしたか", max_length=60)
    """A key of words (consent.domain.words)."""
    purpose = models.CharField("利用目的", max_length=40)
    basis = models.CharField("根拠", max_length=11)
    consent_id = models.BigIntegerField(null=True)
    """Consent, where one consent was the ground of every item."""
    items = models.JSONField(default=list)
    bulk = models.BooleanField("まとめて", default=False)
    hidden_until = models.DateTimeField(null=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "閲覧の記録"
        verbose_name_plural = "閲覧の記録"
        indexes = (models.Index(fields=("person", "-at", "-id"), name="access_entry_by_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(basis__in=["consent", "statute", "own", "break_glass"]),
                name="access_entry_basis_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"閲覧の記録 {self.pk}"


class Correction(SealedRow):
    """That somebody says an item is wrong, in their own words, and what the office answered."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "確かめています"
        DONE = "done", "直しました"
        REFUSED = "refused", "直しませんでした"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    item = models.CharField("項目", max_length=120)
    words_sealed = models.BinaryField(default=b"")
    at = models.DateTimeField()
    state = models.CharField("状態", max_length=7, choices=State.choices, default=State.OPEN)
    answer_sealed = models.BinaryField(default=b"")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True, db_index=True)
    """accounts.Account."""

    words = SealedText()
    answer = SealedText()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "まちがいの知らせ"
        verbose_name_plural = "まちがいの知らせ"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "refused"]), name="correction_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="correction_is_open_or_answered",
            ),
            models.UniqueConstraint(
                fields=("person", "item"), condition=Q(state="open"), name="correction_is_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"まちがいの知らせ {self.pk}"
