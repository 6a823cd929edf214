"""Reads a population's households as somebody might have written them down."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Raw = dict[str, Any]


def table(folder: Path, code: str, name: str) -> list[Raw]:
    """Return the rows of a municipality's file, without what is null."""
    rows = pq.read_table(folder / f"municipality={code}" / f"{name}.parquet").to_pylist()
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def households(folder: Path, code: str) -> Iterator[Raw]:
    """Yield each household as a household file would have it."""
    members: dict[int, list[Raw]] = {}
    for row in table(folder, code, "persons"):
        member = {"id": f"p{row['person']}", "relation": row["relation"], **_told(row, "person")}
        members.setdefault(row["household"], []).append(member)
    for row in table(folder, code, "households"):
        yield {
            "municipality": code,
            "complete": row["complete"] == "all",
            "members": members[row["household"]],
            **_told(row, "household"),
        }


def _told(row: Raw, entity: str) -> Raw:
    found: Raw = {"receiving": [], "not_receiving": []}
    for name, value in row.items():
        kind, _, rest = name.partition(":" if name.startswith("receives:") else ".")
        fact, _, bound = rest.partition("~")
        if kind == "receives":
            found["receiving" if value else "not_receiving"].append(rest)
        elif kind != entity or not rest:
            continue
        elif bound:
            found.setdefault(fact, {})["from" if bound == "low" else "to"] = _plain(value)
        else:
            found[fact] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
