"""Broadcasts (みんなへのお知らせ): one row for everybody it is for; who that is, is found out when somebody reads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.accounts.models import Account
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.models import SealedRow


class Broadcast(SealedRow):
    """One notice to everybody of some municipalities; it holds nothing of a person and belongs to everybody."""

    office = models.CharField("送り主", max_length=13, blank=True)
    office_name = models.CharField("送り主の名前", max_length=60)
    areas_text = models.TextField("区市町村")
    """Six-figure codes between blanks, as " 132047 132080 ": both databases find one in it without reading rows."""
    audience = models.JSONField("だれに", default=dict)
    """``{}`` for everybody, or ``{"topics": ["children"]}`` for those who asked to hear of one of these."""
    wording = models.CharField("文面", max_length=60)
    wording_version = models.PositiveIntegerField("文面の版", default=1)
    values = models.JSONField("文面に入る語", default=dict)
    """Public words only."""
    code = models.CharField("確認コード", max_length=20, unique=True)
    disaster = models.BooleanField("災害", default=False)
    begins_at = models.DateTimeField("出す時")
    ends_at = models.DateTimeField("下げる時")
    withdrawn_at = models.DateTimeField("取り消した時", null=True, blank=True)
    hinted_to = models.BigIntegerField("合図を入れた最後の人", default=0)
    """people.Person: whoever comes after it has not been asked yet."""
    hints = models.PositiveIntegerField("合図の数", default=0)
    hints_done_at = models.DateTimeField("合図を入れ終えた時", null=True, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "みんなへのお知らせ"
        verbose_name_plural = "みんなへのお知らせ"
        constraints = (
            models.CheckConstraint(condition=~Q(made_by=F("approved_by")), name="broadcast_takes_two_people"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="broadcast_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=("ends_at", "begins_at"), name="broadcast_on_now"),)

    def __str__(self) -> str:
        return f"みんなへのお知らせ {self.pk}"

    @property
    def areas(self) -> tuple[str, ...]:
        """Return the codes of its municipalities, ascending."""
        return tuple(self.areas_text.split())


class Seen(models.Model):
    """That somebody opened a broadcast: written only then, so nothing grows with the number of residents."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("開いた時")
    hidden_at = models.DateTimeField("しまった時", null=True, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "開いたみんなへのお知らせ"
        verbose_name_plural = "開いたみんなへのお知らせ"
        constraints = (
            models.UniqueConstraint(fields=("broadcast", "person"), name="broadcast_is_seen_once"),
        )

    def __str__(self) -> str:
        return f"開いたみんなへのお知らせ {self.pk}"
