"""An instance on a single machine makes its keys once; production gets them, and nothing repeats one."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from todoke.config.environment import Environment
from todoke.config.keys import read_keys

ONE = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
TWO = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
GIVEN = {"TODOKE_KEYS": f"a0000002:{TWO},a0000001:{ONE}", "TODOKE_BLIND_KEY": ONE}


def test_local_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = read_keys(Environment({}), production=False, kept_in=tmp_path / "keys")
    assert read_keys(Environment({}), production=False, kept_in=tmp_path / "keys") == first
    files = sorted((tmp_path / "keys").iterdir())
    assert [path.name for path in files] == [
        "blind",
        "dkim_key.pem",
        "oidc_client_key.pem",
        "ring",
        "vapid_key.pem",
        "wording_key.pem",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert all(key.startswith("-----BEGIN ") for key in (first.dkim, first.vapid, first.wording))


def test_the_first_key_seals_and_all_open(tmp_path: Path) -> None:
    keys = read_keys(Environment(GIVEN), production=True, kept_in=tmp_path / "keys")
    assert keys.ring.current == "a0000002"
    assert keys.ring.keys.keys() == {"a0000001", "a0000002"}
    assert (keys.dkim, keys.oidc_client) == ("", "")
    assert not (tmp_path / "keys").exists()


def test_no_key_is_shown(tmp_path: Path) -> None:
    keys = read_keys(Environment(GIVEN), production=True, kept_in=tmp_path)
    assert repr(keys) == "Keys(ring=KeyRing(current='a0000002'))"


@pytest.mark.parametrize(
    "wrong",
    [
        {"TODOKE_KEYS": ""},
        {"TODOKE_KEYS": ONE},
        {"TODOKE_KEYS": f"a0000001:{ONE},a0000001:{TWO}"},
        {"TODOKE_KEYS": f"a0000001:{ONE},"},
        {"TODOKE_KEYS": f"a0000001:{ONE[:-4]}"},
        {"TODOKE_KEYS": f"a0000001:{ONE}!"},
        {"TODOKE_BLIND_KEY": ""},
        {"TODOKE_BLIND_KEY": "AAAA"},
        {"DKIM_KEY": ONE},
        {"DKIM_KEY": "/nowhere/dkim.pem"},
        {"OIDC_CLIENT_ID": "todoke"},
        {"VAPID_CONTACT": "mailto:a@todoke.example"},
    ],
    ids=str,
)
def test_production_refuses_what_is_missing_or_nonsense_without_repeating_it(
    wrong: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_keys(Environment(GIVEN | wrong), production=True, kept_in=tmp_path)
    assert next(iter(wrong)).split("_")[0] in str(refused.value)
    assert ONE not in str(refused.value)


def test_a_private_key_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "vapid.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    given = {**GIVEN, "VAPID_CONTACT": "mailto:a@todoke.example", "VAPID_KEY": str(tmp_path / "vapid.pem")}
    keys = read_keys(Environment(given), production=True, kept_in=tmp_path)
    assert keys.vapid == "-----BEGIN PRIVATE KEY-----"
