"""Views of what residents say is wrong (まちがいの知らせ) at the desk: read one at a time, and answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account
from todoke.apps.consent.actions.correcting import LONGEST, PURPOSE, CorrectionError, answer, look_at
from todoke.apps.consent.domain.items import find_item
from todoke.apps.consent.models import Correction
from todoke.apps.consent.queries.corrections import open_corrections
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.people.queries import matter_of
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.rules.household import MUNICIPALITY

_SHOWN = 100
_WRONG = {
    "empty": "答えを書いてください",
    "long": f"{LONGEST}文字までにしてください",
    "my_number": "マイナンバーは書かないでください",
    "answered": "ほかの職員が、もう答えています",
}


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what waits for an answer, without names and words; what a shield hides is not there."""
    at = clock.now()
    waiting = [one for one in open_corrections()[: 5 * _SHOWN] if _may(actor_of(request), one, at)]
    return page(
        request,
        account,
        "desk/people/corrections.html",
        "本人からのまちがいの知らせ",
        rows=[
            {"row": one.row, "item": _label(one.item), "at": one.at, "days": (at - one.at).days}
            for one in waiting[:_SHOWN]
        ],
        has_more=len(waiting) > _SHOWN,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Show one, which its person reads of in their record, and take the answer."""
    at, actor = clock.now(), actor_of(request)
    found = Correction.objects.filter(row=row).select_related("person").first()
    if found is None or not _may(actor, found, at):
        raise Http404("no such correction")
    words, done, failed = request.POST.get("words", "")[: LONGEST * 2], request.POST.get("done", ""), ""
    if request.method == "POST":
        failed = _answered(found, actor, done, words, at)
        if not failed:
            tell(request, "答えを記録しました。本人は「わたしの情報」で読めます")
            return redirect("desk:corrections")
    else:
        look_at(found, by=actor, at=at)
    return page(
        request,
        account,
        "desk/people/correction.html",
        "まちがいの知らせ",
        correction=found,
        item=_label(found.item),
        words=words,
        done=done,
        failed=failed,
        longest=LONGEST,
        status=422 if failed else 200,
    )


def _answered(found: Correction, actor: Actor, done: str, words: str, at: datetime) -> str:
    """Answer; return what is wrong."""
    if done not in ("yes", "no"):
        return "直したか、直さなかったかを選んでください"
    try:
        answer(found, done=done == "yes", words=words, by=actor, at=at)
    except CorrectionError as error:
        return _WRONG[error.code]
    return ""


def _may(actor: Actor, correction: Correction, at: datetime) -> bool:
    matter = matter_of(correction.person, on=clock.today())
    return may(replace(actor, purpose=PURPOSE), Verb.CORRECT, matter, at=at)


def _label(item: str) -> str:
    if item == MUNICIPALITY:
        return "住んでいる区市町村"
    known = find_item(item, rulebook().content.facts)
    return item if known is None else known.label.ja
