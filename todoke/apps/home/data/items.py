"""The items held of somebody: what each is called, where it came from and how firmly it is known; never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from todoke.apps.access.domain.actors import Actor
from todoke.apps.consent.models import AccessEntry, Correction
from todoke.apps.consent.queries.corrections import corrections_of
from todoke.apps.consent.queries.values import facts_held, values_of
from todoke.apps.home.consents.showing import label_of, words_of
from todoke.apps.people.domain.saying import meant
from todoke.apps.people.models import Person, Statement
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT, replaced
from todoke.apps.people.queries.who import basics_of
from todoke.apps.tenancy.scope import everywhere
from todoke.base.clock import JST
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY
from todoke.ui.words import Words, t

BASICS = ("basics.name", "basics.address", "basics.sex")
ALSO = {BIRTH_DATE: ("basics.birth_date",)}
"""Other names under which an item stands in records."""


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One item that is held."""

    id: str
    label: Words
    source: Words
    as_of: date | None = None
    firmness: Words | None = None
    correction: Correction | None = None
    """What its person said of it last."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names it goes by in consents and records."""
        return (self.id, *ALSO.get(self.id, ()))


def held_items(person: Person, actor: Actor, content: Content) -> list[HeldItem]:
    """Return every item that is held of somebody, who they are first; in the scope that is open."""
    said = _said(person)
    corrections = {one.item: one for one in reversed(corrections_of(person.pk))}
    found = []
    for item in _names(person, actor, content):
        source, as_of, firmness = _provenance(person, item, said)
        found.append(HeldItem(item, label_of(item, content), source, as_of, firmness, corrections.get(item)))
    return found


def value_of(person: Person, item: HeldItem, content: Content) -> Words | None:
    """Return the value in words of the page; whoever calls has asked ``access`` and notes the look."""
    values = values_of(person, [item.id], content)
    if item.id not in values:
        return None
    return _in_words(item.id, values[item.id], content)


def _in_words(item: str, value: Any, content: Content) -> Words:
    if item == "basics.sex":
        return {"1": t("男性"), "2": t("女性")}.get(str(value), t("そのほか"))
    return words_of(item, value, content)


def earlier_of(person: Person, item: HeldItem, content: Content) -> list[dict[str, Any]]:
    """Return what was held of an item before, the latest first: value, where from, as of when."""
    with everywhere("holding"):
        rows = replaced(person.pk, person.household_id, item.id)
    return [
        {"value": _in_words(item.id, meant(row.value), content), "source": _who(row), "as_of": row.as_of}
        for row in rows
    ]


def _names(person: Person, actor: Actor, content: Content) -> list[str]:
    """Return the items: of the household only what nobody else who is grown up may have told."""
    basics = values_of(person, BASICS, content)
    facts = facts_held(person, content)
    with everywhere("holding"):  # those of the household are in nobody else's scope
        others = Person.objects.filter(household=person.household_id).exclude(pk=person.pk)
        alone = not others.exclude(pk__in=actor.in_care).exists()
    own = [
        item
        for item in sorted(facts)
        if item.startswith("person.") or (alone and item.startswith("household."))
    ]
    first = [item for item in (BIRTH_DATE, MUNICIPALITY) if item in facts]
    account = [PUBLIC_ACCOUNT] if values_of(person, [PUBLIC_ACCOUNT], content) else []
    return [
        *(item for item in BASICS if item in basics),
        *first,
        *(one for one in own if one not in first),
        *account,
    ]


def _said(person: Person) -> dict[str, Statement]:
    """Return the statement each fact rests on: the firmest, and of these the latest."""
    strength = {"confirmed": 2, "stated": 1}
    with everywhere("holding"):
        rows = [
            *Statement.objects.filter(person=person, replaced_by__isnull=True),
            *Statement.objects.filter(household_id=person.household_id, replaced_by__isnull=True),
        ]
    open_rows = [row for row in rows if row.status != Statement.Firmness.WITHDRAWN]
    open_rows.sort(key=lambda row: (strength.get(row.status, 0), row.as_of, row.pk))
    return {row.fact: row for row in open_rows}


def _provenance(
    person: Person, item: str, said: Mapping[str, Statement]
) -> tuple[Words, date | None, Words | None]:
    if item in said and _is_what_is_held(person, item, said[item]):
        row = said[item]
        return _who(row), row.as_of, _firmness(row.status)
    basics = basics_of(person.pk)
    card = t("マイナンバーカード"), t("カードで確かめたもの")
    if item in BASICS and basics is not None:
        if basics.source == "card":
            return card[0], basics.as_of, card[1]
        return Words(basics.source), basics.as_of, None
    if item == MUNICIPALITY and basics is not None and basics.address and basics.source == "card":
        return card[0], basics.as_of, card[1]
    if item == BIRTH_DATE:
        taken = (
            AccessEntry.objects.filter(person=person, action="take_in", items=["basics.birth_date"])
            .order_by("-at")
            .first()
        )
        if taken is not None:
            return card[0], taken.at.astimezone(JST).date(), card[1]
    return t("出どころの記録がありません"), None, None


def _is_what_is_held(person: Person, item: str, row: Statement) -> bool:
    """Return whether a statement is what is held; of the basics, what a card told later stands beside it."""
    basics = basics_of(person.pk) if item in BASICS else None
    if basics is None:
        return True
    held = {"basics.name": basics.name, "basics.address": basics.address, "basics.sex": basics.sex}
    return bool(row.value == held[item])


def _who(row: Statement) -> Words:
    if row.source_name == "card":
        return t("マイナンバーカード")
    words: dict[Any, Words] = {
        Statement.Source.PERSON: t("本人"),
        Statement.Source.MUNICIPALITY: t("区市町村"),
        Statement.Source.APP: t("民間のアプリ"),
        Statement.Source.IMPORT: t("区市町村の記録からの取り込み"),
        Statement.Source.SUPPORTER: t("支援者"),
    }
    return words[row.source]


def _firmness(status: str) -> Words:
    return {
        "stated": t("本人が伝えたもの"),
        "confirmed": t("役所が確かめたもの"),
        "inferred": t("ほかの情報から考えたもの"),
        "disputed": t("役所が確かめているもの"),
    }[status]
