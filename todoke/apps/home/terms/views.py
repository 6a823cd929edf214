"""Views of texts of consent as they were shown (同意の文)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.home.consents.showing import spoken
from todoke.apps.home.consents.words import purpose_words
from todoke.ui.words import Words, t


@require_safe
def show(request: HttpRequest, purpose: str, version: int) -> HttpResponse:
    """Show the words of one version of a purpose; every version that was ever shown stays."""
    try:
        told = text_of(Purpose(purpose), version)
    except (ValueError, LookupError):
        raise Http404("no such words of consent") from None
    return render(
        request,
        "home/terms/show.html",
        {
            "heading": t("同意の文: %(purpose)s", purpose=purpose_words(told.purpose)),
            "line": Words(told.line.in_language(spoken())),
            "long": Words(told.long.in_language(spoken())),
            "version": told.version,
        },
    )
