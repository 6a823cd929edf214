"""``todoke links check``: the whole command against a server on this machine."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.registry import program_content, published, some_bodies
from tests.factories.websites import Website, website
from todoke.apps.registry.models import Link, LinkCheck, LinkUse, Task
from todoke.apps.registry.watching.storing import Stored, store
from todoke.cli.main import main
from todoke.clients.pages.fake import Canned

pytestmark = pytest.mark.django_db

CALL = [
    "links",
    "check",
    "--contact",
    "links@todoke.example",
    "--delay",
    "0",
    "--allow-network",
    "127.0.0.0/8",
]


@pytest.fixture
def site(settings, tmp_path: Path) -> Iterator[Website]:
    settings.LINK_CONTACT = ""
    settings.VAR_DIR = tmp_path
    some_bodies()
    with website({"/live": Canned("<h1>応援券</h1>")}) as running:
        links = [{"url": running.url(path), "role": "official"} for path in ("/live", "/dead")]
        published(program_content(links=links), "tdk1.0+7000020132080+1+UM24")
        yield running


def test_links_are_checked_and_the_result_is_told(site: Website, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CALL) == 0
    told = capsys.readouterr().out
    assert "2 件を確認しました: つながる 1、切れている 1。" in told
    assert "担当への用件: 新しく 1 件" in told
    assert f"切れている: {site.url('/dead')}" in told
    assert Task.objects.count() == 1
    assert main(CALL) == 0
    assert "確認するリンクはありません" in capsys.readouterr().out
    assert LinkCheck.objects.count() == 2
    assert main([*CALL, "--again", "--limit", "1"]) == 0
    assert LinkCheck.objects.count() == 3


def test_strict_fails_on_dead_links(site: Website) -> None:
    assert main([*CALL, "--strict"]) == 1


def test_a_plan_asks_nobody_and_writes_nothing(site: Website, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "check", "--dry-run"]) == 0
    assert "確認するリンク: 2 件、1 サイト。どこにも尋ねていません。" in capsys.readouterr().out
    assert site.asked == []
    assert not Link.objects.exclude(checked_at=None).exists()


def test_nobody_is_asked_without_a_contact(site: Website, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "check"]) == 2
    assert "TODOKE_CONTACT" in capsys.readouterr().err
    assert main(["links", "check", "--contact", "連絡先"]) == 2
    assert site.asked == []


def test_the_own_network_is_not_asked_unless_allowed(site: Website) -> None:
    assert main(CALL[:-2]) == 0
    assert site.asked == []
    assert set(Link.objects.values_list("outcome", flat=True)) == {"address"}


@pytest.mark.parametrize(
    "wrong",
    [["--municipality", "999999"], ["--limit", "0"], ["--limit", "x"], ["--allow-network", "ここ"]],
)
def test_wrong_calls_say_so_in_japanese(
    site: Website, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main([*CALL, *wrong])
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    assert code == 2
    assert "「" in capsys.readouterr().err


def test_stopping_keeps_what_was_done(
    site: Website, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored: list[Stored] = []

    def stopped(*given: Any, **named: Any) -> Stored:
        if stored:
            raise KeyboardInterrupt
        stored.append(store(*given, **named))
        return stored[0]

    monkeypatch.setattr("todoke.apps.registry.watching.checking.store", stopped)
    assert main(CALL) == 1
    assert "続きから確認します" in capsys.readouterr().err
    assert LinkCheck.objects.count() == 1
    monkeypatch.setattr("todoke.apps.registry.watching.checking.store", store)
    assert main(CALL) == 0
    assert LinkCheck.objects.count() == 2
    assert Task.objects.count() == 1


def test_two_runs_at_once_do_not_ask_twice(
    site: Website, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "links.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert main(CALL) == 1
    assert "別のリンク確認が実行中" in capsys.readouterr().err
    assert site.asked == []


def test_the_contact_of_the_instance_is_used(site: Website, settings) -> None:
    settings.LINK_CONTACT = "web@city.example"
    assert main(["links", "check", "--delay", "0", "--allow-network", "127.0.0.0/8"]) == 0
    assert all("web@city.example" in one.headers["user-agent"] for one in site.asked)


def test_the_table_of_links_is_made_anew(site: Website, capsys: pytest.CaptureFixture[str]) -> None:
    LinkUse.objects.all().delete()
    assert main(["links", "rebuild"]) == 0
    assert "2 件のリンク" in capsys.readouterr().out
    assert LinkUse.objects.count() == 2
