"""Tables of planning (お知らせの予定): plans of a night, their lines, and who let what be pushed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from todoke.apps.accounts.models import Account
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.telling.candidates import HeldFor, Placing
from todoke.telling.occasions import Occasion


class NoticePlan(models.Model):
    """What one municipality would tell to whom on a day, worked out before anything is sent."""

    tenancy = Tenancy(person=None)
    thing = "plan"

    class Kind(models.TextChoices):
        """What it was made from; stored under these words for ever."""

        NIGHTLY = "nightly", "毎晩の照合"
        REGISTRY = "registry", "登録の変更"
        BROADCAST = "broadcast", "みんなへのお知らせ"
        ENTITLEMENT = "entitlement", "申請のいらない支給"
        TRIAL = "trial", "試し(送れません)"

    class State(models.TextChoices):
        """How far it is; stored under these words for ever."""

        DRAFT = "draft", "承認待ち"
        APPROVED = "approved", "承認ずみ"
        SENDING = "sending", "送っている途中"
        SENT = "sent", "送り終えた"
        DROPPED = "dropped", "取りやめ"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    on = models.DateField("いつの予定")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    before_night = models.CharField("前の晩", max_length=40, blank=True)
    after_night = models.CharField("後の晩", max_length=40, blank=True)
    rules_mark = models.CharField("きまりの印", max_length=64)
    stamp = models.CharField("もとの印", max_length=64, unique=True)
    """SHA-256 of everything it was made from: the same night is planned once."""
    made_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    approved_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="approved_plans"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = Scoped()

    class Meta:
        verbose_name = "お知らせの予定"
        verbose_name_plural = "お知らせの予定"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("nightly", "registry", "broadcast", "entitlement", "trial")),
                name="notice_plan_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "approved", "sending", "sent", "dropped")),
                name="notice_plan_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "sending", "sent")) | Q(approved_by__isnull=False),
                name="notice_plan_is_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="trial") | Q(state__in=("draft", "dropped")),
                name="notice_plan_trial_is_never_sent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} の予定"

    @property
    def owner_id(self) -> int | None:
        """Return that it is nobody's own."""
        return None

    @property
    def area(self) -> str:
        """Return the municipality's code."""
        return self.municipality_id

    @property
    def is_shielded(self) -> bool:
        """Return that no shield stands around it: those it would tell are left out of its lines."""
        return False


class PlanReason(models.Model):
    """Why, alike for many lines of a plan: names of conditions and items, never a value of a person."""

    plan = models.ForeignKey(NoticePlan, on_delete=models.CASCADE, related_name="reasons")
    number = models.PositiveIntegerField()
    reason = models.JSONField(default=dict)

    class Meta:
        verbose_name = "お知らせの理由"
        verbose_name_plural = "お知らせの理由"
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_reason_has_one_number"),)

    def __str__(self) -> str:
        return f"理由 {self.number}"


class PlannedNotice(models.Model):
    """One line of a plan: who would be told what, when, on which ways, and what was held back for what."""

    tenancy = Tenancy()

    plan = models.ForeignKey(NoticePlan, on_delete=models.CASCADE, related_name="lines")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    person_id = models.BigIntegerField(db_index=True)
    """Whom it would be told (people.Person); 0 where nobody may read it yet."""
    about_id = models.BigIntegerField(null=True, blank=True)
    """Whom it is about (people.Person, or people.Household where the program is of households)."""
    rule = models.CharField("きまり", max_length=60)
    program_id = models.CharField("制度", max_length=60)
    occasion = models.CharField(max_length=20)
    decision = models.CharField(max_length=6)
    held_for = models.CharField(max_length=20, default=HeldFor.NOTHING.value)
    channels = models.PositiveSmallIntegerField(default=0)
    """Bits of todoke.telling.channels."""
    when_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    reason_number = models.PositiveIntegerField(default=0)
    """The PlanReason of the same plan."""
    dedupe = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_for = models.CharField("送るときに控えた理由", max_length=20, blank=True)

    objects = Scoped()

    class Meta:
        verbose_name = "予定の1件"
        verbose_name_plural = "予定の1件"
        indexes = (
            models.Index(fields=("plan", "decision"), name="planned_by_decision"),
            models.Index(
                fields=("plan", "id"), condition=Q(sent_at__isnull=True), name="planned_still_to_send"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("plan", "person_id", "dedupe"), name="planned_once_per_person"),
            models.CheckConstraint(
                condition=Q(decision__in=tuple(one.value for one in Placing)),
                name="planned_decision_is_known",
            ),
            models.CheckConstraint(
                condition=Q(held_for__in=tuple(one.value for one in HeldFor)), name="planned_held_is_known"
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=tuple(one.value for one in Occasion)),
                name="planned_occasion_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"予定 {self.pk}"


class ReachLift(models.Model):
    """An exception to how far a program may reach (配慮区分の例外): asked by one, granted by another, published."""

    class To(models.TextChoices):
        """How far it may reach instead; stored under these words for ever."""

        PUSH = "push", "送る"
        SHELF = "shelf", "棚に置く"

    program_id = models.CharField("制度", max_length=60)
    to = models.CharField(max_length=5, choices=To.choices)
    reason = models.TextField("理由")
    first_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="asked_lifts")
    second_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="granted_lifts"
    )
    asked_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField("いつまで")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "配慮区分の例外"
        verbose_name_plural = "配慮区分の例外"
        constraints = (
            models.CheckConstraint(condition=Q(to__in=("push", "shelf")), name="reach_lift_is_known"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="reach_lift_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(second_by__isnull=False),
                name="reach_lift_is_published_when_granted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program_id} の例外"


class FamilyOpening(models.Model):
    """A family of facts that two people opened for pushes (data/notices/families.yaml); area "" is everywhere."""

    family = models.CharField("種類", max_length=40)
    area = models.CharField("区市町村", max_length=6, blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="asked_openings")
    second_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="granted_openings"
    )
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "送ってよい種類"
        verbose_name_plural = "送ってよい種類"
        constraints = (
            models.UniqueConstraint(
                fields=("family", "area"),
                condition=Q(closed_at__isnull=True),
                name="family_is_opened_once",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("opened_by")),
                name="family_opening_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(second_by__isnull=False),
                name="family_is_open_when_granted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.family} を開く"
