"""Every dependency has a reason, is pinned, and is locked with hashes and without addresses."""

import re

import pytest

from tests.architecture.tree import ROOT, files, project

LOCKS = ("runtime", "dev", "semantic", "engines", "letters")


def declared(*groups: str) -> dict[str, str]:
    """Return the pins of pyproject.toml by normalized name."""
    here = project()
    given = {
        "runtime": here["project"]["dependencies"] + here["project"]["optional-dependencies"]["postgres"],
        "dev": here["dependency-groups"]["dev"],
        "semantic": here["project"]["optional-dependencies"]["semantic"],
        "letters": here["project"]["optional-dependencies"]["letters"],
        "sql": here["project"]["optional-dependencies"]["sql"],
        "spark": here["project"]["optional-dependencies"]["spark"],
    }
    pins = {}
    for requirement in (each for group in groups for each in given[group]):
        name, _, version = requirement.partition("==")
        pins[re.sub(r"\[.*\]", "", name).lower()] = version
    return pins


def locked(lock: str) -> dict[str, str]:
    """Return the pins of a lock file."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return {
        re.sub(r"\[.*\]", "", name): version
        for name, version in re.findall(r"^([a-z0-9._\[\]-]+)==([^\s;]+)", text, re.MULTILINE)
    }


def test_every_dependency_is_pinned_and_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    tables = text[text.index("[project]") : text.index("[project.scripts]")]
    lines = re.findall(r'^    "([a-z].*)$', tables, re.MULTILINE)
    groups = ("runtime", "dev", "semantic", "letters", "sql", "spark")
    assert len(lines) == sum(len(declared(group)) for group in groups)
    for line in lines:
        assert re.fullmatch(r'[\w.\[\]-]+==[\w.]+", # \S.{9,}', line), f"pin it and say why: {line}"


def test_locks_hold_what_is_declared() -> None:
    assert declared("runtime").items() <= locked("runtime").items(), "run `make lock`"
    assert declared("runtime", "dev").items() <= locked("dev").items(), "run `make lock`"
    assert declared("sql", "spark").items() <= locked("dev").items(), "run `make lock`"
    assert declared("letters").items() <= locked("dev").items(), "run `make lock`"
    assert declared("runtime", "letters").items() <= locked("letters").items(), "run `make lock`"
    assert declared("runtime", "sql", "spark").items() <= locked("engines").items(), "run `make lock`"
    assert declared("runtime", "semantic").items() <= locked("semantic").items(), "run `make lock`"


def test_both_locks_agree() -> None:
    assert locked("runtime").items() <= locked("dev").items(), "run `make lock`"
    assert locked("runtime").items() <= locked("semantic").items(), "run `make lock`"
    assert locked("runtime").items() <= locked("engines").items(), "run `make lock`"
    assert locked("runtime").items() <= locked("letters").items(), "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_have_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(index|extra-index|find-links|trusted))", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(locked(lock))
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_lock_that_writes_addresses_is_committed() -> None:
    names = {path.name for suffix in (".lock", ".toml", ".json") for path in files(suffix)}
    assert not names & {"uv.lock", "pylock.toml", "poetry.lock"}
