"""Who is related to whom (続き柄の関係), on what evidence; and to which households and facilities people belong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.people.models.households import Household, Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class Belonging(models.Model):
    """That a person is part of a household (所属) from a day to a day; there may be several at once."""

    class Kind(models.TextChoices):
        """In which sense: registers, living and money do not always agree."""

        REGISTER = "register", "住民票の世帯"
        LIVELIHOOD = "livelihood", "生計を同じくする"
        CARE = "care", "養育している"
        FACILITY = "facility", "施設で暮らしている"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="belongings")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="belongings")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    kind = models.CharField("種類", max_length=10, choices=Kind.choices)
    from_on = models.DateField("いつから", null=True)
    until_on = models.DateField("いつまで", null=True)
    status = models.CharField("確かさ", max_length=10, default="stated")

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "所属"
        verbose_name_plural = "所属"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["register", "livelihood", "care", "facility"]),
                name="belonging_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["stated", "confirmed"]), name="belonging_status_is_known"
            ),
            models.UniqueConstraint(
                fields=("person", "household", "kind"),
                condition=Q(until_on__isnull=True),
                name="belonging_is_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"所属 {self.pk}"


class Kinship(SealedRow):
    """How ``person`` is related to ``other``: ``person`` is the parent, guardian or spouse of ``other``.

    Of itself it lets nobody see anything: ``queries.kin.in_care_of`` decides, with the status and the shields.
    """

    class Kind(models.TextChoices):
        """What ``person`` is to ``other``."""

        PARENT_OF = "parent_of", "親"
        GUARDIAN_OF = "guardian_of", "後見人"
        SPOUSE = "spouse", "配偶者"
        PARTNER = "partner", "パートナー"
        SAME_LIVELIHOOD = "same_livelihood", "生計を同じくする人"

    class Firmness(models.TextChoices):
        """How firmly it is known."""

        STATED = "stated", "本人が伝えた"
        CONFIRMED = "confirmed", "確かめた"
        DISPUTED = "disputed", "確かめている"
        ENDED = "ended", "終わった"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kin")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kin_of")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    kind = models.CharField("関係", max_length=16, choices=Kind.choices)
    living_together = models.BooleanField("同居している", null=True)
    from_on = models.DateField("いつから", null=True)
    until_on = models.DateField("いつまで", null=True)
    status = models.CharField("確かさ", max_length=10, choices=Firmness.choices, default=Firmness.STATED)
    own_words = models.BooleanField("相手もこの人の話だけで知られている", default=False)
    """The other's record was made from this person's words: it can tell this person nothing new."""

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "続き柄の関係"
        verbose_name_plural = "続き柄の関係"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["parent_of", "guardian_of", "spouse", "partner", "same_livelihood"]),
                name="kinship_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["stated", "confirmed", "disputed", "ended"]),
                name="kinship_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(person=F("other")), name="kinship_is_of_two"),
            models.UniqueConstraint(
                fields=("person", "other", "kind"),
                condition=Q(until_on__isnull=True),
                name="kinship_is_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"続き柄の関係 {self.pk}"


class Evidence(SealedRow):
    """What shows a kinship (証拠): which document, from whom, until when; what is allowed is in data/evidence."""

    class How(models.TextChoices):
        """How it came."""

        DIGITAL = "digital", "オンライン"
        COUNTER = "counter", "窓口"
        POST = "post", "郵送"

    kinship = models.ForeignKey(Kinship, on_delete=models.CASCADE, related_name="evidence")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    """Who showed it."""
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    kind = models.CharField("書類の種類", max_length=16)
    issued_on = models.DateField("発行の日")
    valid_until = models.DateField("有効な日まで", null=True)
    holder = models.CharField("原本を持つ機関", max_length=13, blank=True)
    how = models.CharField("受け取り方", max_length=8, choices=How.choices)
    reference_sealed = models.BinaryField(default=b"")
    seen_by_id = models.BigIntegerField(null=True)
    """accounts.Account: who saw it and found it good; none yet: not confirmed."""

    reference = SealedText()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "証拠"
        verbose_name_plural = "証拠"
        constraints = (
            models.CheckConstraint(
                condition=Q(how__in=["digital", "counter", "post"]), name="evidence_came_in_a_known_way"
            ),
        )

    def __str__(self) -> str:
        return f"証拠 {self.pk}"
