"""Views of why a notice came, and what was wrong with it (わけ・まちがい)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.home.wrong.forms import STARS, WrongForm, star_control
from todoke.apps.identity.gate import resident
from todoke.apps.responses.actions import ResponseError, rate, report_wrong
from todoke.apps.responses.models import WrongKind
from todoke.apps.responses.seen import Notices, SeenNotice, StoredNotices
from todoke.apps.responses.why import why
from todoke.base import clock
from todoke.telling.reasons import say
from todoke.telling.wording.texts import Language5
from todoke.ui import languages
from todoke.ui.words import Words, t

NOTICES: Notices = StoredNotices()
_LANGUAGES: dict[str, Language5] = {"ja": "ja", "ja-easy": "easy", "en": "en"}


@require_safe
@resident(verb=Verb.SEE)
def show_why(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Say which items were used, since when that was agreed, and what the rule found."""
    notice = _notice(actor, row)
    if not notice.program_id:
        return redirect("home:notice", row=row)  # a roundup: its own page says why
    reason = why(notice)
    language = _LANGUAGES.get(languages.current_language().code, "ja")
    at = clock.now()
    can_answer = may(actor, Verb.CORRECT, notice, at=at)
    return render(
        request,
        "home/wrong/why.html",
        {
            "heading": t("なぜ届いたか"),
            "notice": notice,
            "reason": Words(say(reason, language)),
            "uses": reason.items,
            "can_answer": can_answer,
            "stars": star_control()
            if can_answer and notice.may_be_rated(at=at) and not NOTICES.is_quiet(notice.person_id, at=at)
            else None,
            "has_thanks": "thanks" in request.GET,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CORRECT)
def tell_wrong(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Let the person say what was wrong; the notice is taken back at once."""
    notice = _notice(actor, row, verb=Verb.CORRECT)
    form = WrongForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = WrongKind(form.kind)
        report_wrong(notice, kind=kind, words=form.words, by=actor, notices=NOTICES, at=clock.now())
        return redirect("home:notice_wrong_told", row=row)
    context = {"heading": t("まちがい・いやだったと知らせる"), "notice": notice, "form": form}
    return render(request, "home/wrong/wrong.html", context, status=422 if form.errors else 200)


@require_safe
@resident(verb=Verb.SEE)
def told_wrong(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Thank, and say what was done."""
    notice = _notice(actor, row)
    context = {"heading": t("知らせを受け取りました"), "notice": notice}
    return render(request, "home/wrong/told.html", context)


@require_POST
@resident(verb=Verb.CORRECT)
def give_stars(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Keep how good a notice was for its reader."""
    notice = _notice(actor, row, verb=Verb.CORRECT)
    try:
        chosen = request.POST.get(STARS, "")
        rate(
            notice,
            stars=int(chosen) if chosen in ("1", "2", "3", "4", "5") else 0,
            by=actor,
            notices=NOTICES,
            at=clock.now(),
        )
    except ResponseError:
        return redirect("home:notice_why", row=row)
    response = redirect("home:notice_why", row=row)
    response["Location"] += "?thanks"
    return response


def _notice(actor: Actor, row: UUID, *, verb: Verb = Verb.SEE) -> SeenNotice:
    notice = NOTICES.find(row)
    if notice is None:
        raise Http404
    require(actor, verb, notice, at=clock.now())
    return notice
