"""How surely somebody must be known is data with a reason for each verb."""

import pytest

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.access.domain.assurances import LEAST, read_assurances
from todoke.apps.access.domain.deciding import CARED_FOR, MANDATED
from todoke.apps.access.domain.verbs import Verb


def test_stopping_asks_for_no_more_than_beginning():
    assert LEAST[Verb.WITHDRAW] <= LEAST[Verb.CONSENT]
    assert LEAST[Verb.MUTE] <= LEAST[Verb.RECEIVE]


@pytest.mark.parametrize("verb", [Verb.EXPORT, Verb.ERASE, Verb.APPOINT, Verb.PREVIEW])
def test_what_cannot_be_undone_or_shows_everything_asks_for_the_card(verb):
    assert LEAST[verb] is Assurance.CARD


@pytest.mark.parametrize("verb", [Verb.APPOINT, Verb.ERASE, Verb.EXPORT, Verb.SHIELD, Verb.APPROVE])
def test_no_supporter_and_no_parent_is_ever_given_this(verb):
    assert verb not in MANDATED | CARED_FOR


@pytest.mark.parametrize(
    "text",
    [
        "see: {least: mail}",
        "see: {least: strong, why: x}",
        "see: {least: none, why: x}",
        "fly: {least: mail, why: x}",
    ],
)
def test_a_line_without_reason_or_of_no_such_verb_or_level_is_refused(tmp_path, text):
    file = tmp_path / "assurance.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"why|強さ|fly"):
        read_assurances(file)
