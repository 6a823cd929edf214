"""Tables of links: each address once, where records name it, every check of it, and its pages as they were read."""

from __future__ import annotations

from django.db import models

from todoke.apps.registry.models.records import Record
from todoke.clients.pages.fetched import Outcome
from todoke.clients.pages.missing import Sign
from todoke.clients.pages.snapshots import Snapshot, from_json
from todoke.clients.pages.states import Check, LinkState


class Link(models.Model):
    """An address that records name (リンク), with what is known of it today."""

    url = models.CharField("URL", max_length=2000, unique=True)
    """In its one spelling; as written where it is no web address."""
    host = models.CharField(max_length=255, blank=True)
    state = models.CharField("状態", max_length=12, default=LinkState.UNKNOWN.value)
    outcome = models.CharField(max_length=12, blank=True)
    """What the last check ended in (``todoke.clients.pages.fetched.Outcome``)."""
    sign = models.CharField(max_length=12, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField("この状態になった日時", null=True, blank=True)
    days = models.PositiveIntegerField(default=0)
    """On how many days in a row it was found so."""
    target = models.CharField("移動先", max_length=2000, blank=True)
    checked_at = models.DateTimeField("最終確認", null=True, blank=True)
    next_at = models.DateTimeField("次の確認", null=True, blank=True)
    """When it is to be checked again; empty: at once."""
    validators = models.JSONField(default=dict)
    """What the server gave to ask whether the page has changed: {url, etag, last_modified}."""
    page = models.ForeignKey(
        "registry.PageSnapshot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The page as it was last read, of links whose page is watched."""
    replacements = models.JSONField("差し替え候補", default=list)
    """[{url, reason, score, words}], the surest first."""
    sought_at = models.DateTimeField(null=True, blank=True)
    """When replacements were last looked for."""

    class Meta:
        verbose_name = "リンク"
        verbose_name_plural = "リンク"
        ordering = ("id",)
        indexes = (models.Index(fields=("next_at",)), models.Index(fields=("state",)))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in LinkState]), name="link_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.url


class LinkUse(models.Model):
    """That the current version of a record names a link, and in which field."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="link_uses")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    field = models.CharField(max_length=80)
    """Where it stands: a field of the content such as ``links.0.url``, a text such as ``description.ja`` with links
    glued in, a source of the version (``sources.0.url``), or a citation of the rules (``rules``)."""
    written = models.CharField(max_length=2000)
    """The address as the record writes it."""
    title = models.CharField(max_length=300, blank=True)
    watched = models.BooleanField(default=False)
    """Whether a change of the page concerns the record: its official page."""
    baseline = models.ForeignKey(
        "registry.PageSnapshot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The page as the record's owner last knew it; changes are told against it."""

    class Meta:
        verbose_name = "リンクの使用"
        verbose_name_plural = "リンクの使用"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("record", "field", "link"), name="link_use_once_a_field"),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"


class LinkCheck(models.Model):
    """One check of a link. Never changed: the state is judged from all of them."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    """Where it led."""
    moved_for_good = models.BooleanField(default=False)
    sign = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "リンクの確認"
        verbose_name_plural = "リンクの確認"
        ordering = ("id",)
        indexes = (models.Index(fields=("link", "at")),)

    def __str__(self) -> str:
        return f"{self.link_id} {self.outcome}"

    def as_check(self, asked: str) -> Check:
        """Return the check as it is judged; ``asked`` is the link's address."""
        return Check(
            at=self.at,
            outcome=Outcome(self.outcome),
            status=self.status,
            asked=asked,
            url=self.url,
            moved_for_good=self.moved_for_good,
            sign=Sign(self.sign) if self.sign else None,
        )


class PageSnapshot(models.Model):
    """A page as it was read (ページの控え), kept when it says something else than before."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="pages")
    read_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    updated_on = models.DateField("ページの更新日", null=True, blank=True)
    raw = models.JSONField()

    class Meta:
        verbose_name = "ページの控え"
        verbose_name_plural = "ページの控え"
        ordering = ("id",)
        indexes = (models.Index(fields=("link", "read_at")),)

    def __str__(self) -> str:
        return f"{self.link_id} {self.read_at:%Y-%m-%d}"

    @property
    def page(self) -> Snapshot:
        """Return the page."""
        return from_json(self.raw)
