"""Small contents of invented facts and programs, written as YAML beside the test that needs them."""

import shutil
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tests.factories.content import DATA
from todoke.base import municipalities
from todoke.rules import yamlfile
from todoke.rules.content import Content, LoadedProgram, municipality_fact
from todoke.rules.facts import Fact
from todoke.rules.household import MUNICIPALITY, Household
from todoke.rules.nodes import Expression
from todoke.rules.parameters import ParameterSeries, TableSeries
from todoke.rules.programs import Overlay, Program, Version
from todoke.rules.questionnaire import Question
from todoke.rules.situation import read_household

TODAY = date(2026, 11, 22)
CHIYODA, MINATO = "131016", "131032"
CITE = {"law": "試験のための法律", "article": "第1条"}

_EXPRESSION: TypeAdapter[Any] = TypeAdapter(Expression)
_MODELS: dict[str, type] = {
    "facts": Fact,
    "parameters": ParameterSeries,
    "tables": TableSeries,
    "questions": Question,
}


def expression(text: str) -> Any:
    """Return an expression written as YAML."""
    return expression_of(yamlfile.parse(text))


def expression_of(raw: Any) -> Any:
    """Return an expression parsed from YAML already."""
    return _EXPRESSION.validate_python(raw)


def content(text: str = "") -> Content:
    """Return a content written as YAML: facts, parameters, tables, questions, programs and overlays.

    A program is its envelope, as far as it is not the usual one, with its ``versions``; a version without
    conditions, or with only their expressions, is filled up.
    """
    raw = yamlfile.parse(text) or {}
    found = Content()
    found.municipalities = dict(_municipalities())
    found.facts[MUNICIPALITY] = municipality_fact(found.municipalities)
    for kind, model in _MODELS.items():
        for item in raw.get(kind, ()):
            getattr(found, kind)[item["id"]] = model.model_validate(item)  # type: ignore[attr-defined]
    for program_id, program in raw.get("programs", {}).items():
        found.programs[program_id] = loaded_program(program_id, program)
    for code, programs in raw.get("overlays", {}).items():
        found.overlays[code] = Overlay.model_validate({"municipality": code, "programs": programs})
    return found


def loaded_program(program_id: str, raw: Mapping[str, Any]) -> LoadedProgram:
    """Return a program with its versions, the usual parts filled in."""
    more = {key: value for key, value in raw.items() if key not in ("versions", "golden")}
    program = Program.model_validate(envelope(program_id, **more))
    versions = tuple(Version.model_validate(version(one)) for one in raw["versions"])
    return LoadedProgram(program, versions, tuple(raw.get("golden", ())))


def envelope(program_id: str, **more: Any) -> dict[str, Any]:
    """Return the envelope of an invented program."""
    name = {
        "ja": f"{program_id}の手当",
        "easy": f"{program_id}の {{手当|てあて}}",
        "en": f"{program_id} allowance",
    }
    usual = {
        "id": program_id,
        "name": name,
        "title": name,
        "summary": name,
        "level": "nation",
        "topics": ["children"],
        "in_charge": "役所",
        "subject": "household",
        "reach": "search",
        "apply": {"where": "窓口"},
        "url": "https://todoke.example/program",
        "review_on": "2027-04-01",
    }
    return usual | more


def version(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a version, each condition given as its expression alone made whole."""
    conditions = raw.get("conditions", {"always": True})
    if isinstance(conditions, dict):
        conditions = [
            {"id": name, "label": f"条件「{name}」", "when": when, "cite": CITE}
            for name, when in conditions.items()
        ]
    amounts = raw.get("amounts", [])
    if isinstance(amounts, dict):
        amounts = [
            {"id": name, "label": f"金額「{name}」", "value": value} for name, value in amounts.items()
        ]
    usual = {"effective": {"from": "2023-04-01"}}
    return usual | dict(raw) | {"conditions": conditions, "amounts": amounts}


def household(text: str, of: Content, *, on: date = TODAY) -> Household:
    """Return a household written as YAML."""
    return read_household(yamlfile.parse(text), of, on=on)


def data_folder(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Write a data folder with the municipalities and some files, and return it."""
    place = folder / "data"
    (place / "programs").mkdir(parents=True)
    shutil.copy(DATA / "municipalities.csv", place)
    for name, text in (files or {}).items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


@lru_cache(maxsize=1)
def _municipalities() -> dict[str, municipalities.Municipality]:
    return {m.code: m for m in municipalities.load(DATA / "municipalities.csv")}
