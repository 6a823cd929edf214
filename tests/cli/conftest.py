"""A caller of the API, to compare with."""

import pytest

from tests.caller import Caller


@pytest.fixture
def caller() -> Caller:
    return Caller()
