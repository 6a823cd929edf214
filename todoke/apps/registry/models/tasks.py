"""The table of what needs doing about records (やること)."""

from __future__ import annotations

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.places.models import Body
from todoke.apps.registry.models.records import Record


class Need(models.TextChoices):
    """Why a record needs a hand."""

    DEAD_LINK = "dead_link", "リンク切れ"
    MOVED_LINK = "moved_link", "リンク先の移動"
    PAGE_CHANGED = "page_changed", "公式ページの変更"
    CONTRADICTION = "contradiction", "食い違い"
    UNREAD_CONDITION = "unread_condition", "読めない条件"
    LAW_CHANGED = "law_changed", "法令の改正"
    DEADLINE_PASSED = "deadline_passed", "期限切れ"
    MISSING_FIELD = "missing_field", "未記入"
    REVIEW_OVERDUE = "review_overdue", "見直し期限切れ"
    OUTSIDER = "outsider", "利用者からの指摘"
    IMPORT_REPAIR = "import_repair", "取り込み時の修正"


class Outcome(models.TextChoices):
    """How a task ended."""

    REPAIRED = "repaired", "直した"
    KEPT = "kept", "そのままでよい"
    VANISHED = "vanished", "自然に解消"


class Task(models.Model):
    """One thing to do about one record. While it is open the same thing is not opened again."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="tasks")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, null=True, related_name="+")
    need = models.CharField(max_length=20, choices=Need.choices)
    key = models.CharField(max_length=200, blank=True)
    """What tells two tasks of one need apart: a link, a field, the two sides of a contradiction."""
    detail = models.JSONField(default=dict)
    """What was found, for the repair screen: message, quotes, proposed values."""
    found_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    seconds_spent = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "やること"
        verbose_name_plural = "やること"
        ordering = ("id",)
        indexes = (models.Index(fields=("body", "settled_at", "need")),)
        constraints = (
            models.UniqueConstraint(
                fields=("record", "need", "key"),
                condition=models.Q(settled_at__isnull=True),
                name="task_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} {self.record_id}"
