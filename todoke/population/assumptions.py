"""What is assumed where no table tells: read from data/population/assumptions.yaml (仮定)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from todoke.residents.block import Array
from todoke.rules import yamlfile

OLDEST = 115
"""Nobody is made older than this."""


class AssumptionError(ValueError):
    """A file of assumptions is wrong; the message gives the file, the entry and the cure."""


class Assumption(BaseModel):
    """One assumption: a number, shares by name, or a curve over ages (written ``{from: value}``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
    value: float | dict[int, float] | dict[str, float]
    unit: str
    why: str
    source: str
    matters: Literal["much", "some", "little"]
    url: str | None = None

    @property
    def is_assumed(self) -> bool:
        """Tell whether nobody's figure stands behind it."""
        return self.source.startswith("assumed")


@dataclass(slots=True)
class Assumptions:
    """All assumptions by id, and how likely a fact is not to be said (``unknown``), by fact id."""

    entries: Mapping[str, Assumption]
    unknown: Mapping[str, float]
    _curves: dict[str, Array] = field(default_factory=dict)

    def number(self, entry: str) -> float:
        """Return a single number."""
        value = self._value(entry)
        if isinstance(value, dict):
            raise AssumptionError(f"assumptions.yaml: {entry} は一つの数ではありません。")
        return float(value)

    def shares(self, entry: str) -> dict[str, float]:
        """Return shares by name; the names are those of codes."""
        value = self._value(entry)
        if not isinstance(value, dict):
            raise AssumptionError(f"assumptions.yaml: {entry} は名前ごとの数ではありません。")
        return {str(key): share for key, share in value.items()}

    def curve(self, entry: str) -> Array:
        """Return the value for each age from 0 to :data:`OLDEST`: that of the last age written at or below it."""
        if entry not in self._curves:
            value = self._value(entry)
            if not isinstance(value, dict):
                raise AssumptionError(f"assumptions.yaml: {entry} は年齢ごとの数ではありません。")
            curve = np.zeros(OLDEST + 1, np.float32)
            for age, share in sorted((int(age), share) for age, share in value.items()):
                curve[age:] = share
            self._curves[entry] = curve
        return self._curves[entry]

    def _value(self, entry: str) -> Any:
        if entry not in self.entries:
            raise AssumptionError(f"assumptions.yaml に {entry} がありません。")
        return self.entries[entry].value

    def unknown_rate(self, fact: str) -> float:
        """Return the share of those a fact applies to of whom nobody said it."""
        return self.unknown.get(fact, self.unknown["default"])


def read(folder: Path) -> Assumptions:
    """Return the assumptions of data/population; raises AssumptionError."""
    entries = _checked(folder / "assumptions.yaml", TypeAdapter(list[Assumption]))
    ids = [entry.id for entry in entries]
    if len(set(ids)) < len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})
        raise AssumptionError(f"assumptions.yaml: 二度書かれています: {'、'.join(twice)}")
    rate = Annotated[float, Field(ge=0, le=1)]
    unknown = _checked(folder / "unknown.yaml", TypeAdapter(dict[str, rate]))
    if "default" not in unknown:
        raise AssumptionError("unknown.yaml: default がありません。")
    return Assumptions({entry.id: entry for entry in entries}, unknown)


def _checked(path: Path, model: TypeAdapter[Any]) -> Any:
    try:
        return model.validate_python(yamlfile.read(path))
    except (OSError, yamlfile.YamlError) as error:
        raise AssumptionError(f"{path.name} を読めません: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise AssumptionError(f"{path.name} の {where} が正しくありません({first['msg']})") from error
