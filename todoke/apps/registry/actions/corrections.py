"""Corrections proposed by anybody, without an account: each becomes a proposal and a task for the owner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from todoke.apps.registry.actions.proposals import open_proposal
from todoke.apps.registry.models import Need, Proposal, Record, Task, Voice


@transaction.atomic
def record_correction(*, record: Record, words: str, source_url: str, at: datetime) -> Proposal:
    """Keep what somebody said is wrong, and open a task for the record's owner.

    Nothing about who said it is kept. The same words about the same record are kept once while they are open.
    """
    task, is_new = Task.objects.get_or_create(
        record=record,
        need=Need.OUTSIDER,
        key=words[:200],
        settled_at=None,
        defaults={"body": record.body, "found_at": at, "detail": {"words": words, "url": source_url}},
    )
    if not is_new:
        already = task.proposals.order_by("pk").first()
        if already is not None:
            return already
    return open_proposal(
        record=record,
        content=None,
        at=at,
        voice=Voice.OUTSIDER,
        words=words,
        source_url=source_url,
        task=task,
    )
