"""Tables of imports: a run over a file, what its report says of single rows, and each record as its source has it."""

from __future__ import annotations

import zlib

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.registry.models.records import Record


class RunState(models.TextChoices):
    """How far a run has come."""

    RUNNING = "running", "途中"
    FINISHED = "finished", "完了"
    FAILED = "failed", "失敗"


class RowOutcome(models.TextChoices):
    """What became of a row."""

    CREATED = "created", "新規"
    CHANGED = "changed", "変更"
    UNCHANGED = "unchanged", "変更なし"
    KEPT = "kept", "画面の内容を残した"
    UNREADABLE = "unreadable", "読めない"
    RETIRED = "retired", "終了"


class ImportRun(models.Model):
    """One import of one file (読み込み). ``resume`` moves in the transaction that writes the rows before it."""

    format = models.CharField("書式", max_length=20)
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("大きさ")
    total = models.PositiveBigIntegerField(null=True, blank=True)
    state = models.CharField("状態", max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    dry_run = models.BooleanField("試し", default=False)
    full = models.BooleanField("全件のファイル", default=False)
    resume = models.PositiveBigIntegerField(default=0)
    """Where reading goes on: a byte of a JSON file, a row of a table."""
    position = models.PositiveBigIntegerField(default=0)
    """How many records were read."""
    counts = models.JSONField("件数", default=dict)
    """By outcome."""
    rules = models.JSONField("直したこと・気になること", default=dict)
    """Repairs and problems by rule."""
    notes = models.JSONField("注意", default=list)
    error = models.TextField("失敗の理由", blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField("開始")
    finished_at = models.DateTimeField("終了", null=True, blank=True)

    class Meta:
        verbose_name = "読み込み"
        verbose_name_plural = "読み込み"
        ordering = ("-id",)
        indexes = (models.Index(fields=("format", "sha256", "state")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="import_run_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.format} {self.file_name}"


class ImportRow(models.Model):
    """A row of the report: what became of a record, what was repaired, what is doubtful, or why it was not read."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveBigIntegerField("行")
    number = models.CharField("恒久番号", max_length=48, blank=True)
    outcome = models.CharField("結果", max_length=10, choices=RowOutcome.choices)
    repairs = models.JSONField("直したこと", default=list)
    """[[field, before, after, rule]]."""
    problems = models.JSONField("気になること", default=list)
    """[[field, value, kind]]."""
    reason = models.TextField("理由", blank=True)
    raw = models.TextField("元の文", blank=True)
    """Whole, where the record could not be read."""

    class Meta:
        verbose_name = "読み込みの行"
        verbose_name_plural = "読み込みの行"
        ordering = ("id",)
        indexes = (models.Index(fields=("run", "outcome")),)

    def __str__(self) -> str:
        return f"{self.run_id}:{self.position}"


class ImportedSource(models.Model):
    """A record as its source last had it: what a re-import compares with and an export gives back."""

    format = models.CharField("書式", max_length=20)
    key = models.CharField("元の番号", max_length=200)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="sources")
    scope = models.CharField("所管", max_length=60, blank=True)
    """Whose records a full file of this format replaces."""
    digest = models.CharField(max_length=64)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    """The run that saw it last."""
    position = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "読み込んだ元の記録"
        verbose_name_plural = "読み込んだ元の記録"
        constraints = (models.UniqueConstraint(fields=("format", "key"), name="imported_source_once"),)
        indexes = (models.Index(fields=("format", "run")),)

    def __str__(self) -> str:
        return f"{self.format} {self.key}"


class ImportedText(models.Model):
    """The text of an imported record, kept for formats that are written back.

    It stands apart from ``ImportedSource``, whose rows are touched by every import and so should be small.
    """

    source = models.OneToOneField(
        ImportedSource, on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    packed = models.BinaryField()
    """Compressed."""

    class Meta:
        verbose_name = "読み込んだ元の文"
        verbose_name_plural = "読み込んだ元の文"

    def __str__(self) -> str:
        return zlib.decompress(bytes(self.packed)).decode()
