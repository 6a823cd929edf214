"""The stand-in and `todoke serve` at the command line."""

import argparse

import pytest

from todoke.cli import serve
from todoke.cli.main import main


def test_the_cards_of_the_standin_can_be_listed(capsys):
    assert main(["standin", "cards"]) == 0
    told = capsys.readouterr().out
    assert "佐藤 花子" in told
    assert "読み取りに失敗" in told


@pytest.mark.parametrize(
    "changes",
    [
        {"PRODUCTION": True},
        {"OIDC_ISSUER": "https://id.example/realms/main"},
        {"OIDC_ISSUER": "http://192.0.2.1:8001/realms/main"},
    ],
    ids=str,
)
def test_the_standin_runs_on_this_machine_alone(settings, changes, capsys):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert main(["standin", "serve"]) == 2
    assert "代役は" in capsys.readouterr().err


def call(**changes: object) -> argparse.Namespace:
    return argparse.Namespace(**{"port": 1, "workers": 1, "without": []} | changes)


def test_in_production_neither_standin_nor_sink_runs(settings):
    settings.PRODUCTION = True
    assert set(serve._commands(call())) == {"web", "outbox"}


def test_a_provider_elsewhere_needs_no_standin(settings):
    settings.OIDC_ISSUER = "https://id.example/realms/main"
    assert "standin" not in serve._commands(call())


def test_what_is_left_out_does_not_run():
    assert set(serve._commands(call(without=["outbox", "standin"]))) == {"web"}


def test_a_port_that_is_taken_is_told(capsys, monkeypatch):
    monkeypatch.setattr("todoke.cli.serve._is_free", lambda port: False)
    assert main(["serve", "--port", "8000"]) == 1
    assert "もう使われています" in capsys.readouterr().err
