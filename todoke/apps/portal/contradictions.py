"""Answers that cannot all be true, said in the language of the page and at the control they belong to."""

from datetime import date

from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import books, queries
from todoke.apps.screening.domain.screens import control_at
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.contradictions import find_contradictions
from todoke.ui.words import Words, t


def contradicted(situation: Situation, *, on: date) -> dict[str, Words]:
    """Return the facts that cannot be true beside the others: the key of each control, and its name."""
    household = queries.household_of(situation, on=on)
    facts = books.rulebook().content.facts
    found = {}
    for mistake in find_contradictions(books.rulebook(), household, on):
        key = control_at(mistake.place, situation.members)
        fact_id = key.partition("@")[0]
        if fact_id in facts:
            found[key] = in_page_language(facts[fact_id].label)
    return found


def note_in(form: ScreenForm, situation: Situation) -> bool:
    """Note in the form what its answers newly contradict, and tell whether they contradict anything.

    Only what stands on this screen is refused: there it can be put right. An answer given elsewhere that no
    longer fits is named on the page of results.
    """
    before = contradicted(form.situation, on=form.on)
    asked = {field.key for field in form.screen.fields}
    new = [key for key in contradicted(situation, on=form.on) if key in asked and key not in before]
    names = {control.name for control in form.controls()}
    for key in new:
        fact_id, _, entity = key.partition("@")
        shown = next((name for name in (key, fact_id, f"these@{entity}") if name in names), key)
        form.errors[shown] = t(
            "この答えは、ほかの答えと合いません。この答えを直すか、「答えを見直す」でほかの答えを直してください。"
        )
    return bool(new)
