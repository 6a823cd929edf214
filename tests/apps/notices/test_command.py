"""Notices to everybody are published, listed and taken back by command, under two names."""

from todoke.apps.notices.models import Broadcast
from todoke.cli.main import main

SEND = ["broadcasts", "send", "disaster", "--area", "132080", "--office", "調布市", "--disaster"]


def test_two_names_publish_one_row_and_one_takes_it_back(capsys):
    people = ["--made-by", "kisha", "--approved-by", "shonin"]
    assert main([*SEND, "--value", "message=大雨です。", *people]) == 0
    assert "確認コード" in capsys.readouterr().out
    row = Broadcast.objects.get()
    assert main(["broadcasts", "list"]) == 0
    assert "調布市" in capsys.readouterr().out
    assert main(["broadcasts", "withdraw", str(row.pk), "--by", "kisha"]) == 0
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_one_name_alone_publishes_nothing(capsys):
    people = ["--made-by", "kisha", "--approved-by", "kisha"]
    assert main([*SEND, "--value", "message=大雨です。", *people]) == 1
    assert "別の人" in capsys.readouterr().err
    assert main([*SEND, "--value", "message", *people]) == 2
    assert main([*SEND, "--made-by", "nobody", "--approved-by", "kisha"]) == 1
    assert not Broadcast.objects.exists()
