"""The results file of what notices were measured to do: each measurement adds its own figures (``--out FILE``)."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import matching_machine

BUSY = 0.5
"""More load than this before a measurement began: something else was running."""


def load_now() -> float:
    """Return how many processes wanted a processor in the last minute: ask before measuring."""
    return round(os.getloadavg()[0], 2)


def keep(file: Path, section: str, name: str, figures: Mapping[str, Any], *, load: float) -> None:
    """Write figures into a results file under section and name, beside what is there; whole or not at all.

    ``load`` is what ``load_now`` said before the measurement. Raises OSError, and ValueError where the file is no
    results file.
    """
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    measured = datetime.now(UTC).isoformat(timespec="seconds")
    found["machine"] = matching_machine.facts() | {"measured": measured}
    told = dict(figures) | {"load_before": load, "measured": measured}
    found.setdefault(section, {})[name] = told
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=file.parent, prefix=f".{file.name}.", suffix=".tmp", encoding="utf-8", delete=False
    ) as making:
        json.dump(found, making, ensure_ascii=False, indent=1, sort_keys=True)
        making.write("\n")
    Path(making.name).chmod(0o644)
    Path(making.name).replace(file)
