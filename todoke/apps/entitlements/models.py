"""Tables of entitlements (申請のいらない支給): who is paid unless they refuse."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class Entitlement(models.Model):
    """One person who is paid without applying, in one fiscal year, unless they refuse."""

    class State(models.TextChoices):
        """How far it is; stored under these words for ever."""

        LISTED = "listed", "対象として数えた"
        TOLD = "told", "知らせた"
        REFUSED = "refused", "辞退"
        EXCEPTION = "exception", "担当が確かめる"
        SETTLED = "settled", "支給を決めた"

    class Why(models.TextChoices):
        """Why staff must look; stored under these words for ever."""

        NOTHING = "", "なし"
        NO_ACCOUNT = "no_account", "口座が分からない"
        SHIELDED = "shielded", "支援措置"
        CONFLICTING = "conflicting", "親の申し出が食い違う"
        NO_READER = "no_reader", "知らせる相手がいない"
        DEAD = "dead", "亡くなった人"

    tenancy = Tenancy()
    thing = "entitlement"

    row = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    program_id = models.CharField("制度", max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="entitlements")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(max_length=9, choices=State.choices, default=State.LISTED)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True, default="")
    notice_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """The notice that told (notices.Notice)."""
    listed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    refuse_until = models.DateField("辞退できる最後の日", null=True, blank=True)
    saved_application = models.BooleanField("申請を省けた", default=False)

    objects = Scoped()

    class Meta:
        verbose_name = "申請のいらない支給"
        verbose_name_plural = "申請のいらない支給"
        constraints = (
            models.UniqueConstraint(
                fields=("program_id", "person", "fiscal_year"), name="entitled_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("listed", "told", "refused", "exception", "settled")),
                name="entitlement_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="exception") | ~Q(why=""), name="entitlement_exception_says_why"
            ),
            models.CheckConstraint(
                condition=Q(saved_application=False) | Q(state="settled"),
                name="entitlement_saves_when_settled",
            ),
        )

    def __str__(self) -> str:
        return f"支給 {self.pk}"

    @property
    def owner_id(self) -> int | None:
        """Return whose it is (people.Person)."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return whether staff must look because a shield stands; the person themself sees their own."""
        return self.why == self.Why.SHIELDED
