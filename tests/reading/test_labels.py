"""The reader against the labeled phrases: what may be relied on, as figures."""

import pytest

from tests.factories.rules import expression_of
from tests.reading.labels import BLIND, DEVELOPMENT, HELD_OUT, Phrase, phrases, score
from tests.unit.reading.book import CONTENT
from todoke.reading.proposals import Kind
from todoke.rules.checking.types import TruthType, type_of

PRECISION = 0.98
RECALL = 0.97
"""A little under what both sets reached: ``python -m bench reading`` prints the figures."""


def test_the_set_is_large_and_has_traps() -> None:
    everything = phrases(*DEVELOPMENT, *HELD_OUT)
    assert len(everything) >= 1000
    assert len({(one.field, one.text) for one in everything}) == len(everything)
    assert sum(1 for one in everything if not one.expected) >= 100
    assert len(phrases(*HELD_OUT)) / len(everything) >= 0.2


@pytest.mark.parametrize(
    "names", [DEVELOPMENT, HELD_OUT, DEVELOPMENT + HELD_OUT], ids=["development", "held-out", "all"]
)
def test_what_is_read_is_right(names: tuple[str, ...]) -> None:
    assert score(phrases(*names)).precision() >= PRECISION


@pytest.mark.parametrize("names", [DEVELOPMENT, HELD_OUT], ids=["development", "held-out"])
def test_most_is_read(names: tuple[str, ...]) -> None:
    assert score(phrases(*names)).recall() >= RECALL


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_labeled(kind: Kind) -> None:
    found = score(phrases(*DEVELOPMENT, *HELD_OUT))
    assert found.right[kind.value] >= 5


@pytest.mark.parametrize("phrase", phrases("development-traps"), ids=lambda one: one.text[:24])
def test_a_trap_is_never_read_as_a_condition(phrase: Phrase) -> None:
    assert phrase.read().proposals == ()


@pytest.mark.parametrize("name", [*DEVELOPMENT, *HELD_OUT, *BLIND])
def test_every_proposal_quotes_its_words_and_its_node_is_a_condition(name: str) -> None:
    for phrase in phrases(name):
        found = phrase.read()
        for proposal in found.proposals:
            assert phrase.text[proposal.start : proposal.end] == proposal.quote
            assert proposal.quote.strip()
            if proposal.node is None:
                assert proposal.note, proposal
            else:
                assert isinstance(type_of(expression_of(proposal.node), CONTENT, {}), TruthType), proposal
        for one in found.unread:
            assert phrase.text[one.start : one.end] == one.quote
