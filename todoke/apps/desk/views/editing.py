"""Editing a whole record, writing a new one, and taking fields over from another municipality's version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk import timing
from todoke.apps.desk.domain.changes import words_at
from todoke.apps.desk.domain.labels import label_of
from todoke.apps.desk.domain.shapes import shape_of
from todoke.apps.desk.forms.record import RecordForm
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.queries.records import comparable, record_or_404
from todoke.apps.registry.actions.drafts import fill_draft
from todoke.apps.registry.actions.proposals import open_proposal, open_record, propose
from todoke.apps.registry.domain.refusals import NotAllowedError, RegistryError
from todoke.apps.registry.models import Proposal, Record, Stage, Task, Voice
from todoke.base import clock

_OWN = (
    "name",
    "owner",
    "area",
    "origin",
    "contacts",
    "checked_on",
    "review_on",
    "rules",
    "kind",
    "extra",
    "menu",
)
"""Fields that belong to a body itself and are not taken over from another."""


@require_http_methods(["GET", "POST"])
@staff()
def edit(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """Edit all fields of a record; sending asks a second person."""
    record = record_or_404(number)
    if not account.can(Role.EDITOR, record.body):
        raise NotAllowedError(f"{record.name}を直す役割がありません")
    task = Task.objects.filter(
        record=record, pk=_number(request.GET.get("task")), settled_at__isnull=True
    ).first()
    former = record.proposals.filter(
        pk=_number(request.GET.get("proposal")), stage__in=(Stage.DRAFT, Stage.REFUSED, Stage.WITHDRAWN)
    ).first()
    base: dict[str, Any] = record.current.raw if record.current else {}
    plain = (former.raw if former and former.raw else None) or base or _draft_of(record)
    plain, source = _with_copied(request, record, plain)
    form = RecordForm(record.kind, plain, request.POST.dict() if request.method == "POST" else None)
    if form.typed is not None and not form.more:
        content = form.content()
        if content is not None and not form.is_changed(content, base):
            form.errors["name-ja"] = "今の登録と同じ内容です。直すところを書き換えてから送ってください"
        elif content is not None:
            now = clock.now()
            try:
                proposal = _draft(record, content, account, form, task, former, source)
                propose(
                    proposal=proposal,
                    by=account,
                    at=now,
                    seconds_spent=timing.seconds_spent(request.POST, at=now),
                )
            except RegistryError as error:
                form.errors["name-ja"] = str(error)
            else:
                tell(request, f"「{record.name}」の変更の承認を依頼しました")
                return HttpResponseRedirect(reverse("desk:approval", args=[proposal.pk]))
    return _form_page(
        request, account, form, f"{record.name}を編集する", record=record, task=task, source=source
    )


@require_http_methods(["GET", "POST"])
@staff()
def new(request: HttpRequest, account: Account) -> HttpResponse:
    """Write a new record, empty or begun from another one."""
    kind = "procedure" if request.GET.get("kind") == "procedure" else "program"
    bodies = list(account.bodies())
    chosen = request.POST.get("body") or request.GET.get("body") or bodies[0].number
    body = next((one for one in bodies if one.number == chosen), bodies[0])
    plain: dict[str, Any] = {
        "level": "municipality" if body.kind == "municipality" else "metropolis",
        "area": [body.area] if body.area else [],
        "owner": {"body": body.number, "name": body.name},
    }
    source = None
    if request.GET.get("from"):
        source = record_or_404(request.GET["from"])
        if source.current is not None:
            kind = source.kind
            taken = {
                key: value for key, value in source.current.raw.items() if key not in _OWN or key == "name"
            }
            plain = {**taken, **plain, "origin": {"number": source.family or source.number, "change": 0}}
    form = RecordForm(kind, plain, request.POST.dict() if request.method == "POST" else None)
    if form.typed is not None and not form.more:
        content = form.content()
        if content is not None:
            now = clock.now()
            try:
                proposal = open_record(content=content, body=body, by=account, at=now)
                proposal.words, proposal.effective_from = form.words, form.effective_from
                proposal.save(update_fields=["words", "effective_from"])
                propose(
                    proposal=proposal,
                    by=account,
                    at=now,
                    seconds_spent=timing.seconds_spent(request.POST, at=now),
                )
            except RegistryError as error:
                form.errors["name-ja"] = str(error)
            else:
                tell(request, f"新しい登録「{content.name.ja}」の承認を依頼しました")
                return HttpResponseRedirect(reverse("desk:approval", args=[proposal.pk]))
    heading = "新しい手続を登録する" if kind == "procedure" else "新しい制度を登録する"
    return _form_page(request, account, form, heading, bodies=bodies, body=body, source=source, is_new=True)


@require_safe
@staff()
def compare(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """Put a record beside another body's version of the same program, and let fields be taken over."""
    record = record_or_404(number)
    others = comparable(record)
    chosen = next(
        (one for one in others if one.slug == request.GET.get("with")), others[0] if others else None
    )
    rows = []
    if chosen is not None and chosen.current is not None:
        here = record.current.raw if record.current else {}
        there = chosen.current.raw
        for part in shape_of(record.kind).parts:
            mine, theirs = here.get(part.name), there.get(part.name)
            if mine is None and theirs is None:
                continue
            rows.append(
                {
                    "name": part.name,
                    "label": label_of(part.name),
                    "mine": words_at(part.name, mine),
                    "theirs": words_at(part.name, theirs),
                    "is_same": mine == theirs,
                    "may_copy": theirs is not None and mine != theirs and part.name not in _OWN,
                }
            )
    return page(
        request,
        account,
        "desk/compare.html",
        f"{record.name}を見比べる",
        record=record,
        others=others,
        chosen=chosen,
        rows=rows,
        may_edit=account.can(Role.EDITOR, record.body),
    )


