"""Every app with rows of persons tells, exports and erases them: nothing is held beside what a person is shown."""

import pytest

from todoke.apps.home.data.holdings import HOLDINGS
from todoke.apps.tenancy.actions import scoped_models
from todoke.apps.tenancy.querysets import tenancy_of

APPS = sorted({model._meta.app_label for model in scoped_models() if tenancy_of(model).person is not None})


@pytest.mark.parametrize("label", APPS)
def test_an_app_with_rows_of_persons_has_a_holding(label):
    assert label in {one.name for one in HOLDINGS}, (
        f"write todoke/apps/{label}/holding.py and add it to HOLDINGS"
    )


def test_people_are_erased_last():
    assert HOLDINGS[-1].name == "people"
    assert len({one.name for one in HOLDINGS}) == len(HOLDINGS)
