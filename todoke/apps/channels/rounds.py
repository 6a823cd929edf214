"""Work that comes round again (定期の仕事), done by whichever worker takes it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from todoke.apps.channels.models import Dispatch, Periodic, Try
from todoke.apps.tenancy.scope import everywhere

TRIES_KEPT = timedelta(days=30)
DISPATCHES_KEPT = timedelta(days=90)
_LEASE = timedelta(minutes=10)
Work = Callable[[datetime], object]


def sweep(at: datetime) -> int:
    """Forget tries after thirty days and what was handed over or given up after ninety; return how many rows."""
    with everywhere("outbox-sweep"):
        tries, _ = Try.objects.filter(at__lt=at - TRIES_KEPT).delete()
        ended = (Dispatch.State.DONE, Dispatch.State.DEAD, Dispatch.State.CANCELLED)
        old = Dispatch.objects.filter(state__in=ended, created_at__lt=at - DISPATCHES_KEPT)
        return tries + old.delete()[0]


WORKS: Mapping[str, tuple[timedelta, Work]] = {"sweep": (timedelta(hours=1), sweep)}


def do_due(owner: str, *, at: datetime, works: Mapping[str, tuple[timedelta, Work]] = WORKS) -> list[str]:
    """Do what is due and nobody else does; return its names. What fails is due again after its lease."""
    done = []
    for name, (every, work) in works.items():
        Periodic.objects.get_or_create(name=name, defaults={"next_at": at, "every": every})
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
        due = Periodic.objects.filter(free, name=name, next_at__lte=at)
        if not due.update(owner=owner, lease_until=at + _LEASE):
            continue
        work(at)
        mine = Periodic.objects.filter(name=name, owner=owner)
        mine.update(next_at=at + every, every=every, owner="", lease_until=None)
        done.append(name)
    return done
