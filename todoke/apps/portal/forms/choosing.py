"""Which form a screen has."""

from datetime import date

from django.http import QueryDict

from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.forms.family import FamilyForm
from todoke.apps.portal.forms.fields import FieldsForm
from todoke.apps.portal.forms.municipality import MunicipalityForm
from todoke.apps.portal.forms.topics import TopicsForm
from todoke.apps.screening.domain.screens import Screen
from todoke.apps.screening.domain.situation import Situation

_BY_LAYOUT: dict[str, type[ScreenForm]] = {
    "topics": TopicsForm,
    "municipality": MunicipalityForm,
    "family": FamilyForm,
    "fields": FieldsForm,
}


def form_for(screen: Screen, situation: Situation, typed: QueryDict | None, *, on: date) -> ScreenForm:
    """Return the form of a screen, with what was typed if anything was."""
    return _BY_LAYOUT[screen.layout](screen, situation, typed, on=on)
