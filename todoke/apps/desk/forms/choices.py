"""What a card may be about, and the answers a fact knows."""

from __future__ import annotations

from dataclasses import dataclass

from todoke.apps.desk.domain import cards
from todoke.apps.desk.domain.cards import Card, Deck
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules.household import RELATION
from todoke.ui.controls import Choice, ChoiceGroup


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """One card with the choices of its three controls."""

    name: str
    card: Card
    subjects: tuple[ChoiceGroup, ...]
    operators: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    """The answers of a fact with codes; empty where the value is typed."""
    has_value: bool = True
    """Whether there is anything to write: a fact that is yes or no needs no value."""


@dataclass(frozen=True, slots=True)
class PrintedGroup:
    """A group of cards."""

    name: str
    number: int
    joins: tuple[Choice, ...]
    cards: tuple[PrintedCard, ...]


def printed(deck: Deck, vocabulary: Vocabulary) -> tuple[PrintedGroup, ...]:
    """Return the groups of a deck."""
    return tuple(
        PrintedGroup(
            f"g{place}",
            place + 1,
            joins(group.join),
            tuple(
                _printed(card, f"g{place}-c{number}", vocabulary) for number, card in enumerate(group.cards)
            ),
        )
        for place, group in enumerate(deck.groups)
    )


def joins(chosen: str) -> tuple[Choice, ...]:
    """Return the ways to join cards or groups."""
    return tuple(Choice(value, label, is_chosen=value == chosen) for value, label in cards.JOINS.items())


def _printed(card: Card, name: str, vocabulary: Vocabulary) -> PrintedCard:
    codes = vocabulary.codes_of(card.subject)
    single = card.operator in ("eq", "ne")
    fitting = cards.operators_of(card.subject, vocabulary)
    answers = tuple(Choice(code, word, is_chosen=card.value in (code, word)) for code, word in codes.items())
    return PrintedCard(
        name,
        card,
        _subjects(card.subject, vocabulary),
        tuple(
            Choice(value, label, is_chosen=value == card.operator)
            for value, label in cards.OPERATORS.items()
            if value in fitting
        ),
        answers if single else (),
        card.operator not in ("yes", "no"),
    )


def _subjects(chosen: str, vocabulary: Vocabulary) -> tuple[ChoiceGroup, ...]:
    people: list[Choice] = []
    homes: list[Choice] = []
    for fact_id, fact in vocabulary.content.facts.items():
        choice = Choice(fact_id, fact.label.ja, is_chosen=fact_id == chosen)
        (people if fact_id.startswith("person.") else homes).append(choice)
    people.insert(0, Choice(RELATION, "続柄", is_chosen=chosen == RELATION))
    ages = [Choice(name, label, is_chosen=name == chosen) for name, (label, _) in cards.AGES.items()]
    line = [Choice(cards.LINE, "一行の式で書く", is_chosen=chosen == cards.LINE)]
    return (
        ChoiceGroup("年齢", ages),
        ChoiceGroup("その人のこと", sorted(people, key=lambda one: one.label)),
        ChoiceGroup("世帯のこと", sorted(homes, key=lambda one: one.label)),
        ChoiceGroup("そのほか", line),
    )
