"""Views of the way back from the identity provider, in no language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from todoke.apps.home.callback.first_steps import first_page
from todoke.apps.home.login import limits
from todoke.apps.home.login.provider import the_provider
from todoke.apps.identity.actions.logins import finish_login
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.actions.visits import open_visit
from todoke.apps.identity.visiting import (
    browser_of,
    device_of,
    drop_browser,
    find_visit,
    keep_token,
)
from todoke.base import clock


@never_cache
@require_GET
def finish(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider vouches for, and lead on to an address that holds nothing of the login."""
    at = clock.now()
    query = {name: request.GET[name] for name in request.GET if len(request.GET.getlist(name)) == 1}
    try:
        limits.logins.count(request)
        signed_in = finish_login(browser=browser_of(request), query=query, at=at, provider=the_provider())
    except LoginRefusedError as error:
        return HttpResponseRedirect(f"{reverse('login:start')}?{urlencode({'why': error.kind})}", status=303)
    token = open_visit(
        signed_in.login,
        assurance=signed_in.assurance,
        acr=signed_in.acr,
        at=at,
        device=device_of(request),
        instead_of=find_visit(request),
    )
    response = HttpResponseRedirect(first_page(signed_in, at=at), status=303)
    keep_token(response, token)
    drop_browser(response)
    return response
