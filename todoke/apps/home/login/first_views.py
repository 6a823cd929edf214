"""Views of the first time with a card: what it said, item by item, and what of it may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.models import Preview
from todoke.apps.identity.gate import resident
from todoke.apps.identity.models import Login
from todoke.apps.people.actions.arriving import take_in
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.clients.identity.provider import Claims
from todoke.ui.controls import Checkboxes, Choice, ErrorSummary, Select
from todoke.ui.words import Words, t

_OPEN = (Preview.State.ASKED, Preview.State.SHOWN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.CONSENT)
def keep(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show what the card said and keep what the person agrees to, nothing else."""
    at = clock.now()
    preview = _preview(actor, row)
    if preview.state not in _OPEN or preview.expires_at <= at:
        return HttpResponseRedirect(f"{reverse('login:start')}?why=expired")
    told: dict[str, str] = preview.claims
    if "refuse" in request.POST:
        _close(preview, Preview.State.REJECTED)
        return redirect("home:start")
    chosen = [item for item in request.POST.getlist("items") if item in preview.items]
    area = request.POST.get("municipality", "")
    wrong: dict[str, Words] = {}
    if request.method == "POST":
        if not chosen:
            wrong["items"] = t("1つも選ばれていません。使わないときは「使わない」を押してください。")
        elif not _take_in(actor, told, chosen, area, at, preview):
            wrong["municipality"] = t("住んでいる区市町村を選んでください")
        else:
            return redirect("home:start")
    return _page(request, told, chosen, area, wrong)


def _take_in(
    actor: Actor, told: Mapping[str, str], chosen: list[str], area: str, at: datetime, preview: Preview
) -> bool:
    born = told.get("birth_date")
    claims = Claims(
        "", told.get("name"), told.get("address"), date.fromisoformat(born) if born else None, told.get("sex")
    )
    login = Login.objects.get(pk=actor.login_id or 0)
    home = Municipality.objects.filter(code=area).first()
    try:
        take_in(login, claims, chosen, at=at, municipality=home)
    except PeopleError:
        return False
    _close(preview, Preview.State.AGREED)
    return True


def _page(
    request: HttpRequest, told: Mapping[str, str], chosen: list[str], area: str, wrong: Mapping[str, Words]
) -> HttpResponse:
    labels = {
        "name": t("名前"),
        "address": t("住所"),
        "birth_date": t("生年月日"),
        "sex": t("性別"),
    }
    values = {**told, "sex": {"1": t("男性"), "2": t("女性")}.get(told.get("sex", ""), "")}
    items = Checkboxes(
        name="items",
        label=t("預かってよいものを選んでください"),
        error=wrong.get("items", ""),
        choices=tuple(
            Choice(f"basics.{name}", label, values[name], is_chosen=f"basics.{name}" in chosen)
            for name, label in labels.items()
            if name in told
        ),
    )
    places = Select(
        name="municipality",
        label=t("住んでいる区市町村"),
        hint=t("住所を預けないときだけ、選んでください。"),
        error=wrong.get("municipality", ""),
        is_required=False,
        empty=t("選んでください"),
        choices=tuple(
            Choice(code, name, is_chosen=code == area)
            for code, name in Municipality.objects.order_by("code").values_list("code", "name")
        ),
    )
    return render(
        request,
        "home/login/first.html",
        {
            "heading": t("カードから届いた情報"),
            "items": items,
            "places": places,
            "errors": ErrorSummary.of(items, places),
        },
    )


def _preview(actor: Actor, row: UUID) -> Preview:
    with everywhere("login"):
        found = Preview.objects.filter(row=row, login_id=actor.login_id, person=None).first()
    if found is None or actor.login_id is None:
        raise Http404("no such question")
    return found


def _close(preview: Preview, state: Preview.State) -> None:
    """End the question; what the card said is gone with it."""
    with everywhere("login"):
        Preview.objects.filter(pk=preview.pk).update(state=state, claims_sealed=b"")
