"""What pages of consents show: items in words of the page, their values, and who uses them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from todoke.apps.access.domain.actors import Actor
from todoke.apps.consent.domain.items import find_item
from todoke.apps.consent.queries.values import facts_held, values_of
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.scope import scope
from todoke.rules.content import Content
from todoke.rules.facts import Sensitivity
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY
from todoke.rules.texts import Language
from todoke.rules.wording.figures import days_text
from todoke.rules.wording.values import value_text
from todoke.ui.languages import EASY_JAPANESE, ENGLISH, current_language
from todoke.ui.words import Words, t


@dataclass(frozen=True, slots=True)
class Shown:
    """One item with what is held of it now."""

    id: str
    label: Words
    values: tuple[Words, ...]
    never_by_default: bool = False


def spoken() -> Language:
    """Return the language of the page as the rules name it."""
    now = current_language()
    return "en" if now == ENGLISH else "easy" if now == EASY_JAPANESE else "ja"


def label_of(item: str, content: Content) -> Words:
    """Return how an item is called; its own name where nobody calls it anything any more."""
    if item == MUNICIPALITY:
        return t("住んでいる区市町村")
    found = find_item(item, content.facts)
    return Words(item if found is None else found.label.in_language(spoken()))


def receiver_name(receiver: str) -> str:
    """Return who uses an item, in words."""
    if receiver.startswith("app:"):
        return t("民間のアプリ").plain
    return Municipality.objects.filter(pk=receiver).values_list("name", flat=True).first() or "todoke"


def children_of(actor: Actor) -> list[Person]:
    """Return the people in care of whoever acts, oldest first; nobody while acting for another."""
    if actor.mandate is not None or not actor.in_care:
        return []
    with scope(persons=actor.in_care):
        rows = Person.objects.filter(pk__in=actor.in_care).select_related("household")
        return list(rows.order_by("birth_low", "pk"))


def offered(person: Person, actor: Actor, content: Content) -> list[str]:
    """Return the items to ask for: what is held, and of these nothing that is sensitive.

    A date of birth is asked for also where only a child's is held: the notices of age are about children.
    """
    held = set(facts_held(person, content))
    if children_of(actor):
        held.add(BIRTH_DATE)
    plain = [
        item
        for item in sorted(held)
        if item in content.facts and content.facts[item].sensitivity is Sensitivity.PLAIN
    ]
    first = [item for item in (BIRTH_DATE,) if item in held]
    return [*first, MUNICIPALITY, *(item for item in plain if item not in (BIRTH_DATE, MUNICIPALITY))]


def shown(items: Collection[str], person: Person, actor: Actor, content: Content) -> list[Shown]:
    """Return items with their values: one's own, and for the date of birth those of the children."""
    own = values_of(person, items, content)
    children = children_of(actor) if BIRTH_DATE in items else []
    found = []
    for item in items:
        known = find_item(item, content.facts)
        values = [words_of(item, own[item], content)] if item in own else []
        if item == BIRTH_DATE:
            for child in children:
                born = days_text(child.birth_low, child.birth_high, spoken())
                values.append(t("お子さん: %(born)s", born=born))
        found.append(
            Shown(item, label_of(item, content), tuple(values), known is not None and known.never_by_default)
        )
    return found


def words_of(item: str, value: Any, content: Content) -> Words:
    """Return a value in words of the page."""
    if item == MUNICIPALITY:
        return Words(receiver_name(str(value)))
    if isinstance(value, bool) and item not in content.facts:
        return t("あり") if value else t("なし")
    fact = content.facts.get(BIRTH_DATE if item == "basics.birth_date" else item)
    return Words(str(value) if fact is None else value_text(fact, value, spoken()))
