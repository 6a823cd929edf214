"""Tables of records and their versions. A version is written once and never changed."""

from __future__ import annotations

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.places.models import Body
from todoke.records.content import ProcedureContent, ProgramContent, read_content
from todoke.records.numbers import Number
from todoke.rules.texts import Text


class Kind(models.TextChoices):
    """What a record is about."""

    PROGRAM = "program", "制度"
    PROCEDURE = "procedure", "手続"


class State(models.TextChoices):
    """Where a record stands today."""

    DRAFT = "draft", "下書き"
    PUBLISHED = "published", "公開中"
    RETIRED = "retired", "終了"


class Statement(models.TextChoices):
    """What a version says: that this holds, that this has ended, or that it was said in error."""

    HOLDS = "holds", "公開"
    RETIRED = "retired", "終了"
    WITHDRAWN = "withdrawn", "取り下げ"


class RecordQuerySet(models.QuerySet["Record"]):
    """Selections of records."""

    def published(self) -> RecordQuerySet:
        """Leave out drafts and what has ended."""
        return self.filter(state=State.PUBLISHED)

    def real(self) -> RecordQuerySet:
        """Leave out synthetic records (合成データ) of the sandbox."""
        return self.filter(synthetic=False)

    def of_body(self, body: Body) -> RecordQuerySet:
        """Leave only what ``body`` keeps."""
        return self.filter(body=body)

    def in_area(self, area: str) -> RecordQuerySet:
        """Leave only what holds in a municipality: its own, the metropolis's and the nation's."""
        return self.filter(area__in={area, "130001", ""})


class Record(models.Model):
    """A program or procedure of the registry (登録): its permanent number and where it stands today.

    The columns beside the number repeat the current version, for lists and searches.
    """

    number = models.CharField("恒久番号", max_length=48, unique=True)
    kind = models.CharField("種類", max_length=10, choices=Kind.choices)
    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.DRAFT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    """Who keeps the record; empty for what the nation's survey tells, which nobody here may edit."""
    current = models.OneToOneField(
        "registry.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("名称", max_length=300)
    level = models.CharField("段階", max_length=12)
    area = models.CharField("区域", max_length=6, blank=True)
    """The municipality's code, 130001 for all Tokyo, empty for the nation; of several areas the first."""
    audience = models.CharField("利用者", max_length=10)
    menu = models.CharField("メニュー番号", max_length=12, blank=True)
    family = models.CharField("元制度番号", max_length=48, blank=True, db_index=True)
    """Number of the head of the family (元制度); a record without an origin is its own head."""
    rules = models.CharField("規則", max_length=80, blank=True, db_index=True)
    """Id of the program in the rulebook."""
    digital = models.CharField("デジタル化", max_length=10, default="unknown")
    digital_reason = models.CharField("未デジタル化の理由", max_length=14, blank=True)
    yearly_filings = models.PositiveIntegerField("年間件数", null=True, blank=True)
    """Blank is not zero."""
    synthetic = models.BooleanField("合成データ", default=False)
    checked_on = models.DateField("最終確認日", null=True, blank=True)
    review_on = models.DateField("見直し予定日", null=True, blank=True)
    changed_at = models.DateTimeField("最終更新", null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "登録"
        verbose_name_plural = "登録"
        ordering = ("id",)
        indexes = (
            models.Index(fields=("area", "state", "kind")),
            models.Index(fields=("body", "state", "name")),
            models.Index(fields=("state", "review_on")),
            models.Index(fields=("menu", "area")),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="record_kind_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="record_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(current__isnull=False),
                name="record_in_the_open_has_a_version",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def slug(self) -> str:
        """The number as it stands in an address."""
        return Number.parse(self.number).slug

    @property
    def shown_name(self) -> Text:
        """The name in the languages in which the current version gives it."""
        raw = self.current.raw.get("name") if self.current else None
        return Text.model_validate(raw or {"ja": self.name})

    @property
    def shown_summary(self) -> Text | None:
        """The summary, if there is one."""
        raw = self.current.raw.get("summary") if self.current else None
        return Text.model_validate(raw) if raw else None

    @property
    def content(self) -> ProgramContent | ProcedureContent:
        """What the current version says. Raises ValueError for a record that has none yet."""
        if self.current is None:
            raise ValueError(f"{self.number} has no version in force")
        return self.current.content


class Version(models.Model):
    """What a record says from a day on, and since when that is known (施行日と、記録した日時).

    Of the versions known at an instant, the one in force on a day is that with the latest ``effective_from``
    not after it; among several with the same day the one recorded last. So nothing is ever rewritten: a
    correction is a later version with the same day, and a withdrawal is a version that says so.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    serial = models.PositiveIntegerField("版")
    statement = models.CharField("扱い", max_length=10, choices=Statement.choices, default=Statement.HOLDS)
    effective_from = models.DateField("施行日", null=True, blank=True)
    """Empty: as far back as is known."""
    recorded_at = models.DateTimeField("記録日時")
    raw = models.JSONField("内容")
    fingerprint = models.CharField(max_length=64)
    sources = models.JSONField("根拠", default=list)
    note = models.CharField("版の説明", max_length=400, blank=True)
    channel = models.CharField("経路", max_length=20)
    """How it came in: seed, desk, or the name of an import format."""
    proposed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "版"
        verbose_name_plural = "版"
        ordering = ("record_id", "serial")
        constraints = (
            models.UniqueConstraint(fields=("record", "serial"), name="version_serial_once"),
            models.CheckConstraint(
                condition=models.Q(statement__in=Statement.values), name="version_statement_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="version_approved_by_a_second_person",
            ),
        )
        indexes = (models.Index(fields=("effective_from",)),)

    def __str__(self) -> str:
        return f"{self.record_id} v{self.serial}"

    @property
    def content(self) -> ProgramContent | ProcedureContent:
        """What the version says, typed."""
        return read_content(self.raw)


class Alias(models.Model):
    """Another name by which a record is known: a key of the seed, a 手続ID, a number it had elsewhere."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="aliases")
    scheme = models.CharField(max_length=20)
    """``key`` (folder/key of the seed), ``rules`` (rulebook id), ``survey`` (手続ID), ``gif`` (制度番号)."""
    value = models.CharField(max_length=120)

    class Meta:
        verbose_name = "別名"
        verbose_name_plural = "別名"
        constraints = (models.UniqueConstraint(fields=("scheme", "value"), name="alias_names_one_record"),)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Relation(models.Model):
    """What a record points to: the procedures of a program, what it requires or excludes, its life events."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12)
    """``procedure``, ``requires``, ``excludes``, ``legal`` (手続ID of the survey), ``life_event``."""
    target = models.CharField(max_length=120, db_index=True)
    """A number, or a name that no number is known for."""

    class Meta:
        verbose_name = "関係"
        verbose_name_plural = "関係"
        constraints = (
            models.UniqueConstraint(fields=("record", "kind", "target"), name="relation_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind} {self.target}"


class Series(models.Model):
    """The last serial given out per issuer, so that no number is given twice."""

    issuer = models.CharField(max_length=13, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "採番"
        verbose_name_plural = "採番"

    def __str__(self) -> str:
        return f"{self.issuer} {self.last}"
