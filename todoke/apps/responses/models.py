"""Tables of responses (お知らせへの返事): what was wrong, what came of it, and how good it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow

Q = models.Q


class WrongKind(models.TextChoices):
    """What was wrong with a notice."""

    WRONG = "wrong", "内容がまちがっている"
    HURTFUL = "hurtful", "いやな思いをした"
    LATE = "late", "おそすぎた"
    NOT_ME = "not_me", "わたしのことではない"


class WrongNotice(SealedRow):
    """A notice somebody says is wrong or hurtful (お知らせのまちがい): a defect, until staff decide."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "確認待ち"
        WITHDRAWN = "withdrawn", "取り消した"
        KEPT = "kept", "そのままにした"

    tenancy: ClassVar = Tenancy()
    thing: ClassVar[str] = "wrong_notice"
    is_shielded: ClassVar[bool] = False

    notice_id = models.BigIntegerField(db_index=True)
    """notices.Notice."""
    rule = models.CharField("規則", max_length=60, blank=True)
    program_id = models.CharField("制度", max_length=60, blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    kind = models.CharField("種類", max_length=10, choices=WrongKind.choices)
    words_sealed = models.BinaryField(default=b"")
    words = SealedText()
    at = models.DateTimeField("知らせた日時")
    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)

    objects: ClassVar = Scoped()

    class Meta:
        verbose_name = "お知らせのまちがい"
        verbose_name_plural = "お知らせのまちがい"
        indexes = (models.Index(fields=("municipality", "state", "at"), name="wrong_notice_to_decide"),)
        constraints = (
            models.UniqueConstraint(
                fields=("notice_id",), condition=Q(state="open"), name="wrong_notice_open_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=WrongKind.values), name="wrong_notice_kind"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn", "kept")), name="wrong_notice_state"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="wrong_notice_is_decided",
            ),
        )

    def __str__(self) -> str:
        return f"まちがい {self.row}"

    @property
    def owner_id(self) -> int | None:
        """Return whose it is."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id


class NoticeStep(models.Model):
    """How far a notice came with somebody who agreed to be followed (purpose "following"), and with nobody else."""

    class Reached(models.TextChoices):
        """How far; each once for a notice."""

        DELIVERED = "delivered", "届いた"
        OPENED = "opened", "開いた"
        APPLIED = "applied", "手続をした"
        RECEIVED = "received", "受け取った"
        MUTED = "muted", "種類を止めた"
        STOPPED = "stopped", "すべて止めた"

    tenancy: ClassVar = Tenancy()

    notice_id = models.BigIntegerField()
    """notices.Notice."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    program_id = models.CharField("制度", max_length=60, blank=True)
    channel = models.CharField("届く道", max_length=10, blank=True)
    """A todoke.telling.channels.Channel, or empty for the inbox itself."""
    step = models.CharField("段階", max_length=10, choices=Reached.choices)
    at = models.DateTimeField("日時")

    objects: ClassVar = Scoped()

    class Meta:
        verbose_name = "お知らせの段階"
        verbose_name_plural = "お知らせの段階"
        indexes = (
            models.Index(fields=("municipality", "program_id", "step"), name="notice_step_by_program"),
        )
        constraints = (
            models.UniqueConstraint(fields=("notice_id", "step"), name="notice_step_once"),
            models.CheckConstraint(
                condition=Q(step__in=("delivered", "opened", "applied", "received", "muted", "stopped")),
                name="notice_step_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.step}"


class Stars(models.Model):
    """How good a notice was for its reader, one star to five; asked on the notice's own page only (C7)."""

    tenancy: ClassVar = Tenancy()

    notice_id = models.BigIntegerField(unique=True)
    """notices.Notice."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    program_id = models.CharField("制度", max_length=60, blank=True)
    stars = models.PositiveSmallIntegerField("星")
    at = models.DateTimeField("日時")

    objects: ClassVar = Scoped()

    class Meta:
        verbose_name = "お知らせの評価"
        verbose_name_plural = "お知らせの評価"
        constraints = (
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="rating_has_one_to_five_stars"
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.stars}"
