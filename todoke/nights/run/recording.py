"""The record of a night: what was asked of whom by which rules, the totals, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from todoke.engines.fingerprints import Fingerprints
from todoke.nights.run.working import Done, Residents
from todoke.nights.stored.store import FORMAT
from todoke.rules.rulebook import Rulebook


def night_record(
    residents: Residents,
    book: Rulebook,
    finished: Mapping[str, Done],
    fingerprints: Fingerprints,
    *,
    programs: Sequence[str] | None,
    details: bool,
    engine: str,
) -> dict[str, Any]:
    """Return the record; it is complete only where every municipality was answered for.

    Nothing in it depends on when or where the run took place.
    """
    answered = [finished[code] for code in sorted(finished) if finished[code].error is None]
    missing = [finished[code] for code in sorted(finished) if finished[code].error is not None]
    problems: list[dict[str, Any]] = [
        {"municipality": done.municipality, "message": done.error} for done in missing
    ]
    problems += [problem for done in answered for problem in done.summary["problems"]]
    return {
        "format": FORMAT,
        "on": fingerprints.on.isoformat(),
        "engine": engine,
        "snapshot": residents.identity,
        "residents": sum(done.summary["persons"] for done in answered),
        "households": sum(done.summary["households"] for done in answered),
        "complete": not missing and len(answered) == len(residents.municipalities),
        "chosen": None if programs is None else [name for name in book.content.programs if name in programs],
        "details": details,
        "parts": {done.municipality: done.seal for done in answered},
        "programs": _programs(answered, fingerprints),
        "problems": problems,
    }


def _programs(answered: Sequence[Done], fingerprints: Fingerprints) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for done in answered:
        totals = done.summary["totals"]
        for head in done.summary["heads"]:
            program = found.get(head["program"])
            if program is None:
                program = found[head["program"]] = {
                    "version": head["version"],
                    "unit": head["unit"],
                    "fingerprint": fingerprints.program(head["program"]),
                    "by": {},
                }
            if head["outcome"] is None:
                program["by"][done.municipality] = totals[head["program"]]
            elif program.get("outcome", head["outcome"]) == head["outcome"]:
                program["outcome"] = head["outcome"]
                program["message"] = head["message"]
    for program in found.values():
        if program["by"]:
            # It could be answered somewhere: where it could not is among the problems.
            program.pop("outcome", None)
            program.pop("message", None)
    return found
