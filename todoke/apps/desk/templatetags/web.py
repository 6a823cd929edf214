"""A filter that lets only web addresses become links: outsiders may write anything as their source."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def web(address: object) -> str:
    """Return the address if a browser may follow it, otherwise nothing.

    >>> web("https://a.example/"), web("javascript:alert(1)"), web(None)
    ('https://a.example/', '', '')
    """
    text = str(address or "")
    return text if text.startswith(("https://", "http://")) else ""
