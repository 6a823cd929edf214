"""What the API says of purposes and actions is what the pages say in Japanese."""

import pytest

from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.words import ACTIONS, PURPOSES, USED, action_words
from todoke.apps.home.consents.words import action_said, purpose_words


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_purpose_is_called_alike(purpose):
    assert purpose_words(purpose) == PURPOSES[purpose]


@pytest.mark.parametrize("action", [*ACTIONS, "something_new"])
def test_every_action_is_called_alike(action):
    assert action_said(action) == action_words(action)


def test_what_is_no_purpose_is_not_called_one():
    assert purpose_words("own") is None
    assert action_said("") == USED
