"""Views of planned notices (お知らせの予定) at the desk: review, approve or drop, stop a rule, grant exceptions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.deciding import may, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.actions import BeliefError, stop_rule
from todoke.apps.belief.queries import stopped_rules
from todoke.apps.desk.gate import staff
from todoke.apps.desk.notices.forms import read_day
from todoke.apps.desk.notices.words import BECAUSE, CAUSES, DECISIONS, HELD, OCCASIONS
from todoke.apps.desk.paper import page, tell
from todoke.apps.notices.actions import cancel_hints_of_rule
from todoke.apps.planning.actions import lifts as lifting
from todoke.apps.planning.actions.lifts import LiftError
from todoke.apps.planning.actions.plans import PlanError, approve_plan, drop_plan
from todoke.apps.planning.models import FamilyOpening, NoticePlan, ReachLift
from todoke.apps.planning.queries.plans import Sample, by_rule, plans, samples, sent_counts, totals_of
from todoke.apps.planning.rulings import rulings
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.rules.content import Content
from todoke.telling.candidates import HeldFor
from todoke.telling.occasions import Occasion


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """List the plans of the account's municipalities."""
    listed = [(one, totals_of(one)) for one in plans()]
    return page(request, account, "desk/notices/index.html", "今夜のお知らせの予定", listed=listed)


@require_safe
@staff()
def plan(request: HttpRequest, account: Account, plan_id: int) -> HttpResponse:
    """Show a plan: who, what, why, when, by which way, and what was held back for what."""
    found = get_object_or_404(NoticePlan.objects.select_related("municipality", "approved_by"), pk=plan_id)
    actor, at, content = actor_of(request), clock.now(), rulebook().content
    require(actor, Verb.PLAN, found, at=at)
    totals = totals_of(found)
    rules = {rule.id: rule for rule in rulings(content, on=found.on).rules}
    stopped = stopped_rules(found.municipality_id)
    rows = [
        {
            "name": _name(content, one.program_id),
            "rule": one.rule,
            "occasion": OCCASIONS[rules[one.rule].occasion] if one.rule in rules else "",
            "totals": one.totals,
            "held": _held(one.totals.held),
        }
        for one in by_rule(found)
    ]
    return page(
        request,
        account,
        "desk/notices/plan.html",
        f"{found.municipality}へのお知らせの予定",
        plan=found,
        totals=totals,
        held=_held(totals.held),
        rows=rows,
        samples=[
            (rule, rule in stopped, [_shown(one, content) for one in some])
            for rule, some in samples(found).items()
        ],
        sent=_sent(found),
        may_decide=found.state == NoticePlan.State.DRAFT
        and found.kind != NoticePlan.Kind.TRIAL
        and may(actor, Verb.APPROVE, found, at=at),
        may_stop=may(actor, Verb.APPROVE, found, at=at),
    )


@require_POST
@staff(Role.APPROVER)
def approve(request: HttpRequest, account: Account, plan_id: int) -> HttpResponse:
    """Approve a plan; the worker sends it."""
    found = get_object_or_404(NoticePlan, pk=plan_id)
    try:
        approve_plan(found, by=actor_of(request), at=clock.now())
        tell(request, "承認しました。まもなく送り始めます。")
    except PlanError as error:
        tell(request, str(error), kind="error")
    return _back_to(found)


@require_POST
@staff(Role.APPROVER)
def drop(request: HttpRequest, account: Account, plan_id: int) -> HttpResponse:
    """Drop a plan."""
    found = get_object_or_404(NoticePlan, pk=plan_id)
    try:
        drop_plan(found, by=actor_of(request), at=clock.now())
        tell(request, "取りやめました。だれにも送りません。")
    except PlanError as error:
        tell(request, str(error), kind="error")
    return _back_to(found)


@require_POST
@staff(Role.APPROVER)
def stop(request: HttpRequest, account: Account, plan_id: int) -> HttpResponse:
    """Stop a rule in the plan's municipality; it sends nothing more from this moment."""
    found = get_object_or_404(NoticePlan, pk=plan_id)
    require(actor_of(request), Verb.STOP_RULE, found, at=clock.now())
    try:
        stop_rule(
            rule=request.POST.get("rule", ""),
            area=found.municipality_id,
            why=request.POST.get("why", ""),
            by=account,
            at=clock.now(),
            cancel=cancel_hints_of_rule,
        )
        tell(request, "この規則を止めました。まだ送っていない分も送りません。")
    except BeliefError as error:
        tell(request, str(error), kind="error")
    return _back_to(found)


