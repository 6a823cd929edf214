"""Views of wordings, fakes and wrong notices (文面・にせもの・まちがい) at the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.sections import PROTECTION
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.actions import note
from todoke.apps.belief import fakes as faking
from todoke.apps.belief.actions import BeliefError, resume_rule, stop_rule
from todoke.apps.belief.models import FakeChannel, FakeReport, KnownFake, StoppedRule, WordingVersion
from todoke.apps.belief.queries import misses
from todoke.apps.belief.wordings import approve_wording, glossary, propose_wording, written_wordings
from todoke.apps.desk.belief.figures import figure_of
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.notices.actions import cancel_hints_of_rule
from todoke.apps.people.queries import is_shielded
from todoke.apps.responses.actions import keep_as_it_is, withdraw_rule
from todoke.apps.responses.models import WrongNotice
from todoke.apps.responses.mutings import mutings
from todoke.apps.responses.queries import heard, waiting_reports
from todoke.apps.responses.reaching import reached, stopping
from todoke.apps.responses.seen import Notices, StoredNotices
from todoke.apps.tenancy.scope import scope
from todoke.base import clock
from todoke.telling.wording.lint import lint
from todoke.telling.wording.stamping import stamp

NOTICES: Notices = StoredNotices()
_REPORTS = 100
_BACK = timedelta(days=90)


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def _areas(account: Account, role: Role = Role.EDITOR) -> list[str]:
    """Return the municipalities in which an account has a role."""
    found = account.bodies(role).filter(municipality__isnull=False)
    return list(found.values_list("municipality_id", flat=True))


@require_safe
@staff()
def wordings(request: HttpRequest, account: Account) -> HttpResponse:
    """List the wordings with their state: in use, waiting for a second person, or only written."""
    rows = {
        row.key: row for row in WordingVersion.objects.filter(retired_at__isnull=True).order_by("version")
    }
    words = glossary()
    lines = [
        {
            "wording": wording,
            "row": rows.get(key),
            "is_same": key in rows and rows[key].stamp == stamp(wording),
            "faults": lint(wording, domain=_domain(), glossary=words),
        }
        for key, wording in written_wordings().items()
    ]
    return page(request, account, "desk/belief/wordings.html", "文面", lines=lines)


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def wording(request: HttpRequest, account: Account, key: str) -> HttpResponse:
    """Show a wording in all languages; sending asks for it to be published."""
    written = written_wordings().get(key)
    if written is None:
        raise Http404
    if request.method == "POST":
        try:
            propose_wording(written, domain=_domain(), by=account, at=clock.now())
            tell(request, "公開をたのみました。別の人が承認すると使えます。")
        except BeliefError as error:
            tell(request, str(error), kind="error")
        return redirect("desk:wording", key=key)
    row = WordingVersion.objects.filter(key=key, retired_at__isnull=True).order_by("-version").first()
    languages = {"ja": "日本語", "easy": "やさしい日本語", "en": "英語", "zh": "中国語", "ko": "韓国語"}
    names = {
        "subject": "件名",
        "body": "本文",
        "push": "通知",
        "title": "お知らせの題",
        "text": "お知らせの本文",
    }
    parts = [
        {"name": names[name], "said": [(label, getattr(words, code)) for code, label in languages.items()]}
        for name, words in written.parts()
    ]
    context: dict[str, Any] = {
        "wording": written,
        "parts": parts,
        "row": row,
        "is_same": row is not None and row.stamp == stamp(written),
        "faults": lint(written, domain=_domain(), glossary=glossary()),
        "unreviewed": [languages[code] for code in written.unreviewed],
        "can_approve": row is not None
        and row.published_at is None
        and row.written_by_id != account.pk
        and account.bodies(Role.APPROVER).exists(),
    }
    return page(request, account, "desk/belief/wording.html", f"文面 {key}", **context)


@require_POST
@staff(Role.APPROVER)
def approve(request: HttpRequest, account: Account, key: str) -> HttpResponse:
    """Sign and publish a wording somebody else wrote."""
    row = WordingVersion.objects.filter(key=key, published_at__isnull=True).order_by("-version").first()
    if row is None:
        raise Http404
    try:
        approve_wording(row, by=account, at=clock.now())
        tell(request, "文面に署名して公開しました。")
    except BeliefError as error:
        tell(request, str(error), kind="error")
    return redirect("desk:wording", key=key)


@require_safe
@staff()
def fakes(request: HttpRequest, account: Account) -> HttpResponse:
    """List what people reported and what is published, and how often a code was not ours."""
    return page(
        request,
        account,
        "desk/belief/fakes.html",
        "にせもの",
        reports=list(FakeReport.objects.filter(state=FakeReport.State.NEW).order_by("-at")[:_REPORTS]),
        fakes=list(KnownFake.objects.all()[:_REPORTS]),
        misses=misses(on=clock.today()),
        channels=FakeChannel.choices,
    )


@require_POST
@staff(Role.APPROVER)
def publish(request: HttpRequest, account: Account) -> HttpResponse:
    """Warn everybody of a fake."""
    channel = request.POST.get("channel", "")
    try:
        faking.publish_fake(
            seen_on=date.fromisoformat(request.POST.get("seen_on", "")),
            channel=FakeChannel(channel),
            words=request.POST.get("words", "")[: faking.LONGEST],
            how_to_tell=request.POST.get("how_to_tell", "")[: faking.LONGEST],
            by=account,
            at=clock.now(),
        )
        tell(request, "公開しました。アドレスと番号は、開けない形に変えてあります。")
    except BeliefError as error:
        tell(request, str(error), kind="error")
    except ValueError:
        tell(request, "見つかった日(2026-11-22の形)と、どこからかを入れてください。", kind="error")
    return redirect("desk:fakes")


@require_POST
@staff()
def settle(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Say what became of a report."""
    report = get_object_or_404(FakeReport, row=row)
    try:
        faking.settle_report(report, state=request.POST.get("state", ""), by=account, at=clock.now())
        tell(request, "知らせを片づけました。")
    except BeliefError as error:
        tell(request, str(error), kind="error")
    return redirect("desk:fakes")


