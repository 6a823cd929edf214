"""Opening and settling what needs doing about records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from todoke.apps.accounts.models import Account
from todoke.apps.registry.models import Outcome, Record, Task


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found about a record that needs a hand."""

    record_id: int
    need: str
    key: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_findings(
    *, findings: Iterable[Finding], needs: Iterable[str], record_ids: Iterable[int], at: datetime
) -> tuple[int, int]:
    """Make the open tasks of ``needs`` of the records looked at agree with what was found.

    What is found again keeps its task (its detail is brought up to date), what is new opens one, and what is no
    longer found settles by itself. Returns how many were opened and how many settled.
    """
    wanted = {(f.record_id, f.need, f.key[:200]): f for f in findings}
    looked_at, about = list(record_ids), list(needs)
    open_tasks = {
        (task.record_id, task.need, task.key): task
        for task in Task.objects.select_for_update(of=("self",)).filter(
            record_id__in=looked_at, need__in=about, settled_at__isnull=True
        )
    }
    bodies = dict(Record.objects.filter(pk__in=looked_at).values_list("pk", "body_id"))
    Task.objects.bulk_create(
        Task(
            record_id=f.record_id,
            body_id=bodies.get(f.record_id),
            need=f.need,
            key=f.key[:200],
            detail=f.detail,
            found_at=at,
        )
        for place, f in wanted.items()
        if place not in open_tasks
    )
    again = [task for place, task in open_tasks.items() if place in wanted]
    for task in again:
        task.detail = wanted[(task.record_id, task.need, task.key)].detail
    Task.objects.bulk_update(again, ("detail",), batch_size=200)
    gone = [task.pk for place, task in open_tasks.items() if place not in wanted]
    Task.objects.filter(pk__in=gone).update(settled_at=at, outcome=Outcome.VANISHED)
    return len(wanted.keys() - open_tasks.keys()), len(gone)


@transaction.atomic
def settle_task(*, task: Task, outcome: str, by: Account, at: datetime, seconds_spent: int = 0) -> Task:
    """Close a task; closing it twice changes nothing."""
    locked = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.settled_at is None:
        locked.settled_at, locked.settled_by, locked.outcome = at, by, outcome
        locked.seconds_spent += seconds_spent
        locked.save()
    return locked
