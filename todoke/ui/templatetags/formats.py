"""Template filters for money and days."""

from datetime import date

from django import template

from todoke.ui import formats
from todoke.ui.words import Words

register = template.Library()


@register.filter
def yen(amount: int) -> Words:
    """Print an amount of money."""
    return formats.yen(amount)


@register.filter
def day(on: date) -> Words:
    """Print a day with its weekday."""
    return formats.day(on)
