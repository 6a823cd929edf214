"""Drafts of the watcher: what a record would say if every proposed field were accepted. None publishes itself."""

from __future__ import annotations

import copy
from collections.abc import Collection
from datetime import datetime
from typing import Any

from todoke.apps.registry.actions.proposals import open_proposal
from todoke.apps.registry.domain.page_changes import put
from todoke.apps.registry.models import Need, Proposal, Stage, Task, Voice
from todoke.records.content import ProcedureContent, ProgramContent, as_json, read_content

NEEDS = (Need.DEAD_LINK, Need.MOVED_LINK, Need.PAGE_CHANGED)


def follow_drafts(record_ids: Collection[int], *, at: datetime) -> None:
    """Keep one draft for each open task that proposes fields, and withdraw those whose task is settled."""
    drafts = Proposal.objects.filter(record_id__in=record_ids, voice=Voice.WATCH, stage=Stage.DRAFT)
    drafts.filter(task__settled_at__isnull=False).update(stage=Stage.WITHDRAWN, decided_at=at)
    by_task = {draft.task_id: draft for draft in drafts.filter(task__isnull=False)}
    tasks = Task.objects.filter(record_id__in=record_ids, need__in=NEEDS, settled_at__isnull=True)
    for task in tasks.select_related("record", "record__current", "record__body"):
        changes = task.detail.get("changes", [])
        content = _content(task, changes)
        draft = by_task.get(task.pk)
        if content is None:
            if draft is not None:
                draft.stage, draft.decided_at = Stage.WITHDRAWN, at
                draft.save(update_fields=["stage", "decided_at"])
            continue
        evidence = [
            {name: change.get(name, "") for name in ("field", "quote", "url", "standing")}
            for change in changes
        ]
        if draft is None:
            open_proposal(
                record=task.record,
                content=content,
                at=at,
                voice=Voice.WATCH,
                evidence=evidence,
                words=str(task.detail.get("message", "")),
                source_url=str(task.detail.get("page_url", ""))[:500],
                task=task,
            )
        elif draft.raw != as_json(content) or draft.evidence != evidence:
            draft.raw, draft.evidence, draft.base = as_json(content), evidence, task.record.current
            draft.words = str(task.detail.get("message", ""))
            draft.save(update_fields=["raw", "evidence", "base", "words"])


def _content(task: Task, changes: list[dict[str, Any]]) -> ProgramContent | ProcedureContent | None:
    """Return the content with the proposed fields, None where nothing is proposed or it would be no content."""
    if not changes or task.record.current is None:
        return None
    raw = copy.deepcopy(task.record.current.raw)
    try:
        for change in changes:
            put(raw, change["field"], change["value"])
        return read_content(raw)
    except (ValueError, LookupError, TypeError):
        return None
