"""Tables of consumers: who has the change feed sent to them, and how often which part of the API is asked."""

from __future__ import annotations

from django.db import models


class Consumer(models.Model):
    """A program of somebody else that uses the registry (利用者のプログラム): registered, never required.

    ``key`` only names it in the statistics. ``position`` is how far it has the changes: it moves when the consumer
    has answered that it took a page, and never otherwise.
    """

    name = models.CharField("名前", max_length=80, unique=True)
    contact = models.CharField("連絡先", max_length=200)
    key = models.CharField("利用者キー", max_length=40, unique=True)
    url = models.CharField("送り先", max_length=500, blank=True)
    """Empty: it polls, or only wants to be counted."""
    secret = models.CharField("署名の鍵", max_length=80, blank=True)
    """Kept as it is, because signing needs it."""
    synthetic = models.BooleanField("サンドボックス", default=False)
    """Gets the changes of synthetic records instead of the real ones."""
    position = models.BigIntegerField("届いた位置", default=0)
    page_until = models.BigIntegerField(null=True, blank=True)
    """Last position of the page that was sent and not taken yet: it is sent again as the same page."""
    active = models.BooleanField("有効", default=True)
    failures = models.PositiveIntegerField("続けて失敗", default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    """While another run is sending to it."""
    note = models.CharField("最後の結果", max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "利用者"
        verbose_name_plural = "利用者"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(url="") | ~models.Q(secret=""), name="consumer_is_sent_signed_pages"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ConsumerUse(models.Model):
    """How often a consumer asked an operation on a day. Nothing else of a request is kept."""

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="uses")
    on = models.DateField()
    operation = models.CharField(max_length=60)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "利用の数"
        verbose_name_plural = "利用の数"
        ordering = ("on", "operation")
        constraints = (
            models.UniqueConstraint(fields=("consumer", "on", "operation"), name="consumer_use_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.consumer_id} {self.on} {self.operation}"