def _form_page(
    request: HttpRequest, account: Account, form: RecordForm, heading: str, **context: Any
) -> HttpResponse:
    typed = form.typed or {}
    return page(
        request,
        account,
        "desk/edit.html",
        heading,
        form=form,
        sections=form.sections,
        errors=form.summary if form.typed is not None and not form.more else None,
        day=typed.get("proposal-day", ""),
        day_error=form.errors.get("proposal-day", ""),
        words=typed.get("proposal-words", ""),
        opened=typed.get("opened") or timing.stamp(clock.now()),
        active=typed.get("active", ""),
        **context,
    )


def _draft(
    record: Record,
    content: Any,
    account: Account,
    form: RecordForm,
    task: Task | None,
    former: Proposal | None,
    source: Record | None,
) -> Proposal:
    """Return the draft to send: an outsider's words get their fields, anything else is a proposal of its own."""
    outside = task.proposals.filter(voice=Voice.OUTSIDER, stage=Stage.DRAFT).first() if task else None
    draft = outside or (former if former and former.stage == Stage.DRAFT else None)
    if draft is not None:
        return fill_draft(
            proposal=draft, content=content, by=account, effective_from=form.effective_from, words=form.words
        )
    evidence = []
    if source is not None:
        quote = f"{source.body.name if source.body else ''}の登録 {source.number} から写した項目があります"
        evidence = [{"field": "", "quote": quote, "url": "", "standing": "inferred"}]
    return open_proposal(
        record=record,
        content=content,
        by=account,
        at=clock.now(),
        effective_from=form.effective_from,
        evidence=evidence,
        words=form.words,
        task=task,
        intent=former.intent if former else ("change" if record.current else "create"),
    )


def _with_copied(
    request: HttpRequest, record: Record, plain: dict[str, Any]
) -> tuple[dict[str, Any], Record | None]:
    """Return the content with the fields chosen on the compare page taken over."""
    if not request.GET.get("from"):
        return plain, None
    source = record_or_404(request.GET["from"])
    if source.current is None or source.kind != record.kind:
        return plain, None
    names = [name for name in request.GET.getlist("copy") if name not in _OWN]
    return {
        **plain,
        **{name: source.current.raw[name] for name in names if name in source.current.raw},
    }, source


def _draft_of(record: Record) -> dict[str, Any]:
    """Return what the newest proposal says of a record that was never published."""
    newest = record.proposals.exclude(raw=None).order_by("-pk").first()
    return dict(newest.raw) if newest and newest.raw else {}


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
