"""Deciding what others proposed: old and new side by side, the words they rest on, the rules tried out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.domain.standing import Standing
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.queries import board
from todoke.apps.desk.queries.deciding import compared, sheets_compared
from todoke.apps.desk.queries.effects import shown_effect
from todoke.apps.desk.queries.said import told_fields
from todoke.apps.desk.queries.upkeep import upkeep
from todoke.apps.registry.actions.proposals import approve, refuse, withdraw
from todoke.apps.registry.domain.refusals import RegistryError
from todoke.apps.registry.models import Proposal, Stage
from todoke.base import clock


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """List what waits for this account, and what it wrote itself."""
    return page(
        request,
        account,
        "desk/approvals.html",
        "承認",
        waiting=board.to_approve(account, upkeep()),
        mine=board.mine(account)[:50],
    )


@require_http_methods(["GET", "POST"])
@staff()
def decide(request: HttpRequest, account: Account, proposal_id: int) -> HttpResponse:
    """Show a proposal, and approve or refuse it."""
    proposal = get_object_or_404(
        Proposal.objects.select_related(
            "record", "record__current", "body", "base", "opened_by", "decided_by", "task"
        ),
        pk=proposal_id,
    )
    if not _may_see(account, proposal):
        raise Http404
    sheets = sheets_compared(proposal)
    is_waiting = proposal.stage == Stage.PROPOSED
    effect = shown_effect(proposal, sheets, today=clock.today()) if is_waiting else None
    problem = ""
    if request.method == "POST":
        problem = _decide(request, account, proposal, effect.standing if effect else Standing())
        if not problem:
            following = board.to_approve(account, upkeep()).first()
            goal = reverse("desk:approval", args=[following.pk]) if following else reverse("desk:approvals")
            return HttpResponseRedirect(goal)
    return page(
        request,
        account,
        "desk/approval.html",
        f"{proposal.record.name}の{proposal.get_intent_display()}",
        proposal=proposal,
        record=proposal.record,
        differences=compared(proposal),
        fields=told_fields(proposal.raw or {}),
        sheets=sheets,
        effect=effect,
        is_waiting=is_waiting,
        is_mine=proposal.opened_by_id == account.pk,
        may_decide=board.bodies_to_approve(account, upkeep()).filter(pk=proposal.body_id).exists(),
        may_edit=account.can(Role.EDITOR, proposal.body),
        minutes=round(proposal.seconds_spent / 60, 1),
        problem=problem,
        note=request.POST.get("note", ""),
    )


@require_POST
@staff()
def take_back(request: HttpRequest, account: Account, proposal_id: int) -> HttpResponse:
    """Take back a proposal that is not decided yet."""
    proposal = get_object_or_404(Proposal, pk=proposal_id)
    try:
        withdraw(proposal=proposal, by=account, at=clock.now())
        tell(request, "提案を取り下げました")
    except RegistryError as error:
        tell(request, str(error), kind="error")
    return HttpResponseRedirect(reverse("desk:approvals"))


def _decide(request: HttpRequest, account: Account, proposal: Proposal, standing: Standing) -> str:
    """Do what the button says; return what stands against it."""
    now = clock.now()
    note = request.POST.get("note", "").strip()
    try:
        if request.POST.get("do") == "refuse":
            refuse(proposal=proposal, by=account, at=now, note=note, upkeep=upkeep())
            tell(request, f"「{proposal.record.name}」の提案を差し戻しました")
            return ""
        if against := standing.against(note=note, seen=request.POST.get("seen", "")):
            return against
        kept = standing.remembered(note)[:400]
        approve(proposal=proposal, by=account, on=now.date(), at=now, upkeep=upkeep(), note=kept)
        tell(request, f"「{proposal.record.name}」を公開しました")
    except RegistryError as error:
        return str(error)
    return ""


def _may_see(account: Account, proposal: Proposal) -> bool:
    if proposal.opened_by_id == account.pk or account.can(Role.EDITOR, proposal.body):
        return True
    return board.bodies_to_approve(account, upkeep()).filter(pk=proposal.body_id).exists()
