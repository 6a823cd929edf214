"""Changes by two people: one proposes, another approves, and only then is anything published (A2).

Sources of the four-eyes rule: requirement A2; data/registry/upkeep.yaml says who may stand in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.places.models import Body
from todoke.apps.registry.actions.numbers import allocate_number
from todoke.apps.registry.actions.publishing import Content, Entry, publish
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.domain.refusals import (
    IncompleteError,
    NotAllowedError,
    SecondPersonError,
    StaleProposalError,
    WrongStageError,
)
from todoke.apps.registry.models import (
    Intent,
    Outcome,
    Proposal,
    Record,
    Stage,
    Statement,
    Task,
    Version,
    Voice,
)
from todoke.apps.registry.queries.rulebook import look_again
from todoke.apps.registry.queries.sheets import current_sheets
from todoke.records.content import as_json, read_content
from todoke.records.numbers import PROCEDURE_MENU, PROGRAM_MENU
from todoke.records.plainness import judge_plainness
from todoke.records.upkeep import Upkeep
from todoke.rules.citations import Check, Citation

METROPOLIS_AREA = "130001"
CHECK_DAYS = ("checked_on", "review_on")


def unchecked(raw: dict[str, Any]) -> dict[str, Any]:
    """Return content without the days on which it was checked and is to be checked again."""
    return {key: value for key, value in raw.items() if key not in CHECK_DAYS}


@transaction.atomic
def open_record(*, content: Content, body: Body, by: Account, at: datetime) -> Proposal:
    """Give a new record its permanent number and open the proposal that will publish it."""
    _check_role(by, Role.EDITOR, body)
    menu = content.menu or (PROGRAM_MENU if content.kind == "program" else PROCEDURE_MENU)
    record = Record.objects.create(
        number=str(allocate_number(issuer=body.number, menu=menu)),
        kind=content.kind,
        body=body,
        name=content.name.ja[:300],
        level=content.level,
        area=content.area[0] if content.area else "",
        audience=content.audience,
        menu=content.menu or "",
    )
    return open_proposal(record=record, content=content, by=by, at=at, intent=Intent.CREATE)


@transaction.atomic
def open_proposal(
    *,
    record: Record,
    content: Content | None,
    at: datetime,
    by: Account | None = None,
    intent: str = Intent.CHANGE,
    voice: str = Voice.STAFF,
    effective_from: date | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    sheets: Mapping[str, dict[str, str]] | None = None,
    words: str = "",
    source_url: str = "",
    task: Task | None = None,
) -> Proposal:
    """Write down a change without publishing anything.

    Staff need a role in the record's body; an outsider, the page watcher and the reader have no account.
    """
    if voice == Voice.STAFF:
        if by is None:
            raise NotAllowedError("職員の提案にはログインが必要です")
        _check_role(by, Role.EDITOR, record.body)
    return Proposal.objects.create(
        record=record,
        body=record.body,
        intent=intent,
        voice=voice,
        base=record.current,
        effective_from=effective_from,
        raw=None if content is None else as_json(content),
        evidence=list(evidence),
        sheets=dict(sheets or {}),
        words=words,
        source_url=source_url,
        task=task,
        opened_by=by,
        opened_at=at,
    )


@transaction.atomic
def propose(*, proposal: Proposal, by: Account, at: datetime, seconds_spent: int = 0) -> Proposal:
    """Hand the draft to a second person. Whoever does this counts as its author."""
    locked = _locked(proposal, Stage.DRAFT)
    _check_role(by, Role.EDITOR, locked.body)
    if locked.intent != Intent.RETIRE and locked.raw is None:
        raise IncompleteError("変更する内容が書かれていません。項目を直してから承認を依頼してください")
    locked.stage = Stage.PROPOSED
    locked.opened_by = by
    locked.proposed_at = at
    locked.seconds_spent += seconds_spent
    locked.save()
    return locked


@transaction.atomic
def approve(
    *, proposal: Proposal, by: Account, on: date, at: datetime, upkeep: Upkeep, note: str = ""
) -> Version:
    """Publish the proposal. Raises a RegistryError and publishes nothing where a rule stands against it."""
    locked = _locked(proposal, Stage.PROPOSED)
    _check_second_person(locked, by, upkeep)
    record = Record.objects.select_for_update(of=("self",)).select_related("current").get(pk=locked.record_id)
    _check_fresh(locked, record)
    retiring = locked.intent == Intent.RETIRE
    if retiring and record.current is None:
        raise IncompleteError("まだ公開されていない登録は終了にできません")
    content = record.content if retiring else read_content(_with_latest_check(locked, record))
    if missing := upkeep.missing_for_publication(content):
        raise IncompleteError(f"公開するには次の項目が必要です: {'、'.join(missing)}")
    if not retiring and (faults := judge_plainness(content).errors):
        raise IncompleteError(" ".join(f"{fault.message}。" for fault in faults))
    # A change without a day of its own takes effect at once; a record's first version reaches back.
    effective = locked.effective_from or (None if record.current is None else on)
    result = publish(
        Entry(
            number=record.number,
            content=content,
            effective_from=effective,
            statement=Statement.RETIRED if retiring else Statement.HOLDS,
            sources=_sources(locked, record),
            note=locked.words[:400],
        ),
        on=on,
        at=at,
        channel="desk",
        proposed_by=locked.opened_by,
        approved_by=by,
    )
    if locked.sheets:
        record_sheets(
            texts={path: sheet["text"] for path, sheet in locked.sheets.items()},
            at=at,
            channel="desk",
            note=locked.words,
            proposed_by=locked.opened_by,
            approved_by=by,
        )
        transaction.on_commit(look_again)
    locked.stage = Stage.PUBLISHED
    locked.decided_by, locked.decided_at, locked.decision_note = by, at, note
    if not Proposal.objects.filter(published=result.version).exists():
        locked.published = result.version
    locked.save()
    if locked.task is not None and locked.opened_by is not None:
        settle_task(task=locked.task, outcome=Outcome.REPAIRED, by=locked.opened_by, at=at)
    return result.version


@transaction.atomic
def refuse(*, proposal: Proposal, by: Account, at: datetime, note: str, upkeep: Upkeep) -> Proposal:
    """Send the proposal back with a reason. An outsider's draft may be refused as it came."""
    locked = _locked(proposal, Stage.PROPOSED, Stage.DRAFT)
    _check_approver(by, locked.body, upkeep)
    if not note.strip():
        raise IncompleteError("差し戻す理由を書いてください")
    locked.stage = Stage.REFUSED
    locked.decided_by, locked.decided_at, locked.decision_note = by, at, note[:400]
    locked.save()
    return locked