@require_http_methods(["GET", "POST"])
@staff(Role.APPROVER)
def lifts(request: HttpRequest, account: Account) -> HttpResponse:
    """Show exceptions and families of facts; ask for an exception."""
    content, today = rulebook().content, clock.today()
    problem = ""
    if request.method == "POST":
        problem = _ask_lift(request, account, content)
        if not problem:
            tell(request, "例外を願い出ました。ほかの承認の担当が認めると、公開されて効きます。")
            return HttpResponseRedirect(reverse("desk:notice_lifts"))
    rules = rulings(content, on=today)
    open_rows = FamilyOpening.objects.filter(closed_at__isnull=True).select_related("opened_by", "second_by")
    reached = [(one, rules.reached(one)) for one in rules.programs]
    return page(
        request,
        account,
        "desk/notices/lifts.html",
        "配慮区分の例外",
        status=400 if problem else 200,
        problem=problem,
        given=request.POST,
        lifts=[
            (_name(content, one.program_id), one)
            for one in ReachLift.objects.select_related("first_by", "second_by").order_by("-pk")[:50]
        ],
        families=list(rules.families.known.values()),
        openings=list(open_rows.order_by("pk")),
        programs=[
            {
                "id": program_id,
                "name": _name(content, program_id),
                "decision": DECISIONS[one.decision.value],
                "because": BECAUSE[one.because],
                "facts": sorted({_fact(content, path.fact) for path in one.forbidden}),
            }
            for program_id, one in reached
            if content.programs[program_id].program.reach.value == "push"
        ],
        choices=[(one, _name(content, one)) for one in rules.programs],
        today=today,
    )


@require_POST
@staff(Role.APPROVER)
def decide_lift(request: HttpRequest, account: Account, lift_id: int) -> HttpResponse:
    """Grant an exception that somebody else asked for, or end one."""
    lift = get_object_or_404(ReachLift, pk=lift_id)
    try:
        if request.POST.get("do") == "grant":
            lifting.grant_lift(lift, by=account, at=clock.now())
            tell(request, "例外を認め、公開しました。")
        else:
            lifting.end_lift(lift, by=account, at=clock.now())
            tell(request, "例外を終わりにしました。")
    except LiftError as error:
        tell(request, str(error), kind="error")
    return HttpResponseRedirect(reverse("desk:notice_lifts"))


@require_POST
@staff(Role.APPROVER)
def ask_opening(request: HttpRequest, account: Account) -> HttpResponse:
    """Ask that a family of facts may lead to pushes."""
    family = request.POST.get("family", "")
    known = rulings(rulebook().content, on=clock.today()).families.known
    try:
        if family not in known:
            raise LiftError("どの種類を開くかを選んでください。")
        lifting.ask_opening(family=family, area="", by=account, at=clock.now())
        tell(request, "願い出ました。ほかの承認の担当が認めると開きます。")
    except LiftError as error:
        tell(request, str(error), kind="error")
    return HttpResponseRedirect(reverse("desk:notice_lifts"))


@require_POST
@staff(Role.APPROVER)
def decide_opening(request: HttpRequest, account: Account, opening_id: int) -> HttpResponse:
    """Open a family that somebody else asked for, or close one."""
    opening = get_object_or_404(FamilyOpening, pk=opening_id)
    try:
        if request.POST.get("do") == "grant":
            lifting.grant_opening(opening, by=account, at=clock.now())
            tell(request, "この種類を開きました。")
        else:
            lifting.close_opening(opening, by=account, at=clock.now())
            tell(request, "この種類を閉じました。")
    except LiftError as error:
        tell(request, str(error), kind="error")
    return HttpResponseRedirect(reverse("desk:notice_lifts"))


def _ask_lift(request: HttpRequest, account: Account, content: Content) -> str:
    """Ask for what the form says; return what stands against it."""
    ends_on = read_day(request.POST, "ends_on")
    program_id = request.POST.get("program_id", "")
    if program_id not in content.programs:
        return "制度を選んでください。"
    if ends_on is None:
        return "終わりの日を選んでください。例: 2027年3月31日"
    try:
        lifting.ask_lift(
            program_id=program_id,
            to=request.POST.get("to", ""),
            reason=request.POST.get("reason", ""),
            ends_on=ends_on,
            by=account,
            at=clock.now(),
        )
    except LiftError as error:
        return str(error)
    return ""


def _back_to(found: NoticePlan) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:notice_plan", args=[found.pk]))


def _name(content: Content, program_id: str) -> str:
    loaded = content.programs.get(program_id)
    return program_id if loaded is None else loaded.program.name.ja


def _fact(content: Content, fact_id: str) -> str:
    fact = content.facts.get(fact_id)
    return fact_id if fact is None else fact.label.ja


def _held(counts: Any) -> list[tuple[str, int]]:
    return [(HELD[why], count) for why, count in sorted(counts.items()) if why is not HeldFor.NOTHING]


def _shown(one: Sample, content: Content) -> dict[str, Any]:
    occasion = str(one.reason.get("occasion", ""))
    return {
        "number": one.number,
        "name": _name(content, one.program_id),
        "decision": DECISIONS[one.decision],
        "held": HELD[HeldFor(one.held_for)],
        "age_band": one.age_band,
        "deadline": one.deadline,
        "why": OCCASIONS[Occasion(occasion)] if occasion else "",
        "cause": CAUSES.get(str(one.reason.get("cause", "")), ""),
    }


def _sent(found: NoticePlan) -> list[tuple[str, int]]:
    """Return what became of it, in words; nothing before it is sent."""
    if found.state not in (NoticePlan.State.SENDING, NoticePlan.State.SENT):
        return []
    words = dict(DECISIONS) | {held.value: f"送る直前に控えた({word})" for held, word in HELD.items() if word}
    return [(words[word], count) for word, count in sorted(sent_counts(found).items())]
