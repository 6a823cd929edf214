"""Settings readers refuse nonsense and say what to set."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from todoke.config.database import read_database_url
from todoke.config.environment import Environment
from todoke.config.secret_key import read_secret_key

ROOT = Path("/srv/todoke")


@pytest.mark.parametrize("word", ["1", "true", "YES", "on"])
def test_a_flag_is_on(word: str) -> None:
    assert Environment({"DEBUG": word}).flag("DEBUG", default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off"])
def test_a_flag_is_off(word: str) -> None:
    assert Environment({"DEBUG": word}).flag("DEBUG", default=True) is False


def test_a_blank_variable_counts_as_not_set() -> None:
    env = Environment({"DEBUG": " ", "PORT": "", "HOSTS": "", "NAME": ""})
    assert env.flag("DEBUG", default=True) is True
    assert env.number("PORT", default=8000, low=1, high=65535) == 8000
    assert env.words("HOSTS", default=["a"]) == ["a"]
    with pytest.raises(ImproperlyConfigured, match="NAME is not set. Set it, for example: NAME=x"):
        env.text("NAME", example="x")


@pytest.mark.parametrize("number", ["0", "65536", "-1", "8e3", "８０００", "eight"])
def test_a_number_out_of_range_is_refused(number: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PORT is .* whole number from 1 to 65535"):
        Environment({"PORT": number}).number("PORT", default=8000, low=1, high=65535)


def test_a_number_in_range_is_read() -> None:
    assert Environment({"PORT": "65535"}).number("PORT", default=8000, low=1, high=65535) == 65535


def test_an_unknown_choice_names_the_choices() -> None:
    with pytest.raises(ImproperlyConfigured, match="MODE is 'prod'. Set it to one of: local, production"):
        Environment({"MODE": "prod"}).choice("MODE", choices=("local", "production"), default="local")


@pytest.mark.parametrize("hosts", ["a.example,,b.example", "a.example b.example", ","])
def test_a_garbled_list_is_refused(hosts: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="single commas"):
        Environment({"HOSTS": hosts}).words("HOSTS", default=[])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("foo", "neither sqlite:// nor postgres://"),
        ("mysql://a:hidden@db/x", "neither sqlite:// nor postgres://"),
        ("sqlite://var/a.sqlite3", "sqlite:/// and a file"),
        ("sqlite:///", "sqlite:/// and a file"),
        ("sqlite:///a.sqlite3?mode=ro", "sqlite:/// and a file"),
        ("postgres://a:hidden@db:54x2/x", "port is not a number"),
        ("postgres://a:hidden@db:70000/x", "port is not a number"),
        ("postgres://a:hidden@db", "a host and one database"),
        ("postgres:///x", "a host and one database"),
        ("postgres://a:hidden@db/x/y", "a host and one database"),
        ("postgres://a:hidden@db/x?sslmod=require", "unknown option 'sslmod'"),
    ],
)
def test_a_bad_database_url_is_refused_without_repeating_it(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_database_url(url, root=ROOT)
    assert reason in str(refusal.value)
    assert "Set it to sqlite:///var/todoke.sqlite3 or postgres://" in str(refusal.value)
    assert "hidden" not in str(refusal.value)


def test_an_absolute_sqlite_path_is_kept() -> None:
    assert read_database_url("sqlite:////data/a.sqlite3", root=ROOT)["NAME"] == "/data/a.sqlite3"


def test_a_postgresql_url_is_read_whole() -> None:
    settings = read_database_url("postgresql://u%40x:p%2Fq@db.example:5433/todoke?sslmode=require", root=ROOT)
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["USER"], settings["PASSWORD"], settings["HOST"]) == ("u@x", "p/q", "db.example")
    assert (settings["PORT"], settings["NAME"]) == ("5433", "todoke")
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_a_local_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    place = tmp_path / "var" / "secret_key"
    first = read_secret_key(Environment({}), production=False, kept_in=place)
    assert len(first) >= 50
    assert read_secret_key(Environment({}), production=False, kept_in=place) == first
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["secret_key"]


def test_production_refuses_a_missing_or_weak_key(tmp_path: Path) -> None:
    place = tmp_path / "secret_key"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        read_secret_key(Environment({}), production=True, kept_in=place)
    for weak in ("short", "ab" * 40):
        with pytest.raises(ImproperlyConfigured, match="too weak") as refusal:
            read_secret_key(Environment({"SECRET_KEY": weak}), production=True, kept_in=place)
        assert weak not in str(refusal.value)
    assert not place.exists()


GOOD_PRODUCTION = {
    "TODOKE_MODE": "production",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdefg",
    "ALLOWED_HOSTS": "todoke.example",
    "TODOKE_KEYS": "a0000001:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "TODOKE_BLIND_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"TODOKE_MODE": "staging"}, "TODOKE_MODE is 'staging'"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is '*'"),
        ({"DEBUG": "1"}, "DEBUG is on in production"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL cannot be used"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'"),
        ({"TODOKE_KEYS": ""}, "TODOKE_KEYS is not set"),
        ({"TODOKE_KEYS": "short:AAAA"}, "TODOKE_KEYS cannot be used"),
        ({"TODOKE_BLIND_KEY": ""}, "TODOKE_BLIND_KEY is not set"),
        ({"MAIL_URL": "smtp://mail.example"}, "DKIM_KEY is not set, and MAIL_URL is"),
        ({}, ""),
    ],
)
def test_the_site_does_not_start_on_nonsense(change: dict[str, str], message: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import todoke.config.settings"],
        env={**GOOD_PRODUCTION, "TODOKE_VAR": str(tmp_path), **change},
        capture_output=True,
        text=True,
        check=False,
    )
    if message:
        assert done.returncode != 0
        assert message in done.stderr.strip().splitlines()[-1]
    else:
        assert done.returncode == 0, done.stderr
