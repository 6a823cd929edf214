"""Commands for makers of apps: open data, webhooks, sandbox."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.registry import program_content, published, some_bodies
from todoke.apps.registry.models import Consumer, Record
from todoke.cli.main import main
from todoke.clients.webhooks.sending import Reply, Sender

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    some_bodies()
    published(program_content(), "tdk1.0+7000020132080+1+P")


def test_open_data_is_built_and_says_when_nothing_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["opendata", "build"]) == 0
    assert "登録 program 1" in capsys.readouterr().out
    assert (tmp_path / "opendata" / "current" / "all.json").exists()
    assert main(["opendata", "build"]) == 0
    assert "前と同じ内容です" in capsys.readouterr().out
    assert main(["opendata", "build", "--out", "/dev/null/nowhere"]) == 1


def test_a_consumer_is_registered_listed_sent_to_and_removed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    to = ["--contact", "maker@app.example", "--url", "https://app.example/hook", "--from-start"]
    assert main(["webhooks", "add", "アプリ", *to]) == 0
    consumer = Consumer.objects.get()
    said = capsys.readouterr().out
    assert consumer.key in said
    assert consumer.secret in said
    assert main(["webhooks", "add", "アプリ", *to]) == 2
    replies = [Reply(503, "HTTP 503"), Reply(200, "HTTP 200")]
    monkeypatch.setattr(Sender, "post", lambda *told: replies.pop(0))
    assert main(["webhooks", "deliver"]) == 0
    assert "送り直します(連絡先: maker@app.example" in capsys.readouterr().out
    assert main(["webhooks", "resume", "アプリ"]) == 0
    assert main(["webhooks", "deliver"]) == 0
    assert "1 件を 1 回で送りました" in capsys.readouterr().out
    assert main(["webhooks", "list"]) == 0
    said = capsys.readouterr().out
    assert "位置 1、HTTP 200" in said
    assert consumer.secret not in said
    assert main(["webhooks", "remove", "アプリ"]) == 0
    assert main(["webhooks", "remove", "アプリ"]) == 2
    assert main(["webhooks", "list"]) == 0


@pytest.mark.parametrize("url", ["http://app.example/", "https://10.0.0.1/", "https://localhost/"])
def test_an_address_inside_is_not_registered(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhooks", "add", "x", "--contact", "y", "--url", url]) == 2
    assert "このアドレスには送れません" in capsys.readouterr().err
    assert not Consumer.objects.exists()


def test_the_sandbox_is_filled_and_moved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "fill", "5"]) == 0
    assert "新しく 5 件" in capsys.readouterr().out
    assert main(["sandbox", "tick", "2"]) == 0
    assert "2 件変えました" in capsys.readouterr().out
    assert Record.objects.filter(synthetic=True).count() == 5
    with pytest.raises(SystemExit):
        main(["sandbox", "fill", "0"])
