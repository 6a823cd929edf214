"""Views of keys (読み取りの鍵) by which somebody's own program asks who used their data: made, shown once, ended."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.home.data.key_forms import KeyForm
from todoke.apps.identity.actions.keys import MOST, KeyRefusedError, issue_key, revoke_key
from todoke.apps.identity.gate import resident
from todoke.apps.identity.models import ApiKey, Login
from todoke.apps.identity.queries import open_keys
from todoke.base import clock
from todoke.ui.words import t


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.SEE_LOG)
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the keys, and make one: it stands on the page of the answer and nowhere else ever."""
    login, form, made = _login(actor), KeyForm(), ""
    if request.method == "POST":
        form = KeyForm.of(request.POST)
        if not form.error:
            at = clock.now()
            try:
                made = issue_key(login, name=form.name, scopes=[Verb.SEE_LOG], at=at)
            except KeyRefusedError:
                form = form.refused(
                    t("鍵は%(most)s本までです。使わない鍵をやめてから、作ってください", most=MOST)
                )
            else:
                _note(actor, "make_key", open_keys(login.pk)[0])
                form = KeyForm()
    return render(
        request,
        "home/data/keys.html",
        {
            "heading": t("自分のプログラムで読むための鍵"),
            "keys": open_keys(login.pk),
            "form": form,
            "errors": form.summary,
            "made": made,
            "address": f"{settings.SITE_URL}/api/v1/me/usages",
            "ended": request.GET.get("done") == "1",
        },
        status=422 if form.error else 200,
    )


@require_POST
@resident(Assurance.CARD, verb=Verb.SEE_LOG)
def end_key(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Let a key open nothing any more; what is not one's own is not there."""
    key = open_keys(_login(actor).pk).filter(row=row).first()
    if key is None:
        raise Http404("no such key")
    revoke_key(key, at=clock.now())
    _note(actor, "end_key", key)
    response = redirect("home:data_keys")
    response["Location"] += "?done=1"
    return response


def _login(actor: Actor) -> Login:
    """Return whose keys they are. Raises Http404: in another's place nobody makes keys."""
    login = None if actor.mandate is not None else Login.objects.filter(pk=actor.login_id or 0).first()
    if login is None:
        raise Http404("no login")
    return login


def _note(actor: Actor, verb: str, key: ApiKey) -> None:
    note(actor=actor, verb=verb, thing="api_key", ref=key.row, area="", at=clock.now())
