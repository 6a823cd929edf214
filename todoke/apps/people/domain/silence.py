"""How long nobody is disturbed after a death, from data/notices/silence.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).resolve().parents[4] / "data" / "notices" / "silence.yaml"


@cache
def days_of_silence() -> int:
    """Return the number of days after a death on which no notice is sent to the household."""
    return int(yaml.safe_load(_FILE.read_text(encoding="utf-8"))["after_death"]["days"])


def quiet_until(on: date) -> date:
    """Return the last quiet day after a death on this day."""
    return on + timedelta(days=days_of_silence())