@transaction.atomic
def withdraw(*, proposal: Proposal, by: Account, at: datetime) -> Proposal:
    """Take back a proposal before it is decided."""
    locked = _locked(proposal, Stage.DRAFT, Stage.PROPOSED)
    _check_role(by, Role.EDITOR, locked.body)
    locked.stage = Stage.WITHDRAWN
    locked.decided_by, locked.decided_at = by, at
    locked.save()
    return locked


def _locked(proposal: Proposal, *stages: str) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("base").get(pk=proposal.pk)
    if locked.stage not in stages:
        raise WrongStageError(f"この提案は「{Stage(locked.stage).label}」なので、この操作はできません")
    return locked


def _sources(proposal: Proposal, record: Record) -> tuple[dict[str, Any], ...]:
    """Return what the new version rests on: what the one before it rested on, and the words of the proposal.

    Evidence becomes a citation that names its field in the note; a field proposed anew loses its former one. The
    evidence as it was stays with the proposal.
    """
    page = f"{proposal.body.name}の公式ページ" if proposal.body else "公式ページ"
    fresh = []
    for one in proposal.evidence:
        if not isinstance(one, dict) or not (one.get("quote") or one.get("url")):
            continue
        seen = one.get("standing", "stated") == "stated"
        told = {"url": one.get("url"), "quote": one.get("quote"), "note": one.get("field")}
        cited = Citation(
            law=page,
            check=Check.VERIFIED if seen else Check.RECALLED,
            **{key: str(value) for key, value in told.items() if value},
        )
        fresh.append(cited.model_dump(mode="json", exclude_defaults=True))
    notes = {one["note"] for one in fresh if "note" in one}
    before = record.current.sources if record.current else []
    kept = [one for one in before if one not in fresh and one.get("note") not in notes]
    return (*kept, *fresh)


def _check_fresh(proposal: Proposal, record: Record) -> None:
    """A proposal is written against one version and one text of each rule file; only those may still hold.

    That somebody merely confirmed the record since (``confirm_checked``) changes nothing the proposal speaks of.
    """
    stale = StaleProposalError(
        "この提案が書かれたあとに登録が変わりました。今の内容と見比べて、提案を書き直してください"
    )
    if record.current_id != proposal.base_id:
        if record.current is None or proposal.base is None:
            raise stale
        if unchecked(record.current.raw) != unchecked(proposal.base.raw):
            raise stale
    held = current_sheets(proposal.sheets)
    if any(
        path in held and held[path].fingerprint != sheet["base"] for path, sheet in proposal.sheets.items()
    ):
        raise stale


def _with_latest_check(proposal: Proposal, record: Record) -> dict[str, Any]:
    """Return what is proposed, with the days of a check that was made meanwhile."""
    raw: dict[str, Any] = dict(proposal.raw or {})
    if record.current is None or proposal.base is None or record.current_id == proposal.base_id:
        return raw
    for day in CHECK_DAYS:
        if raw.get(day) == proposal.base.raw.get(day) and day in record.current.raw:
            raw[day] = record.current.raw[day]
    return raw


def _check_role(by: Account, role: Role, body: Body | None) -> None:
    if not by.can(role, body):
        name = body.name if body else "国の調査"
        raise NotAllowedError(
            f"{name}の登録を扱う「{role.label}」の役割がありません。管理者に依頼してください"
        )


def _check_approver(by: Account, body: Body | None, upkeep: Upkeep) -> None:
    if by.can(Role.APPROVER, body):
        return
    metropolis = Body.objects.filter(area=METROPOLIS_AREA).first()
    if upkeep.metropolis_may_approve and body is not None and by.can(Role.APPROVER, metropolis):
        return
    _check_role(by, Role.APPROVER, body)


def _check_second_person(proposal: Proposal, by: Account, upkeep: Upkeep) -> None:
    _check_approver(by, proposal.body, upkeep)
    if proposal.opened_by_id == by.pk:
        raise SecondPersonError("自分が提案した変更は承認できません。ほかの人に承認を依頼してください")
