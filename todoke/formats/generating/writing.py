"""Writing synthetic records to a file of any size, one by one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from todoke.formats.generating.dirt import soil
from todoke.formats.generating.records import record

NOTE = "合成データ: 読み込みの試験のために作ったもので、実在の制度の記録ではありません"


def records(count: int, *, seed: int = 1, dirty: bool = True, first: int = 0) -> Iterator[dict[str, Any]]:
    """Yield records; the same number and seed always give the same record."""
    for number in range(first, first + count):
        luck = random.Random(f"{seed}/{number}")  # noqa: S311 - not for secrets
        made = record(number, luck)
        yield soil(made, luck) if dirty else made


def write(path: Path, count: int, *, seed: int = 1, dirty: bool = True, indent: int | None = None) -> int:
    """Write a JSON array of records, a line each where not indented; return the bytes written."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[\n")
        for place, made in enumerate(records(count, seed=seed, dirty=dirty)):
            file.write(",\n" if place else "")
            separators = (",", ":") if indent is None else None
            file.write(json.dumps(made, ensure_ascii=False, indent=indent, separators=separators))
        file.write("\n]\n")
    return path.stat().st_size
