"""The table of proposed changes: written by one person, decided by another."""

from __future__ import annotations

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.places.models import Body
from todoke.apps.registry.models.records import Record, Version


class Stage(models.TextChoices):
    """How far a proposal has come."""

    DRAFT = "draft", "下書き"
    PROPOSED = "proposed", "承認待ち"
    PUBLISHED = "published", "公開済み"
    REFUSED = "refused", "差し戻し"
    WITHDRAWN = "withdrawn", "取り下げ"


class Intent(models.TextChoices):
    """What a proposal would do."""

    CREATE = "create", "新しい登録"
    CHANGE = "change", "変更"
    RETIRE = "retire", "終了"


class Voice(models.TextChoices):
    """Whose proposal it is."""

    STAFF = "staff", "職員"
    OUTSIDER = "outsider", "利用者からの指摘"
    WATCH = "watch", "ページの見張り"
    READER = "reader", "文章の読み取り"


class Proposal(models.Model):
    """A proposed change to a record, whole, with the evidence each changed field rests on."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="proposals")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    intent = models.CharField(max_length=10, choices=Intent.choices, default=Intent.CHANGE)
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.STAFF)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    base = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The version it was written against; a proposal against an older one must be looked at again."""
    effective_from = models.DateField("施行日", null=True, blank=True)
    raw = models.JSONField("内容", null=True, blank=True)
    """The whole content proposed; empty for an outsider's words that nobody has turned into fields yet."""
    evidence = models.JSONField("根拠", default=list)
    """[{field, quote, url, standing}] per changed field."""
    sheets = models.JSONField("規則の文書", default=dict, blank=True)
    """Rule files that change with the record: {path: {text, base}}, the whole new text and the fingerprint of the
    text it was written against."""
    words = models.TextField("説明", blank=True)
    source_url = models.URLField("出典", max_length=500, blank=True)
    task = models.ForeignKey(
        "registry.Task", on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=400, blank=True)
    seconds_spent = models.PositiveIntegerField(default=0)
    published = models.OneToOneField(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    class Meta:
        verbose_name = "変更の提案"
        verbose_name_plural = "変更の提案"
        ordering = ("id",)
        indexes = (models.Index(fields=("body", "stage", "opened_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="proposal_stage_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(stage="published")
                | ~models.Q(decided_by=models.F("opened_by")),
                name="proposal_decided_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"proposal {self.pk}"
