"""What somebody wishes to be told, when and how often (受け取り方), and when nothing at all."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class Preference(models.Model):
    """The wishes of one person; whoever never said any is told nothing."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    none = models.BooleanField("受け取らない", default=False)
    topics = models.PositiveBigIntegerField("何について", default=0)
    """Bits of data/notices/topics.csv."""
    channels = models.PositiveSmallIntegerField("届く道", default=0)
    """Bits of todoke.telling.channels."""
    budget = models.PositiveSmallIntegerField("30日に何通まで", default=4)
    quiet_from = models.PositiveSmallIntegerField("受け取らない時間の始め", default=21 * 60)
    """Minutes of the day; equal to ``quiet_until``: no quiet hours."""
    quiet_until = models.PositiveSmallIntegerField("受け取らない時間の終わり", default=8 * 60)
    roundup_day = models.PositiveSmallIntegerField("まとめて受け取る曜日", null=True, blank=True)
    """0 Monday to 6 Sunday; None: each by itself."""
    language = models.CharField("ことば", max_length=10, default="ja")
    disaster = models.BooleanField("災害のお知らせ", default=True)
    """Hints of disasters on the chosen ways, at any hour and outside the budget."""
    suggested = models.BooleanField("提案から選んだ", default=False)
    changed_at = models.DateTimeField("決めた時")

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "受け取り方"
        verbose_name_plural = "受け取り方"
        constraints = (
            models.CheckConstraint(
                condition=Q(budget__lte=30), name="preference_budget_is_at_most_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lt=1440, quiet_until__lt=1440), name="preference_quiet_is_in_a_day"
            ),
            models.CheckConstraint(
                condition=Q(roundup_day__isnull=True) | Q(roundup_day__lte=6),
                name="preference_roundup_is_a_weekday",
            ),
            models.CheckConstraint(
                condition=Q(none=False) | Q(topics=0, channels=0), name="preference_none_means_nothing"
            ),
        )

    def __str__(self) -> str:
        return f"受け取り方 {self.pk}"

    @property
    def thing(self) -> str:
        """Return what it is, for the table of rights."""
        return "preference"

    @property
    def owner_id(self) -> int | None:
        """Return whose it is."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return whether a shield stands around it: wishes tell no address."""
        return False


class Roundup(models.Model):
    """One hint for several notices (まとめ便), at most one a week."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("いつ")
    notices = models.JSONField(default=list)
    """notices.Notice, by number."""
    sent_at = models.DateTimeField("送った時", null=True, blank=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "まとめ便"
        verbose_name_plural = "まとめ便"
        constraints = (models.UniqueConstraint(fields=("person", "on"), name="roundup_is_one_a_day"),)

    def __str__(self) -> str:
        return f"まとめ便 {self.pk}"


class Silence(models.Model):
    """A time in which nothing is told (お知らせを控える期間)."""

    class Why(models.TextChoices):
        """Why; stored under these words for ever."""

        DEATH = "death", "亡くなった人がいる"
        ASKED = "asked", "頼まれた"
        REPORT = "report", "まちがいの知らせを調べている"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField("いつから")
    until_at = models.DateTimeField("いつまで")
    why = models.CharField(max_length=6, choices=Why.choices)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "お知らせを控える期間"
        verbose_name_plural = "お知らせを控える期間"
        constraints = (
            models.CheckConstraint(
                condition=Q(why__in=("death", "asked", "report")), name="silence_why_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=models.F("from_at")), name="silence_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=("person", "until_at"), name="silence_of_person"),)

    def __str__(self) -> str:
        return f"お知らせを控える期間 {self.pk}"
