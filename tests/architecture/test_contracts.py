"""Imports and foreign keys go down; file names and sizes keep the house readable."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.tree import ROOT, contract, files, name_of

LONGEST = {"todoke": 400, "tests": 600, "bench": 400}
LONGER_FOR_A_REASON = {
    "todoke/rules/nodes.py": "the closed set of nodes is read as one list",
}
ATTICS = frozenset(
    {"core", "common", "utils", "util", "helpers", "helper", "shared", "services", "selectors", "misc"}
)


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def tier_by_app() -> dict[str, int]:
    """Return each app's tier as the contract lists them, 1 at the bottom."""
    layers = contract("tiers")["layers"]
    return {
        app.strip().strip("()"): len(layers) - above
        for above, layer in enumerate(layers)
        for app in layer.split("|")
    }


def test_tiers_are_read_from_the_contract() -> None:
    tiers = tier_by_app()
    assert (tiers["places"], tiers["screening"], tiers["portal"]) == (2, 9, 11)


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("todoke.")]


def app_of(model: type[Model]) -> str:
    return model.__module__.split(".")[2]


def test_foreign_keys_point_down_the_tiers() -> None:
    tiers = tier_by_app()
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, Field) else None
            if not isinstance(target, type) or app_of(target) == app_of(model):
                continue
            if tiers[app_of(target)] >= tiers[app_of(model)]:
                wrong.append(f"{model.__name__}.{field.name} points up to {target.__name__}")
    assert our_models()
    assert not wrong


def test_no_file_is_an_attic() -> None:
    sources = files(".py", under="todoke")
    parts = {part for path in sources for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not parts & ATTICS


@pytest.mark.parametrize("folder", LONGEST)
def test_no_module_is_too_long_to_read(folder: str) -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in files(".py", under=folder)}
    too_long = {
        name: length
        for name, length in lengths.items()
        if length >= LONGEST[folder] and name not in LONGER_FOR_A_REASON and "/migrations/" not in name
    }
    assert not too_long, f"split by noun: {too_long}"


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        name_of(path)
        for folder in ("todoke", "tests")
        for path in files(".py", under=folder)
        if "migrations" not in path.parts
        and not (ast.get_docstring(ast.parse(path.read_text())) or "").strip()
    ]
    assert not silent
