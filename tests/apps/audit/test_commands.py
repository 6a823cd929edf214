"""``todoke audit``, ``todoke vault`` and ``todoke tenancy`` say what they found and what to do."""

import pytest
from django.db import connection

from tests.factories.actors import NOON
from todoke.apps.audit.actions import note
from todoke.apps.audit.guards import unguard_tables
from todoke.apps.audit.models import Entry
from todoke.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(settings, tmp_path):
    """Three entries, and a folder for seals."""
    settings.AUDIT_SEALS = tmp_path
    for ref in range(3):
        note(actor="system:test", verb="see", thing="x", ref=ref, area="132080", at=NOON)
    return tmp_path


def test_a_sound_audit_is_told(entries, capsys):
    assert main(["audit", "verify"]) == 0
    assert (
        "監査の記録 3 件、1 の連なりは、書かれたままです。外の封とは比べていません。"
        in capsys.readouterr().out
    )
    assert main(["audit", "seal"]) == 0
    assert main(["audit", "verify"]) == 0
    assert "外の封 1 件とも合っています" in capsys.readouterr().out
    assert main(["audit", "seal"]) == 0
    assert "前の封から記録は増えていません" in capsys.readouterr().out


def test_a_broken_audit_ends_with_one_and_names_the_entry(entries, capsys):
    Entry.objects.filter(number=2).update(verb="erase")
    assert main(["audit", "verify", "--area", "132080"]) == 1
    assert "132080 の 2 番目の記録が正しくありません" in capsys.readouterr().err


def test_a_changed_file_of_seals_is_told(entries, capsys):
    main(["audit", "seal"])
    file = next(entries.iterdir())
    file.write_text(file.read_text().replace("132080", "131075"))
    assert main(["audit", "verify"]) == 1
    assert main(["audit", "verify", "--no-seals"]) == 0
    assert main(["audit", "seal"]) == 1
    assert "つながりません" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(entries, capsys):
    (entries / "taken").write_text("")
    assert main(["audit", "seal", "--to", str(entries / "taken")]) == 1
    assert "書けません" in capsys.readouterr().err


def test_a_day_that_is_none_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["audit", "verify", "--since", "昨日"])
    assert ended.value.code == 2
    assert "日付として読めません" in capsys.readouterr().err


def test_keys_are_counted_and_never_shown(settings, capsys):
    assert main(["vault", "keys"]) == 0
    told = capsys.readouterr().out
    ring = settings.KEYS.ring
    assert f"{ring.current}  " in told
    assert "今の鍵" in told
    assert ring.keys[ring.current].hex() not in told


def test_rotating_tells_how_many(capsys):
    assert main(["vault", "rotate"]) == 0
    assert "件の封を今の鍵に替えました" in capsys.readouterr().out


def test_the_role_is_told_as_sql(capsys):
    assert main(["tenancy", "role", "--name", "todoke_web"]) == 0
    assert "CREATE ROLE todoke_web LOGIN NOSUPERUSER NOBYPASSRLS" in capsys.readouterr().out
    assert main(["tenancy", "role", "--name", "x; DROP TABLE y"]) == 2


def test_protecting_and_checking(capsys):
    assert main(["tenancy", "protect"]) == 0
    assert "追記だけに" in capsys.readouterr().out
    code = main(["tenancy", "check"])
    unguard_tables()
    told = capsys.readouterr()
    if connection.vendor == "postgresql":
        # The tests' own role owns everything and is a superuser: it must be told so.
        assert code == 1
        assert "守りが効きません" in told.err
    else:
        assert code == 0
        assert "SQLite には行ごとの守りがありません" in told.out
