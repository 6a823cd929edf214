"""Apps of others (民間アプリ) that may subscribe for a person who agreed: each with one purpose, no more."""

from __future__ import annotations

from django.db import models

from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class PrivateApp(SealedRow):
    """An app that was registered; it belongs to no municipality and holds nothing of a person."""

    name = models.CharField("名前", max_length=60, unique=True)
    contact = models.CharField("連絡先", max_length=200)
    """Of the maker, for the operator: a mail address of an office or a page."""
    says = models.CharField("どんなアプリか", max_length=120, blank=True)
    """One sentence for everybody, on the page that lists the apps."""
    purpose = models.CharField("利用目的", max_length=40)
    """The one value of consent.Purpose it may ask for."""
    url = models.CharField("送り先", max_length=500, blank=True)
    """Where hints are posted; empty: the app asks by itself."""
    secret_sealed = models.BinaryField(default=b"")
    secret = SealedText()
    key_hash = models.CharField(max_length=64, unique=True)
    hints = models.PositiveBigIntegerField("合図の最後の番号", default=0)
    """The last place in its list of hints; places are never used twice."""
    active = models.BooleanField("使えるか", default=True)
    failures = models.PositiveIntegerField("続けて失敗した回数", default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField("登録した時")
    ended_at = models.DateTimeField("やめた時", null=True, blank=True)

    class Meta:
        verbose_name = "民間アプリ"
        verbose_name_plural = "民間アプリ"

    def __str__(self) -> str:
        return f"アプリ {self.pk}"
