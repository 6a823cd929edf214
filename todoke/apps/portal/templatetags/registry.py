"""Template tags for pages of the registry: official text in blocks, links that are not known to be dead."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from todoke.apps.portal.area import chosen_area, named_area, with_area
from todoke.apps.portal.municipalities import name_of, reference
from todoke.apps.portal.records import words
from todoke.apps.registry.models import Record
from todoke.base import clock
from todoke.base.municipalities import Municipality, UnknownMunicipalityError
from todoke.formats import markup
from todoke.records.parts import METROPOLIS_AREA
from todoke.ui.formats import day
from todoke.ui.words import Words, t

register = template.Library()


@register.filter
def blocks(text: str) -> tuple[markup.Block, ...]:
    """Return official text as paragraphs and tables, its glued links as links."""
    return markup.read(text)


@register.filter
def is_table(block: markup.Block) -> bool:
    """Tell a table from a paragraph."""
    return isinstance(block, markup.Table)


@register.simple_tag
def outside(url: str, label: str, dead: Collection[str] = ()) -> SafeString:
    """Print a link to another site; one that is known to be dead is named, not linked."""
    if url in dead:
        return format_html(
            '<span>{}</span> <span class="chip" data-kind="ask">{}</span>', label, t("リンク切れを確認中")
        )
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, label)


@register.simple_tag(takes_context=True)
def record_address(context: Context, record: Record) -> str:
    """Return the address of a record's page, for the municipality of this page."""
    return to(context, "portal:record", record.slug)


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any) -> str:
    """Return the address of a page, for the municipality in this page's: ``{% to 'portal:search' %}``."""
    request: HttpRequest | None = context.get("request")
    return with_area(reverse(name, args=args), named_area(request) if request else None)


@register.simple_tag(takes_context=True)
def page_area(context: Context) -> Municipality | None:
    """Return the municipality the page is for, if any."""
    request: HttpRequest | None = context.get("request")
    return chosen_area(request) if request else None


@register.filter
def place_of(record: Record) -> Words:
    """Return where a record holds."""
    if record.area == "":
        return t("全国")
    if record.area == METROPOLIS_AREA:
        return t("東京都内")
    try:
        return name_of(reference().get_by_code(record.area))
    except UnknownMunicipalityError:
        return Words(record.area)


@register.filter
def kind_words(record: Record) -> Words:
    """Return what a record is."""
    return words.kind_label(record.kind)


@register.filter
def level_words(record: Record) -> Words:
    """Return whose a record is."""
    return words.level_label(record.level)


@register.filter
def day_words(on: date) -> Words:
    """Print a day in the language of the page; of an instant its day in Tokyo."""
    if isinstance(on, datetime):
        on = on.astimezone(clock.JST).date()
    return day(on)


@register.filter
def counted(number: int) -> str:
    """Print a count so that large ones can be read.

    >>> counted(53543)
    '53,543'
    """
    return f"{number:,}"


@register.filter
def area_name(area: Municipality) -> Words:
    """Print the name of a municipality."""
    return name_of(area)


@register.filter
def is_online(record: Record) -> bool:
    """Tell whether the record says that it can be done online."""
    return record.digital == "done"
