"""``todoke match --population database`` answers for the people registered, and says so where there are none."""

from pathlib import Path

import pytest

from tests.factories.people import register
from tests.factories.residents import households
from todoke.cli.main import main
from todoke.nights.stored.store import latest

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.RULES_FROM = "files"
    return tmp_path / "nights"


def match(out: Path) -> int:
    call = ["match", "--population", "database", "--on", "2026-11-22", "--out", str(out)]
    return main([*call, "--workers", "1", "--no-report"])


def test_nobody_registered_is_no_failure(out, capsys) -> None:
    assert match(out) == 0
    assert "登録された人はいません" in capsys.readouterr().out
    assert not out.exists()


@pytest.mark.slow
def test_the_people_registered_are_answered_for(out, capsys) -> None:
    register("131016", households(3))
    assert match(out) == 0
    night = latest(out)
    assert night is not None
    assert night.record["households"] == 3
    assert night.municipalities == ("131016",)
    assert "2026-11-22 の判定: " in capsys.readouterr().out
