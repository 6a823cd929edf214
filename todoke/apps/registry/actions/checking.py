"""Confirming that a record still says what the office's own page says."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.domain.refusals import IncompleteError, NotAllowedError
from todoke.apps.registry.models import Need, Outcome, Record, State, Task, Version
from todoke.records.upkeep import Upkeep

CHANNEL = "desk-check"


@transaction.atomic
def confirm_checked(
    *, record: Record, by: Account, on: date, at: datetime, upkeep: Upkeep, seconds_spent: int = 0
) -> Version:
    """Write down that the record was compared with its page today and nothing has to change.

    No second person is asked. The four-eyes rule (A2) guards what residents are told; this changes nothing they
    are told but the day of the check, and to make checking wait for an approver would only make it rarer. Who
    checked and when stays in the version itself (``proposed_by``, ``recorded_at``, channel ``desk-check``).
    Closes the open tasks that ask for a review.
    """
    locked = (
        Record.objects.select_for_update(of=("self",)).select_related("current", "body").get(pk=record.pk)
    )
    if not by.can(Role.EDITOR, locked.body):
        raise NotAllowedError("この登録を扱う「起案」の役割がありません。管理者に依頼してください")
    if locked.state != State.PUBLISHED:
        raise IncompleteError("公開中の登録だけが確認できます")
    content = locked.content.model_copy(update={"checked_on": on})
    content = content.model_copy(update={"review_on": upkeep.review_day(content, checked_on=on)})
    current = locked.current
    result = publish(
        Entry(
            number=locked.number,
            content=content,
            dated=False,
            sources=tuple(current.sources) if current else (),
            note="確認のみ(内容の変更なし)",
        ),
        on=on,
        at=at,
        channel=CHANNEL,
        proposed_by=by,
    )
    Task.objects.filter(record=locked, need=Need.REVIEW_OVERDUE, settled_at__isnull=True).update(
        settled_at=at, settled_by=by, outcome=Outcome.KEPT, seconds_spent=seconds_spent
    )
    return result.version