@require_safe
@staff()
def wrong(request: HttpRequest, account: Account) -> HttpResponse:
    """List the notices people of one's municipalities say are wrong; reading their words is noted."""
    areas = _areas(account)
    with scope(areas=areas):
        reports = waiting_reports()
        for area in sorted({one.municipality_id for one in reports}):
            count = sum(one.municipality_id == area for one in reports)
            note(
                actor=f"account:{account.pk}",
                verb="see",
                thing="wrong_notice",
                ref="list",
                area=area,
                at=clock.now(),
                said={"count": count},
            )
    mine = set(_areas(account, Role.APPROVER))
    lines = [
        {"report": one, "words": _words(request, one), "can_decide": one.municipality_id in mine}
        for one in reports
    ]
    return page(request, account, "desk/belief/wrong.html", "お知らせのまちがい", lines=lines)


def _words(request: HttpRequest, report: WrongNotice) -> str:
    """Return somebody's own words; those of the shielded are for the section that keeps the shields."""
    roles = actor_of(request).roles
    protects = any(area == report.municipality_id and kept == PROTECTION for area, _, kept in roles)
    if not protects and is_shielded(report.person_id, on=clock.today()):
        return ""
    return report.words or ""


@require_POST
@staff(Role.APPROVER)
def decide(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Stop the rule and take back what it made, or let the rule go on."""
    with scope(areas=_areas(account, Role.APPROVER)):
        report = get_object_or_404(WrongNotice.objects.filter(state=WrongNotice.State.OPEN), row=row)
        try:
            if request.POST.get("decision") == "withdraw":
                done = withdraw_rule(
                    report,
                    why=request.POST.get("why", ""),
                    by=account,
                    notices=NOTICES,
                    at=clock.now(),
                )
                tell(request, f"規則を止め、お知らせ {done} 件を取り消しました。")
            else:
                keep_as_it_is(report, by=account, at=clock.now())
                tell(request, "規則はそのままにしました。")
        except BeliefError as error:
            tell(request, str(error), kind="error")
    return redirect("desk:wrong")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.APPROVER)
def stopped(request: HttpRequest, account: Account) -> HttpResponse:
    """List the rules that are stopped, and stop another."""
    areas = _areas(account, Role.APPROVER)
    if request.method == "POST":
        try:
            stop_rule(
                rule=request.POST.get("rule", "").strip(),
                area=request.POST.get("area", "") or "none",
                why=request.POST.get("why", ""),
                by=account,
                at=clock.now(),
                cancel=cancel_hints_of_rule,
            )
            tell(request, "規則を止めました。今夜の予定から入りません。まだ送っていない合図も送りません。")
        except BeliefError as error:
            tell(request, str(error), kind="error")
        return redirect("desk:rules_stopped")
    rows = StoppedRule.objects.filter(area__in=["", *areas]).order_by("-stopped_at")[:_REPORTS]
    lines = [{"row": row, "can_resume": row.resumed_at is None and row.by_id != account.pk} for row in rows]
    return page(request, account, "desk/belief/stopped.html", "止めた規則", lines=lines, areas=areas)


@require_POST
@staff(Role.APPROVER)
def resume(request: HttpRequest, account: Account, stopped_id: int) -> HttpResponse:
    """Let a rule make notices again; somebody else than who stopped it."""
    row = get_object_or_404(StoppedRule, pk=stopped_id)
    try:
        resume_rule(row, by=account, at=clock.now())
        tell(request, "規則を再開しました。")
    except BeliefError as error:
        tell(request, str(error), kind="error")
    return redirect("desk:rules_stopped")


@require_safe
@staff()
def reach(request: HttpRequest, account: Account) -> HttpResponse:
    """Show how far notices came, by way and by program, and how many nobody reaches."""
    areas = _areas(account)
    with scope(areas=areas):
        lines = heard(areas, since=clock.now() - _BACK)
        places = reached(areas, on=clock.today())
        stops = stopping(areas, since=clock.now() - _BACK)
        muted = mutings(areas, on=clock.today())
    drawn = [(one, figure_of(one, on=clock.today())) for one in places]
    figures = [(one, format_html("{}", figure) if figure is not None else "") for one, figure in drawn]
    return page(
        request,
        account,
        "desk/belief/reach.html",
        "届きぐあい",
        lines=lines,
        figures=figures,
        stops=stops,
        muted=muted,
    )
