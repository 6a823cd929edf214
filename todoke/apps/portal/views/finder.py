"""The finder: one question a screen, the answers so far, and forgetting them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.portal import answers as kept
from todoke.apps.portal import contradictions
from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.forms.choosing import form_for
from todoke.apps.portal.speech import in_page_language
from todoke.apps.portal.told import facts_told, told_on
from todoke.apps.screening import actions, queries
from todoke.apps.screening.domain.composing import UnknownQuestionError
from todoke.apps.screening.domain.situation import Situation
from todoke.base import clock
from todoke.rules.situation import SituationError
from todoke.ui.words import t

SKIPS = ("unknown", "declined")
MANY = 20
"""Beyond so many questions a number promises a precision nobody has, and frightens."""
ENOUGH = 8
"""After so many questions the results are offered, where many are still to come."""
RETURNS = {"answers": "portal:answers", "results": "portal:results"}


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Lead to the next question, or to the results when none is left."""
    progress = queries.progress(kept.read(request), on=clock.today())
    if progress.question_id is None:
        return redirect("portal:results")
    return redirect("portal:question", question_id=progress.question_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question_id: str) -> HttpResponse:
    """Show a question, or take its answer."""
    situation, on = kept.read(request), clock.today()
    try:
        screen = queries.screen(question_id, situation, on=on)
    except UnknownQuestionError:
        raise Http404 from None
    typed = request.POST if request.method == "POST" else None
    step = request.POST.get("step", "")
    form = form_for(screen, situation, None if step in SKIPS else typed, on=on)
    if typed is not None and _take(request, form, step):
        return redirect(_after(request))
    progress = queries.progress(situation, on=on)
    return render(
        request,
        "portal/question.html",
        {
            "heading": in_page_language(screen.title),
            "help": in_page_language(screen.help) if screen.help else "",
            "form": form,
            "errors": form.summary(),
            "progress": progress,
            "is_long": progress.remaining > MANY,
            "may_stop": progress.remaining > MANY and progress.asked_count >= ENOUGH,
            "previous": _previous(situation, question_id),
            "back_to": _back_to(request),
        },
        status=422 if typed is not None else 200,
    )


@never_cache
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Show every answer with the way to change it."""
    situation = kept.read(request)
    answered = [
        {"question": one, "told": told_on(one.question_id, situation), "facts": facts_told(one)}
        for one in queries.answered(situation, on=clock.today())
    ]
    return render(request, "portal/answers.html", {"heading": t("答えを見直す"), "answered": answered})


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Delete every answer and begin anew; merely opening the address only shows the answers."""
    if request.method != "POST":
        return redirect("portal:answers")
    kept.forget(request)
    return redirect("portal:start")


def _take(request: HttpRequest, form: ScreenForm, step: str) -> bool:
    """Keep what was answered or skipped and tell whether that went well; mistakes are noted in the form."""
    if not form.is_valid:
        return False
    try:
        situation = _skipped(form, step) if step in SKIPS else form.answer()
        if step not in SKIPS and contradictions.note_in(form, situation):
            return False
        kept.keep(request, situation)
    except SituationError as error:
        form.take(error.mistakes)
        return False
    except kept.TooMuchToKeepError:
        form.general_errors.append(
            t("答えが多くなり、ブラウザーに入りきりません。ここまでの結果を見てください。")
        )
        return False
    return True


def _skipped(form: ScreenForm, step: str) -> Situation:
    question_id = form.screen.question_id
    return actions.skip(form.situation, question_id, declined=step == "declined", on=form.on)


def _back_to(request: HttpRequest) -> str:
    asked = request.POST.get("back", "") or request.GET.get("back", "")
    return asked if asked in RETURNS else ""


def _after(request: HttpRequest) -> str:
    return RETURNS.get(_back_to(request), "portal:finder")


def _previous(situation: Situation, question_id: str) -> str | None:
    """Return the question answered before this one."""
    asked = situation.asked
    before = asked[: asked.index(question_id)] if question_id in asked else asked
    return before[-1] if before else None
