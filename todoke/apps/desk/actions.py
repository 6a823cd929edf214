"""Writes of the desk: sending a repair, leaving things as they are, proposing many changes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.domain.repairs import ACCEPT, REFUSE, Decision
from todoke.apps.registry.actions.proposals import open_proposal, propose, withdraw
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.domain.refusals import IncompleteError, NotAllowedError
from todoke.apps.registry.models import Outcome, Proposal, Record, Stage, Task
from todoke.records.content import ProcedureContent, ProgramContent

Content = ProgramContent | ProcedureContent


def evidence_of(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Return what the accepted and corrected fields rest on."""
    return [
        {
            "field": one.suggestion.pointer,
            "quote": one.suggestion.quote,
            "url": one.suggestion.url,
            "standing": one.suggestion.standing or "stated",
            "decision": "accepted" if one.kind == ACCEPT else "corrected",
        }
        for one in decisions
        if one.kind != REFUSE
    ]


@transaction.atomic
def send_repair(
    *,
    task: Task,
    content: Content,
    decisions: Sequence[Decision],
    by: Account,
    at: datetime,
    seconds_spent: int,
    words: str = "",
) -> Proposal:
    """Hand the repaired record to a second person; the task is done when it is published."""
    if all(one.kind == REFUSE for one in decisions):
        raise IncompleteError("直す項目がありません。変えないときは「そのままでよい」を選んでください")
    proposal = open_proposal(
        record=task.record,
        content=content,
        by=by,
        at=at,
        evidence=evidence_of(decisions),
        words=words or str(task.detail.get("message", ""))[:400],
        source_url=str(task.detail.get("page_url") or "")[:500],
        task=task,
    )
    propose(proposal=proposal, by=by, at=at, seconds_spent=seconds_spent)
    _keep_decisions(task, decisions)
    return proposal


@transaction.atomic
def leave_as_it_is(
    *, task: Task, decisions: Sequence[Decision], by: Account, at: datetime, seconds_spent: int
) -> Task:
    """Settle a task without a change: somebody looked, and the record is right."""
    if not by.can(Role.EDITOR, task.body):
        raise NotAllowedError("この登録を扱う「起案」の役割がありません")
    _keep_decisions(task, decisions)
    for draft in task.proposals.filter(stage=Stage.DRAFT):
        withdraw(proposal=draft, by=by, at=at)
    return settle_task(task=task, outcome=Outcome.KEPT, by=by, at=at, seconds_spent=seconds_spent)


@transaction.atomic
def propose_many(
    *,
    changes: Sequence[tuple[Record, Content]],
    by: Account,
    at: datetime,
    words: str,
    effective_from: date | None = None,
    seconds_spent: int = 0,
) -> list[Proposal]:
    """Propose one change per record, all or none; the time spent is shared among them."""
    share = round(seconds_spent / len(changes)) if changes else 0
    sent = []
    for record, content in changes:
        proposal = open_proposal(
            record=record, content=content, by=by, at=at, words=words, effective_from=effective_from
        )
        sent.append(propose(proposal=proposal, by=by, at=at, seconds_spent=share))
    return sent


def _keep_decisions(task: Task, decisions: Sequence[Decision]) -> None:
    """Keep beside the task what was proposed and what was decided: the page watcher is judged and tuned by it."""
    if decisions:
        task.detail = {**task.detail, "decisions": [one.as_json() for one in decisions]}
        task.save(update_fields=["detail"])
