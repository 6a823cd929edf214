"""Tables of belief (本物の確かめ): codes of what was sent, fakes, published wordings, stopped rules.

None of them says whose anything is: a code leads to an office, a day and the ways it went, and to a notice only by a
number that means nothing here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from todoke.apps.accounts.models import Account
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow

Q = models.Q
RULE_LENGTH = 60


class MessageCode(models.Model):
    """The code of one thing that was sent (確認コード): kept as a mark, so that the table gives no code away."""

    code_hmac = models.CharField("コードの印", max_length=64, unique=True)
    office = models.CharField("送った団体の法人番号", max_length=13)
    office_name = models.CharField("送った団体", max_length=60)
    kind = models.CharField("種類", max_length=40)
    channels = models.PositiveSmallIntegerField("届く道", default=0)
    """Bits of todoke.telling.channels."""
    sent_on = models.DateField("送った日")
    notice_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """notices.Notice."""
    broadcast_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """notices.Broadcast."""
    withdrawn_on = models.DateField("取り消した日", null=True, blank=True)

    class Meta:
        verbose_name = "確認コード"
        verbose_name_plural = "確認コード"
        indexes = (models.Index(fields=("sent_on", "office"), name="message_code_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(notice_id__isnull=True) | Q(broadcast_id__isnull=True),
                name="message_code_is_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office_name} {self.sent_on}"


class Outcome(models.TextChoices):
    """What somebody who checked a code was told."""

    OURS = "ours", "本物"
    NOT_OURS = "not_ours", "本物ではない"
    WITHDRAWN = "withdrawn", "取り消し済み"


class CheckCount(models.Model):
    """How often codes were checked on a day; nothing of who asked. Many misses are a sign of somebody's fakes."""

    on = models.DateField("日")
    outcome = models.CharField("答え", max_length=10, choices=Outcome.choices)
    count = models.PositiveIntegerField("回数", default=0)

    class Meta:
        verbose_name = "確かめた回数"
        verbose_name_plural = "確かめた回数"
        constraints = (
            models.UniqueConstraint(fields=("on", "outcome"), name="check_count_once_a_day"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="check_count_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.outcome}"


class FakeChannel(models.TextChoices):
    """By which way a fake came."""

    MAIL = "mail", "メール"
    SMS = "sms", "SMS・メッセージ"
    PHONE = "phone", "電話"
    LETTER = "letter", "手紙"
    SITE = "site", "サイト"
    OTHER = "other", "そのほか"


class KnownFake(models.Model):
    """A fake everybody is warned of, in words that hold no living address (にせもの)."""

    seen_on = models.DateField("見つかった日")
    channel = models.CharField("どこから", max_length=10, choices=FakeChannel.choices)
    words = models.TextField("にせものの言葉")
    how_to_tell = models.TextField("見分け方")
    published_at = models.DateTimeField("公開した日時", null=True, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "にせもの"
        verbose_name_plural = "にせもの"
        ordering = ("-seen_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=FakeChannel.values), name="known_fake_channel"),
        )

    def __str__(self) -> str:
        return f"{self.seen_on} {self.channel}"


class FakeReport(SealedRow):
    """What somebody told us looks like a fake; what they wrote is kept sealed, and who they are is not asked."""

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", "未確認"
        KNOWN = "known", "知られているにせもの"
        FAKE = "fake", "にせもの"
        OURS = "ours", "本物だった"

    words_sealed = models.BinaryField(default=b"")
    words = SealedText()
    url_sealed = models.BinaryField(default=b"")
    url = SealedText()
    channel = models.CharField("どこから", max_length=10, choices=FakeChannel.choices)
    at = models.DateTimeField("知らせた日時", db_index=True)
    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.NEW)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = "にせものの知らせ"
        verbose_name_plural = "にせものの知らせ"
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=FakeChannel.values), name="fake_report_channel"),
            models.CheckConstraint(
                condition=Q(state__in=("new", "known", "fake", "ours")), name="fake_report_state"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.channel}"


class WordingVersion(models.Model):
    """A wording (文面) as it was signed and published: without one nothing is sent in these words."""

    key = models.CharField("文面", max_length=60)
    version = models.PositiveIntegerField("版")
    stamp = models.CharField("指紋", max_length=64)
    """SHA-256 of the file."""
    signature = models.CharField("署名", max_length=200)
    """Ed25519 over key, version and stamp, base64."""
    languages: Any = models.JSONField("言語", default=list)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField("公開した日時", null=True, blank=True)
    retired_at = models.DateTimeField("使うのをやめた日時", null=True, blank=True)

    class Meta:
        verbose_name = "文面の版"
        verbose_name_plural = "文面の版"
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(fields=("key", "version"), name="wording_version_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("written_by")),
                name="wording_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(approved_by__isnull=False),
                name="wording_published_when_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class StoppedRule(models.Model):
    """A rule of notices that makes none for now; only somebody else lets it go on."""

    thing: ClassVar[str] = "stopped_rule"

    rule = models.CharField("規則", max_length=RULE_LENGTH)
    area = models.CharField("区市町村", max_length=6, blank=True)
    """Empty: everywhere."""
    why = models.TextField("わけ")
    stopped_at = models.DateTimeField("止めた日時")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField("再開した日時", null=True, blank=True)
    resumed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "止めた規則"
        verbose_name_plural = "止めた規則"
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "area"), condition=Q(resumed_at__isnull=True), name="rule_stopped_once"
            ),
            models.CheckConstraint(
                condition=Q(resumed_by__isnull=True) | ~Q(resumed_by=models.F("by")),
                name="rule_resumed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="rule_resumed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.area}"
