"""Which municipality a page is for: named in its address, else the one told to the finder."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from todoke.apps.portal import answers as kept
from todoke.apps.portal.municipalities import reference
from todoke.base.municipalities import Municipality, UnknownMunicipalityError

PARAMETER = "in"


def chosen_area(request: HttpRequest) -> Municipality | None:
    """Return the municipality of the page, or None for all of Tokyo, which an empty parameter asks for."""
    if request.GET.get(PARAMETER) == "":
        return None
    return named_area(request) or _known(kept.read(request).raw.get("municipality"))


def named_area(request: HttpRequest) -> Municipality | None:
    """Return the municipality that the address names: links hand on only this, never what the finder was told."""
    return _known(request.GET.get(PARAMETER))


def _known(code: object) -> Municipality | None:
    try:
        return reference().get_by_code(str(code)) if code else None
    except UnknownMunicipalityError:
        return None


def with_area(address: str, area: Municipality | None) -> str:
    """Return an address that keeps the municipality.

    >>> with_area("/events/", None)
    '/events/'
    """
    return address if area is None else f"{address}?{urlencode({PARAMETER: area.code})}"
