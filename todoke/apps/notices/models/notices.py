"""Notices (お知らせ) in somebody's inbox: the inbox is the record, every other way is a hint of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedJson, SealedText
from todoke.apps.vault.models import SealedRow


class Notice(SealedRow):
    """One notice to one person, made once however often it is planned."""

    class Reach(models.TextChoices):
        """How far it went; stored under these words for ever."""

        PUSH = "push", "お知らせした"
        SHELF = "shelf", "棚に置いた"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about_id = models.BigIntegerField(null=True, blank=True)
    """people.Person or people.Household it is about, as the program's subject says; None: the reader."""
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    """The sender's."""
    office = models.CharField("送り主", max_length=13, blank=True)
    """organizations' number; empty: the municipality itself."""
    rule = models.CharField("お知らせのきまり", max_length=60)
    program_id = models.CharField("制度", max_length=60, blank=True)
    record_number = models.CharField("登録の番号", max_length=40, blank=True)
    kind = models.CharField("種類", max_length=40)
    occasion = models.CharField("きっかけ", max_length=20, blank=True)
    wording = models.CharField("文面", max_length=60)
    wording_version = models.PositiveIntegerField("文面の版", default=1)
    values_sealed = models.BinaryField(default=b"")
    values = SealedJson()
    """What stands in the places of the wording, as texts."""
    reason_sealed = models.BinaryField(default=b"")
    reason = SealedJson()
    """As planning keeps it; told at the notice as why it came."""
    code_sealed = models.BinaryField(default=b"")
    code = SealedText()
    reach = models.CharField(max_length=5, choices=Reach.choices)
    outside_budget = models.BooleanField("上限の外", default=False)
    deadline = models.DateField("期限", null=True, blank=True)
    created_at = models.DateTimeField("届いた時")
    pushed_at = models.DateTimeField("知らせた時", null=True, blank=True)
    read_at = models.DateTimeField("開いた時", null=True, blank=True)
    hidden_at = models.DateTimeField("しまった時", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取り消した時", null=True, blank=True)
    withdrawal = models.CharField("取り消したわけ", max_length=40, blank=True)
    dedupe = models.CharField("同じものの印", max_length=120)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "お知らせ"
        verbose_name_plural = "お知らせ"
        constraints = (
            models.UniqueConstraint(fields=("person", "dedupe"), name="notice_is_made_once"),
            models.CheckConstraint(condition=Q(reach__in=("push", "shelf")), name="notice_reach_is_known"),
            models.CheckConstraint(
                condition=~Q(reach="shelf") | Q(pushed_at__isnull=True),
                name="notice_on_the_shelf_is_never_pushed",
            ),
        )
        indexes = (
            models.Index(fields=("person", "-created_at", "-id"), name="notice_of_person"),
            models.Index(fields=("person", "pushed_at"), name="notice_pushed"),
        )

    def __str__(self) -> str:
        return f"お知らせ {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is, for the table of rights."""
        return "notice"

    @property
    def owner_id(self) -> int | None:
        """Return whose it is."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the sender's municipality."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return whether a shield stands around it: a notice tells no address."""
        return False

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it was taken back."""
        return self.withdrawn_at is not None
