"""Tables of people and households, of the numbers their facts are packed under, and of what the snapshot lacks."""

from __future__ import annotations

from django.db import models

from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.rules.values import EARLIEST, LATEST


class Relation(models.IntegerChoices):
    """How a person is related to the applicant of the household (続柄); stored under these numbers for ever."""

    SELF = 0, "本人"
    SPOUSE = 1, "配偶者"
    CHILD = 2, "子"
    PARENT = 3, "父母"
    GRANDCHILD = 4, "孫"
    GRANDPARENT = 5, "祖父母"
    SIBLING = 6, "兄弟姉妹"
    OTHER = 7, "その他"


class Household(models.Model):
    """A household (世帯); its facts are packed as todoke.residents.vectors describes."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    complete = models.PositiveSmallIntegerField("全員を記録した続柄", default=0)
    """A bit for each relation of which every member is recorded."""
    facts = models.BinaryField("属性", default=b"")

    tenancy = Tenancy(person=None, members=("people_person", "household_id"))
    objects = Scoped()

    class Meta:
        verbose_name = "世帯"
        verbose_name_plural = "世帯"
        constraints = (
            models.CheckConstraint(condition=models.Q(complete__lt=256), name="household_complete_is_bits"),
        )

    def __str__(self) -> str:
        return f"世帯 {self.pk}"


class Person(models.Model):
    """A resident (住民); the municipality is that of the household, so that every row names whose it is."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    relation = models.PositiveSmallIntegerField("続柄", choices=Relation.choices)
    parents_named = models.BooleanField("父母を名指しで記録した", default=False)
    birth_low = models.DateField("生年月日(最も早い日)", default=EARLIEST)
    birth_high = models.DateField("生年月日(最も遅い日)", default=LATEST)
    facts = models.BinaryField("属性", default=b"")

    tenancy = Tenancy(person="id")
    objects = Scoped()

    class Meta:
        verbose_name = "住民"
        verbose_name_plural = "住民"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(birth_low__lte=models.F("birth_high")), name="person_birth_is_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(relation__in=Relation.values), name="person_relation_is_known"
            ),
            models.UniqueConstraint(
                fields=("household",),
                condition=models.Q(relation=Relation.SELF),
                name="one_applicant_per_household",
            ),
        )

    def __str__(self) -> str:
        return f"住民 {self.pk}"


class Parentage(models.Model):
    """One is a parent of the other, by name; counts where ``Person.parents_named`` of the child is set."""

    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children")

    class Meta:
        verbose_name = "親子関係"
        verbose_name_plural = "親子関係"
        constraints = (models.UniqueConstraint(fields=("child", "parent"), name="parentage_is_told_once"),)

    def __str__(self) -> str:
        return f"親子関係 {self.pk}"


class FactNumber(models.Model):
    """The number a fact is packed under, and the order of its codes: given once and never to another."""

    class Holder(models.TextChoices):
        """Whose fact it is."""

        PERSON = "person", "住民"
        HOUSEHOLD = "household", "世帯"

    entity = models.CharField(max_length=9, choices=Holder.choices)
    section = models.CharField(max_length=6)
    number = models.PositiveSmallIntegerField()
    fact = models.CharField(max_length=120)
    codes = models.JSONField(default=list)

    class Meta:
        verbose_name = "属性の番号"
        verbose_name_plural = "属性の番号"
        constraints = (
            models.UniqueConstraint(fields=("entity", "section", "number"), name="fact_number_is_given_once"),
            models.UniqueConstraint(fields=("entity", "section", "fact"), name="fact_has_one_number"),
        )

    def __str__(self) -> str:
        return f"{self.fact} = {self.section} {self.number}"


class SnapshotChange(models.Model):
    """A household that the snapshot has to read again in a municipality, also when it is no longer there."""

    household = models.BigIntegerField()
    municipality = models.CharField(max_length=6)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "写しに反映していない変更"
        verbose_name_plural = "写しに反映していない変更"

    def __str__(self) -> str:
        return f"変更 {self.pk}"


class SnapshotState(models.Model):
    """Which snapshot these rows have, told by a random mark that the snapshot carries too; a single row.

    While a new one takes its place both marks count: the changes are then still there, and are read once more.
    """

    current = models.CharField(max_length=32, blank=True)
    following = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = "写しの状態"
        verbose_name_plural = "写しの状態"

    def __str__(self) -> str:
        return f"写し {self.current}"
