"""The list from which a page's municipality is chosen."""

from __future__ import annotations

from todoke.apps.portal.municipalities import name_of, reference
from todoke.base.municipalities import Municipality
from todoke.ui.controls import Choice


def area_choices(chosen: Municipality | None) -> list[Choice]:
    """Return the municipalities as options, in the order of their codes."""
    return [
        Choice(one.code, name_of(one), is_chosen=chosen is not None and one.code == chosen.code)
        for one in reference()
    ]
