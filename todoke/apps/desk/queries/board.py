"""What needs doing, for the bodies of one account: lists, counts, and what was done this month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTransform
from django.utils.http import urlencode

from todoke.apps.accounts.models import Account, Role
from todoke.apps.places.models import Body
from todoke.apps.registry.models import Need, Outcome, Proposal, Record, Stage, Task, Voice
from todoke.records.upkeep import Upkeep

URGENCY = (
    Need.OUTSIDER,
    Need.DEADLINE_PASSED,
    Need.DEAD_LINK,
    Need.LAW_CHANGED,
    Need.CONTRADICTION,
    Need.PAGE_CHANGED,
    Need.MOVED_LINK,
    Need.MISSING_FIELD,
    Need.UNREAD_CONDITION,
    Need.REVIEW_OVERDUE,
    Need.IMPORT_REPAIR,
)
"""What misleads residents now comes first, what merely lacks something last."""

SORTS = {"urgent": "急ぐものから", "people": "件数の多い手続から", "old": "古いものから", "name": "名前の順"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks are asked for, and in which order."""

    need: str = ""
    kind: str = ""
    body: str = ""
    sort: str = "urgent"

    @classmethod
    def of(cls, asked: dict[str, str]) -> Wanted:
        """Read the address; what is not understood is left out."""
        need, kind, sort = asked.get("need", ""), asked.get("kind", ""), asked.get("sort", "")
        return cls(
            need if need in Need.values else "",
            kind if kind in ("program", "procedure") else "",
            asked.get("body", "")[:13],
            sort if sort in SORTS else "urgent",
        )

    @property
    def query(self) -> str:
        """The query of an address that asks for the same again."""
        asked = {"need": self.need, "kind": self.kind, "body": self.body}
        asked["sort"] = "" if self.sort == "urgent" else self.sort
        return urlencode({name: text for name, text in asked.items() if text})


def my_tasks(account: Account) -> QuerySet[Task]:
    """Return the open tasks of the account's bodies that do not wait for an approver already."""
    waiting = Proposal.objects.filter(stage=Stage.PROPOSED, task__isnull=False).values("task")
    return Task.objects.filter(body__in=account.bodies(), settled_at__isnull=True).exclude(pk__in=waiting)


def tasks_wanted(account: Account, wanted: Wanted) -> QuerySet[Task]:
    """Return the tasks asked for, in the order asked for."""
    tasks = my_tasks(account).select_related("record", "record__current", "body")
    if wanted.need:
        tasks = tasks.filter(need=wanted.need)
    if wanted.kind:
        tasks = tasks.filter(record__kind=wanted.kind)
    if wanted.body:
        tasks = tasks.filter(body=wanted.body)
    rank = Case(
        *(When(need=need, then=Value(place)) for place, need in enumerate(URGENCY)),
        default=Value(len(URGENCY)),
        output_field=IntegerField(),
    )
    filings = KeyTransform("count", KeyTransform("volume", "record__current__raw"))
    tasks = tasks.annotate(rank=rank, filings=filings)
    match wanted.sort:
        case "people":
            return tasks.order_by(F("filings").desc(nulls_last=True), "rank", "found_at", "pk")
        case "old":
            return tasks.order_by("found_at", "pk")
        case "name":
            return tasks.order_by("record__name", "rank", "pk")
    return tasks.order_by("rank", F("filings").desc(nulls_last=True), "found_at", "pk")


def task_after(account: Account, task: Task, wanted: Wanted) -> Task | None:
    """Return the task that comes after this one in the order asked for, from the beginning at the end."""
    order = list(tasks_wanted(account, wanted).values_list("pk", flat=True))
    if task.pk in order:
        place = order.index(task.pk)
        order = order[place + 1 :] + order[:place]
    return Task.objects.filter(pk=order[0]).first() if order else None


def counts_by_need(account: Account) -> list[tuple[Need, int]]:
    """Return how many open tasks there are of each need, the most urgent first."""
    found = dict(my_tasks(account).values_list("need").annotate(count=Count("pk")))
    return [(need, found[need]) for need in URGENCY if found.get(need)]


@dataclass(frozen=True, slots=True)
class Month:
    """What was done since the first of the month."""

    repaired: int
    kept: int
    waiting: int
    minutes: float | None
    """Minutes of work per update sent, as measured; None before the first."""


def month_of(account: Account, *, since: datetime) -> Month:
    """Return the progress of the account's bodies since an instant."""
    bodies = account.bodies()
    settled = Task.objects.filter(body__in=bodies, settled_at__gte=since)
    sent = Proposal.objects.filter(body__in=bodies, proposed_at__gte=since, seconds_spent__gt=0)
    seconds = sent.aggregate(mean=Avg("seconds_spent"))["mean"]
    return Month(
        repaired=settled.filter(outcome=Outcome.REPAIRED).count(),
        kept=settled.filter(outcome=Outcome.KEPT).count(),
        waiting=Proposal.objects.filter(body__in=bodies, stage=Stage.PROPOSED).count(),
        minutes=None if seconds is None else round(seconds / 60, 1),
    )


def bodies_to_approve(account: Account, upkeep: Upkeep) -> QuerySet[Body]:
    """Return the bodies whose proposals the account may decide, the municipalities too where the rules say so."""
    own = account.bodies(Role.APPROVER)
    if upkeep.metropolis_may_approve and own.filter(area="130001").exists():
        return Body.objects.filter(Q(pk__in=own.values("pk")) | ~Q(area=""))
    return own


def to_approve(account: Account, upkeep: Upkeep) -> QuerySet[Proposal]:
    """Return the proposals that wait for this account: never its own."""
    return (
        Proposal.objects.filter(body__in=bodies_to_approve(account, upkeep), stage=Stage.PROPOSED)
        .exclude(opened_by=account)
        .select_related("record", "body", "opened_by", "base", "task")
        .order_by("proposed_at", "pk")
    )


def mine(account: Account) -> QuerySet[Proposal]:
    """Return the proposals the account wrote that are under way or came back."""
    return (
        Proposal.objects.filter(opened_by=account, stage__in=(Stage.DRAFT, Stage.PROPOSED, Stage.REFUSED))
        .select_related("record", "body", "decided_by")
        .order_by("-pk")
    )


def from_outside(account: Account) -> QuerySet[Proposal]:
    """Return what people without an account have told about records of the account's bodies (利用者からの指摘)."""
    return (
        Proposal.objects.filter(body__in=account.bodies(), voice=Voice.OUTSIDER, stage=Stage.DRAFT)
        .select_related("record", "body")
        .order_by("pk")
    )


def my_records(account: Account) -> QuerySet[Record]:
    """Return the records the account's bodies keep."""
    return Record.objects.filter(body__in=account.bodies()).select_related("body", "current")
