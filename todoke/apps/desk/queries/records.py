"""Records as the desk looks for them, and what one may be compared with."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404

from todoke.apps.accounts.models import Account
from todoke.apps.desk.queries.board import my_records
from todoke.apps.desk.queries.upkeep import upkeep
from todoke.apps.registry.models import Proposal, Record, Stage, State
from todoke.apps.registry.queries.records import find_record


def record_or_404(number: str) -> Record:
    """Return the record of an address."""
    record = find_record(number)
    if record is None:
        raise Http404
    return record


def found_records(account: Account, asked: dict[str, str], *, on: date) -> QuerySet[Record]:
    """Return the account's records that fit words, kind, state and body, by name.

    ``due`` asks for those whose review is ``over``due or comes ``soon``, the earliest first.
    """
    records = my_records(account)
    for word in asked.get("q", "")[:100].split():
        records = records.filter(Q(name__icontains=word) | Q(number__icontains=word))
    for column in ("kind", "state", "body", "level"):
        if asked.get(column):
            records = records.filter(**{column: asked[column][:20]})
    match asked.get("due"):
        case "over":
            return records.filter(state=State.PUBLISHED, review_on__lt=on).order_by("review_on", "name", "pk")
        case "soon":
            last = on + timedelta(days=upkeep().remind_days_before)
            soon = records.filter(state=State.PUBLISHED, review_on__gte=on, review_on__lte=last)
            return soon.order_by("review_on", "name", "pk")
    return records.order_by("name", "pk")


def comparable(record: Record) -> list[Record]:
    """Return other bodies' versions of the same program: of its family, or of its menu (ユニバーサルメニュー)."""
    same = Q(pk__in=())
    if record.family:
        same |= Q(family=record.family)
    if record.menu:
        same |= Q(menu=record.menu)
    others = Record.objects.published().filter(same, kind=record.kind).exclude(pk=record.pk)
    return list(others.select_related("body", "current").order_by("area", "pk")[:80])


def under_way(record: Record) -> QuerySet[Proposal]:
    """Return the proposals about a record that are not decided yet."""
    return record.proposals.filter(stage__in=(Stage.DRAFT, Stage.PROPOSED)).select_related("opened_by")
