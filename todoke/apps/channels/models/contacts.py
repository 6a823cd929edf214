"""Contact points (届け先): where hints go for a person, each confirmed before it is used and stopped by one tap."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedJson, SealedText
from todoke.apps.vault.models import SealedRow
from todoke.telling.channels import Channel

KINDS = [
    (Channel.MAIL.value, "メール"),
    (Channel.PUSH.value, "この端末の通知"),
    (Channel.LETTER.value, "手紙"),
    (Channel.APP.value, "アプリ"),
]


class ContactPoint(SealedRow):
    """A mail address, a browser, an app or the letter box of a person.

    ``address`` is the mail address, the address of the browser's push service, or empty: a letter's address is read
    from the basics when it is printed, and nowhere kept twice.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("届く道", max_length=6, choices=KINDS)
    address_sealed = models.BinaryField(default=b"")
    address = SealedText()
    keys_sealed = models.BinaryField(default=b"")
    keys = SealedJson()
    """Of a browser: ``p256dh`` and ``auth`` as the browser gave them."""
    address_blind = models.CharField(max_length=64, blank=True, db_index=True)
    app = models.ForeignKey(
        "PrivateApp", on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    made_at = models.DateTimeField("登録した時")
    verified_at = models.DateTimeField("確かめた時", null=True, blank=True)
    stopped_at = models.DateTimeField("止めた時", null=True, blank=True)
    stop_reason = models.CharField("止めたわけ", max_length=40, blank=True)
    stop_hmac = models.CharField(max_length=64, unique=True)
    """Mark of the token by which a mail's own button stops it."""
    confirm_hmac = models.CharField(max_length=64, blank=True)
    confirm_until = models.DateTimeField(null=True, blank=True)
    confirm_tries = models.PositiveSmallIntegerField(default=0)
    language = models.CharField("ことば", max_length=10, default="ja")

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "届け先"
        verbose_name_plural = "届け先"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in KINDS]), name="contact_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=("kind", "address_blind", "person"),
                condition=Q(stopped_at__isnull=True),
                name="contact_is_open_once",
            ),
        )
        indexes = (models.Index(fields=("person", "kind"), name="contact_by_person"),)

    def __str__(self) -> str:
        return f"届け先 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is, for the table of rights."""
        return "contact"

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
        """Return whether a shield stands around it: only the person sees contact points at all."""
        return False

    @property
    def is_open(self) -> bool:
        """Return whether hints may go there."""
        return self.verified_at is not None and self.stopped_at is None
