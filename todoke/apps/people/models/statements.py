"""What was said of a person or household (述べられたこと): the ledger of which the packed facts are a projection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models.households import Household, Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedJson
from todoke.apps.vault.models import SealedRow


class Statement(SealedRow):
    """One fact as somebody said it: what, by whom, as of when, how firmly; none is ever written over."""

    class Firmness(models.TextChoices):
        """How firmly it is known."""

        STATED = "stated", "本人が伝えた"
        CONFIRMED = "confirmed", "役所が確かめた"
        INFERRED = "inferred", "ほかの情報から考えた"
        DISPUTED = "disputed", "確かめている"
        WITHDRAWN = "withdrawn", "取り消した"

    class Source(models.TextChoices):
        """Who said it."""

        PERSON = "person", "本人"
        MUNICIPALITY = "municipality", "区市町村"
        APP = "app", "民間のアプリ"
        IMPORT = "import", "取り込み"
        SUPPORTER = "supporter", "支援者"

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="statements")
    household = models.ForeignKey(Household, null=True, on_delete=models.CASCADE, related_name="statements")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    fact = models.CharField("属性", max_length=120)
    value_sealed = models.BinaryField(default=b"")
    status = models.CharField("確かさ", max_length=10, choices=Firmness.choices)
    source = models.CharField("だれから", max_length=12, choices=Source.choices)
    source_name = models.CharField("だれから(名称)", max_length=60, blank=True)
    as_of = models.DateField("いつの時点")
    recorded_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    value = SealedJson()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "述べられたこと"
        verbose_name_plural = "述べられたこと"
        indexes = (models.Index(fields=("person", "fact"), name="statement_by_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True, household__isnull=False)
                | Q(person__isnull=False, household__isnull=True),
                name="statement_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["stated", "confirmed", "inferred", "disputed", "withdrawn"]),
                name="statement_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["person", "municipality", "app", "import", "supporter"]),
                name="statement_source_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"述べられたこと {self.pk}"
