"""The outbox (発送): one row for everything that leaves, leased to one worker at a time; and each try."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.channels.models.apps import PrivateApp
from todoke.apps.channels.models.contacts import KINDS, ContactPoint
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedJson
from todoke.apps.vault.models import SealedRow


class State(models.TextChoices):
    """Where a dispatch stands."""

    WAITING = "waiting", "待っている"
    LEASED = "leased", "渡している"
    DONE = "done", "渡した"
    DEAD = "dead", "渡せなかった"
    CANCELLED = "cancelled", "取りやめた"


class Dispatch(SealedRow):
    """One hint on its way; whose it is comes from the contact point.

    ``municipality`` is that of the office that tells.
    """

    State = State

    key = models.CharField("鍵", max_length=80, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField("届く道", max_length=6, choices=KINDS)
    contact = models.ForeignKey(
        ContactPoint, on_delete=models.CASCADE, null=True, blank=True, related_name="dispatches"
    )
    notice_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """notices.Notice."""
    broadcast_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """notices.Broadcast."""
    app = models.ForeignKey(PrivateApp, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """The app it goes to where it is for a subscription, behind which nobody need be known."""
    about = models.UUIDField(null=True, blank=True, db_index=True)
    """The subscription as its app knows it."""
    payload_sealed = models.BinaryField(default=b"")
    payload = SealedJson()
    priority = models.PositiveSmallIntegerField("急ぎ(小さいほど先)", default=5)
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.WAITING)
    owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField("試した回数", default=0)
    """Counted when leased; with the owner it is what fences a lease that was lost."""
    next_at = models.DateTimeField("次に試す時")
    created_at = models.DateTimeField("入れた時")
    handed_at = models.DateTimeField("渡した時", null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    last_code = models.CharField(max_length=40, blank=True)
    """What the last try ended with; a code, never the words of another machine."""

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "発送"
        verbose_name_plural = "発送"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="dispatch_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="leased") | Q(lease_until__isnull=False), name="dispatch_lease_ends"
            ),
        )
        indexes = (
            models.Index(
                fields=("channel", "priority", "next_at", "id"),
                condition=Q(state="waiting"),
                name="dispatch_to_hand_over",
            ),
            models.Index(fields=("lease_until",), condition=Q(state="leased"), name="dispatch_leased"),
            models.Index(fields=("state", "handed_at"), name="dispatch_by_state"),
        )

    def __str__(self) -> str:
        return f"発送 {self.pk}"


class Try(models.Model):
    """One try to hand a dispatch over; kept for thirty days."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(db_index=True)
    ms = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40)

    class Meta:
        verbose_name = "試み"
        verbose_name_plural = "試み"

    def __str__(self) -> str:
        return f"試み {self.pk}"


class Periodic(models.Model):
    """Work that comes round again, done by whichever worker takes it first."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField()
    every = models.DurationField()
    owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "定期の仕事"
        verbose_name_plural = "定期の仕事"

    def __str__(self) -> str:
        return self.name
