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
        NO_ACCOUNT = "no_account", "公金受取口座の登録が分からない"
        OLD_ACCOUNT = "old_account", "口座の登録を確かめたのが古い"
        SHIELDED = "shielded", "支援措置"
        CONFLICTING = "conflicting", "父母のどちらも「受け取る」と申し出ている"
        APART = "apart", "父母が別に暮らしている"
        DISPUTED = "disputed", "親子の関係がちがうと伝えられている"
        SEVERAL = "several", "どちらの親に支給するかの申し出がない"
        NO_READER = "no_reader", "知らせる相手がいない"
        DEAD = "dead", "亡くなった人"
        GONE = "gone", "新しい晩では対象と言えない"

    tenancy = Tenancy()
    thing = "entitlement"

    row = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    program_id = models.CharField("制度", max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="entitlements")
    payee = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who gets the money: the person, or who cares for a child; nobody while staff must look."""
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


class Claim(models.Model):
    """That somebody receives the payments for a child (受け取る人の申し出): said by them or decided by the office."""

    class Firmness(models.TextChoices):
        """How firmly; stored under these words for ever."""

        STATED = "stated", "本人が申し出た"
        CONFIRMED = "confirmed", "役所が決めた"

    row = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    status = models.CharField("確かさ", max_length=9, choices=Firmness.choices, default=Firmness.STATED)
    as_of = models.DateField("いつの時点")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    tenancy = Tenancy()
    thing = "claim"

    objects = Scoped()

    class Meta:
        verbose_name = "受け取る人の申し出"
        verbose_name_plural = "受け取る人の申し出"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "child"), condition=Q(ended_at__isnull=True), name="claim_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("stated", "confirmed")), name="claim_status_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"受け取る人の申し出 {self.pk}"
