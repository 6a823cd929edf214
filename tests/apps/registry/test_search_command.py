"""``todoke search`` answers on the command line."""

import pytest

from tests.factories.registry import CHOFU, procedure_content, program_content, published, some_bodies
from todoke.apps.registry.models import SearchEntry
from todoke.cli.main import main

pytestmark = pytest.mark.django_db

HEAD = "tdk1.0+8000020130001+1001+R"
OWN = "tdk1.0+7000020132080+1+P"


@pytest.fixture(autouse=True)
def records():
    some_bodies()
    published(procedure_content(), HEAD)
    published(program_content(), OWN)


def test_records_are_listed_with_their_numbers(capsys):
    assert main(["search", "引っ越してきた", "--municipality", CHOFU]) == 0
    said = capsys.readouterr().out
    assert "1. 転入届" in said
    assert HEAD in said
    assert "候補 1 件" in said


def test_a_slip_is_told(capsys):
    assert main(["search", "子育て応援拳", "--municipality", CHOFU]) == 0
    assert "子育て応援券" in capsys.readouterr().out


def test_nothing_found_is_said(capsys):
    assert main(["search", "あしたの天気"]) == 0
    assert "見つかりませんでした" in capsys.readouterr().out


def test_an_unknown_municipality_is_refused(capsys):
    assert main(["search", "ごみ", "--municipality", "999999"]) == 2
    assert "999999" in capsys.readouterr().err


def test_words_are_asked_for(capsys):
    assert main(["search"]) == 2
    assert "todoke search" in capsys.readouterr().err


def test_the_index_can_be_written_anew(capsys):
    SearchEntry.objects.all().delete()
    assert main(["search", "--rebuild"]) == 0
    assert "2 件" in capsys.readouterr().out
    assert SearchEntry.objects.count() == 2
