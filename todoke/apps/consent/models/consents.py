"""Consents (同意), the texts they were given to, and the previews in which they were asked."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedJson
from todoke.apps.vault.models import SealedRow

_PURPOSES = ["matching", "notices", "filing", "following", "research", "app", "letters"]


class ConsentText(models.Model):
    """The words that were shown for a purpose, kept in every version that anybody agreed to."""

    purpose = models.CharField("利用目的", max_length=40)
    version = models.PositiveSmallIntegerField("版")
    language = models.CharField("言語", max_length=10)
    line = models.CharField("短い文", max_length=80)
    long = models.TextField("くわしい文")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "同意の文"
        verbose_name_plural = "同意の文"
        constraints = (
            models.UniqueConstraint(
                fields=("purpose", "version", "language"), name="consent_text_has_one_version"
            ),
        )

    def __str__(self) -> str:
        return f"同意の文 {self.purpose} {self.version} {self.language}"


class Consent(models.Model):
    """That one item may be used for one purpose by one receiver, until a day or until it is taken back."""

    class Basis(models.TextChoices):
        """On what ground."""

        CONSENT = "consent", "同意"
        STATUTE = "statute", "法令"

    row = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    item = models.CharField("項目", max_length=120)
    """A fact of the dictionary, or an item of data/items."""
    purpose = models.CharField("利用目的", max_length=40)
    receiver = models.CharField("使う人", max_length=40)
    """A municipality's code, or ``app:<number>``."""
    standing = models.BooleanField("続けて使う", default=True)
    """False: for the one matter ``case_ref`` names."""
    case_ref = models.CharField(max_length=60, blank=True)
    source = models.CharField("出どころ", max_length=40, blank=True)
    basis = models.CharField("根拠", max_length=8, choices=Basis.choices, default=Basis.CONSENT)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    """What was shown; none where a law and no consent is the ground."""
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=60)
    """As ``Actor.ref`` says it."""
    valid_until = models.DateField("いつまで", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "同意"
        verbose_name_plural = "同意"
        indexes = (models.Index(fields=("purpose", "receiver", "item"), name="consent_by_use"),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "item", "purpose", "receiver", "case_ref"),
                condition=Q(withdrawn_at__isnull=True),
                name="consent_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["consent", "statute"]), name="consent_basis_is_known"
            ),
            models.CheckConstraint(condition=Q(purpose__in=_PURPOSES), name="consent_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(basis="statute") | Q(valid_until__isnull=False, text__isnull=False),
                name="consent_ends_and_has_its_text",
            ),
            models.CheckConstraint(
                condition=Q(standing=True) | ~Q(case_ref=""), name="consent_for_once_names_its_matter"
            ),
        )

    def __str__(self) -> str:
        return f"同意 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is."""
        return "consent"

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
        """Return that a consent is shown to the person only, whatever shields there are."""
        return False


class Preview(SealedRow):
    """Items somebody is asked for, shown with their values before anything is used.

    Found by its row and its person, or by its row and the login while nobody is known behind it.
    """

    class State(models.TextChoices):
        """How far it went."""

        ASKED = "asked", "たずねた"
        SHOWN = "shown", "見せた"
        AGREED = "agreed", "同意した"
        REJECTED = "rejected", "使わないと決めた"
        CLOSED = "closed", "答えずに閉じた"
        EXPIRED = "expired", "時間が過ぎた"

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    login_id = models.BigIntegerField(null=True, db_index=True)
    """identity.Login."""
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.PROTECT)
    items = models.JSONField(default=list)
    """Names of items only."""
    claims_sealed = models.BinaryField(default=b"")
    purpose = models.CharField("利用目的", max_length=40)
    receiver = models.CharField("使う人", max_length=40)
    state = models.CharField("状態", max_length=8, choices=State.choices, default=State.ASKED)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    claims = SealedJson()
    """What a card said and nobody has agreed to yet; erased with the answer and after fifteen minutes."""

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "同意の前の確認"
        verbose_name_plural = "同意の前の確認"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["asked", "shown", "agreed", "rejected", "closed", "expired"]),
                name="preview_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(login_id__isnull=False), name="preview_is_somebodys"
            ),
        )

    def __str__(self) -> str:
        return f"同意の前の確認 {self.pk}"
