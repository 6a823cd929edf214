"""Views of taking items from one's card later on: what was left out the first time, or has changed since."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.identity.gate import resident
from todoke.ui.words import t


@require_safe
@resident(verb=Verb.CONSENT)
def card(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Lead to the card and back to the question which of its items may be kept."""
    if actor.mandate is not None:
        raise Http404("nobody shows their own card for another")
    asked = urlencode({"next": reverse("home:data_card")})
    return render(
        request,
        "home/data/card.html",
        {
            "heading": t("カードから受け取る"),
            "way": f"{reverse('login:card')}?{asked}",
            "has_card": bool(settings.OIDC_CLIENT_ID),
            "nothing": request.GET.get("nothing") == "1",
        },
    )
