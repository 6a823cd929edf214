"""The results: the page, the sheet to print, and the sheet to take to a counter."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from todoke.apps.portal import answers as kept
from todoke.apps.portal.contradictions import contradicted
from todoke.apps.registry.queries.links import dead_links
from todoke.apps.screening import queries
from todoke.base import clock
from todoke.rules.answers import Outcome
from todoke.ui.formats import day
from todoke.ui.words import Words, t

MOST_IN_FULL = 12
"""So many open programs are shown in full, those worth most; the rest are named with what would settle them."""


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what the household can receive, so far as the answers tell."""
    return render(request, "portal/results.html", _context(request, t("受けられる支援")))


@never_cache
@require_safe
def print_sheet(request: HttpRequest) -> HttpResponse:
    """Show the results on one sheet, everything unfolded, to print or to keep."""
    return render(request, "portal/print.html", _context(request, t("受けられる支援（印刷用）")))


@never_cache
@require_safe
def counter_sheet(request: HttpRequest, program_id: str) -> HttpResponse:
    """Show what to say at the counter and what to bring, for one program."""
    results = queries.results(kept.read(request), on=clock.today())
    shown = (*results.eligible, *results.undetermined, *results.not_eligible, *results.others)
    found = next((one for one in shown if one.program.id == program_id), None)
    if found is None:
        raise Http404
    return render(
        request,
        "portal/counter.html",
        {"heading": t("窓口で見せる紙"), "result": found, "as_of": day(clock.today())},
    )


def _context(request: HttpRequest, heading: Words) -> dict[str, Any]:
    situation, on = kept.read(request), clock.today()
    results = queries.results(situation, on=on)
    progress = queries.progress(situation, on=on)
    shown = (*results.eligible, *results.undetermined)
    return {
        "heading": heading,
        "dead": dead_links({cite.url for one in shown for cite in one.citations if cite.url}),
        "has_answers": bool(situation.asked),
        "contradicted": list(dict.fromkeys(contradicted(situation, on=on).values())),
        "results": results,
        "asks": results.undetermined[:MOST_IN_FULL],
        "more_asks": results.undetermined[MOST_IN_FULL:],
        "elsewhere": [one for one in results.others if one.answer.outcome is Outcome.OUT_OF_SCOPE],
        "unanswered": [one for one in results.others if one.answer.outcome is not Outcome.OUT_OF_SCOPE],
        "total": results.totals.cash,
        "has_more": bool(results.undetermined),
        "question_left": progress.question_id is not None,
        "remaining": progress.remaining,
        "as_of": day(on),
    }
