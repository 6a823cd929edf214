"""How surely an owner must be known for each verb, from data/access/assurance.yaml with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.access.domain.verbs import Verb

_FILE = Path(__file__).resolve().parents[4] / "data" / "access" / "assurance.yaml"


def read_assurances(file: Path = _FILE) -> Mapping[Verb, Assurance]:
    """Return the least assurance of every verb an owner has.

    Raises ValueError for a verb or level that does not exist, or a line without its reason.
    """
    found: dict[Verb, Assurance] = {}
    for verb, line in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        if not isinstance(line, dict) or not line.get("why"):
            raise ValueError(f"{file.name}: {verb} に理由(why)がありません")
        level = str(line.get("least", "")).upper()
        if level not in Assurance.__members__ or level == Assurance.NONE.name:
            raise ValueError(f"{file.name}: {verb} の強さは mail、witnessed、card のどれかにしてください")
        found[Verb(verb)] = Assurance[level]
    return MappingProxyType(found)


LEAST: Mapping[Verb, Assurance] = read_assurances()
"""How surely an owner must be known for each verb."""
