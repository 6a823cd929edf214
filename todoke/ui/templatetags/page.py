"""Template tags for the frame of a page: its language, the way to other languages, and form controls."""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from todoke.ui import formats, languages
from todoke.ui.controls import Control
from todoke.ui.languages import Language, LanguageLink
from todoke.ui.words import Words

register = template.Library()


@register.simple_tag
def page_language() -> Language:
    """Return the language of the page."""
    return languages.current_language()


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return the links to this page in every language; none outside a request."""
    request: HttpRequest | None = context.get("request")
    return languages.language_links(request) if request else []


@register.simple_tag(takes_context=True)
def actor_band(context: Context) -> SafeString | str:
    """Print in whose place somebody acts: on every page while it is so, on none otherwise."""
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    if getattr(actor, "mandate", None) is None:
        return ""
    return render_to_string("ui/components/actor_band.html", {"actor": actor}, request=request)


@register.filter
def day(on: date | datetime) -> Words:
    """Return a day, or the day of a moment where the page is read, as pages write it."""
    return formats.day(timezone.localtime(on).date() if isinstance(on, datetime) else on)


@register.simple_tag
def control(control: Control, **extra: Any) -> SafeString:
    """Print a form control with its label, hint and error."""
    return render_to_string(control.template, {"control": control, **extra})
