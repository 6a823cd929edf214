"""Pages of the design system: the gallery for developers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from todoke.ui import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "ui/gallery.html", samples.context())
