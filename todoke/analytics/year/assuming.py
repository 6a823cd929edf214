"""What is assumed of the people who are told: read from data/notices/personas.yaml (仮定)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from todoke.population.assumptions import Assumption, AssumptionError, Assumptions
from todoke.rules import yamlfile

FILE = "personas.yaml"


def read_assumptions(data: Path) -> Assumptions:
    """Return the assumptions of ``data``/notices/personas.yaml; raises AssumptionError naming the entry."""
    path = data / "notices" / FILE
    try:
        entries = TypeAdapter(list[Assumption]).validate_python(yamlfile.read(path))
    except (OSError, yamlfile.YamlError) as error:
        raise AssumptionError(f"{FILE} を読めません: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise AssumptionError(f"{FILE} の {where} が正しくありません({first['msg']})") from error
    ids = [entry.id for entry in entries]
    if len(set(ids)) < len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})
        raise AssumptionError(f"{FILE}: 二度書かれています: {'、'.join(twice)}")
    return Assumptions({entry.id: entry for entry in entries}, {"default": 0})


def told(stated: Assumptions) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield for each assumption what it is, its value in words, how much it matters, where from, and why."""
    for entry in stated.entries.values():
        value = entry.value
        said = (
            "、".join(f"{key}:{share:g}" for key, share in value.items())
            if isinstance(value, dict)
            else f"{value:g}"
        )
        yield entry.id, f"{said}({entry.unit})", entry.matters, entry.source, entry.why
