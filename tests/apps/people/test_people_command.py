"""``todoke people``: the people of the cards, and counts of shields that name nobody."""

import pytest

from tests.factories.actors import NOON
from tests.factories.families import family
from tests.factories.people import municipality
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.people.actions import shield
from todoke.cli.main import main

pytestmark = pytest.mark.django_db


def test_people_of_the_cards_are_made_once(capsys):
    for code in ("132080", "132012"):
        municipality(code)
    assert main(["people", "seed-standin"]) == 0
    assert "新しく 5 人" in capsys.readouterr().out
    assert main(["people", "seed-standin"]) == 0
    assert "新しく 0 人" in capsys.readouterr().out


def test_nothing_is_made_up_in_production(capsys, settings):
    settings.PRODUCTION = True
    assert main(["people", "seed-standin"]) == 2
    assert "本番では使えません" in capsys.readouterr().err


def test_shields_are_counted_and_nobody_is_named(capsys):
    home = family()
    assert main(["people", "shield", "list"]) == 0
    assert "いません" in capsys.readouterr().out
    by = Actor(
        kind=Kind.STAFF,
        account_id=5,
        assurance=Assurance.CARD,
        roles=frozenset({("132080", "editor", "protection")}),
        purpose="shield",
    )
    shield(person=home.child, from_on=NOON.date().replace(year=2020), by=by, at=NOON)
    assert main(["people", "shield", "list"]) == 0
    assert capsys.readouterr().out == "132080  1 人\n"
