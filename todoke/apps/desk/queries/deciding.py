"""What a proposal would change, for whoever decides: fields with their evidence, rule files line by line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from todoke.apps.desk.domain.changes import Difference, differences
from todoke.apps.desk.queries.trial import Trial, trial_of
from todoke.apps.registry.models import Proposal
from todoke.apps.registry.queries.sheets import current_sheets

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One field that changes, with the words it rests on."""

    difference: Difference
    evidence: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SheetCompared:
    """One rule file that changes: its lines; the last also tells what the golden households say of them all."""

    path: str
    lines: tuple[tuple[str, str], ...]
    trial: Trial | None
    problems: tuple[str, ...]


def compared(proposal: Proposal) -> list[Compared]:
    """Return the fields a proposal changes against the version it was written for."""
    base = proposal.base.raw if proposal.base else {}
    told = [one for one in proposal.evidence if isinstance(one, dict)]
    found = []
    for difference in differences(base, proposal.raw or base):
        pointer = difference.pointer
        fitting = tuple(
            one
            for one in told
            if (one.get("quote") or one.get("url")) and _speak_of_same(str(one.get("field", "")), pointer)
        )
        found.append(Compared(difference, fitting))
    return found


def sheets_compared(proposal: Proposal) -> list[SheetCompared]:
    """Return the rule files a proposal changes."""
    held = current_sheets(proposal.sheets)
    whole = trial_of({path: sheet["text"] for path, sheet in proposal.sheets.items()})
    found: list[SheetCompared] = []
    for path, sheet in sorted(proposal.sheets.items()):
        before = held[path].text if path in held else ""
        lines = difflib.unified_diff(
            before.splitlines(), sheet["text"].splitlines(), "今", "提案", lineterm="", n=_AROUND
        )
        trial = whole if len(found) == len(proposal.sheets) - 1 else None
        shown = tuple((line[:1] if line[:1] in "+-" else " ", line) for line in lines)[2:]
        found.append(SheetCompared(path, shown, trial, whole.problems if whole else ()))
    return found


def _speak_of_same(field: str, pointer: str) -> bool:
    return bool(field) and (
        field == pointer or field.startswith(f"{pointer}.") or pointer.startswith(f"{field}.")
    )
