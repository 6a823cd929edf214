"""Programs of the rulebook as records: what their envelope says becomes the content of the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from todoke.records.content import ProgramContent, as_json, read_content
from todoke.records.files import RecordFileError, plain_content
from todoke.records.numbers import METROPOLIS, Number
from todoke.records.parts import METROPOLIS_AREA
from todoke.rules import yamlfile
from todoke.rules.citations import Citation
from todoke.rules.content import LoadedProgram
from todoke.rules.facts import Definition
from todoke.rules.programs import Deadline, Program, ProgramId, Reach, Topic

# CSC codes (data/taxonomy/categories.yaml) of the topics of the rulebook.
_CATEGORIES: dict[Topic, str] = {
    Topic.CHILDREN: "003",
    Topic.CHILDCARE: "004",
    Topic.MATERNITY: "002",
    Topic.EDUCATION: "005",
    Topic.IMMUNIZATION: "027",
    Topic.HEALTH: "027",
    Topic.DISABILITY: "025",
    Topic.WORK: "008",
    Topic.LIVELIHOOD: "024",
    Topic.HOUSING: "007",
    Topic.PENSION: "016",
    Topic.ELDERLY: "009",
    Topic.DEATH: "012",
    Topic.DISASTER: "030",
}

_CHANNELS: dict[str, str] = {
    "counter": "counter",
    "post": "post",
    "online": "online",
    "phone": "phone",
    "employer": "employer",
    "school": "school",
    "hospital": "hospital",
    "automatic": "automatic",
}


class NumberedProgram(Definition):
    """The permanent number of a program of the rulebook, and what the registry says beyond its envelope."""

    program: ProgramId
    number: str
    retired: bool = False
    content: dict[str, Any] = Field(default_factory=dict)
    """Fields of the record's content that differ from what the envelope gives."""


def read_numbers(path: Path) -> dict[str, NumberedProgram]:
    """Return the numbered programs by id. Raises RecordFileError."""
    try:
        items = [NumberedProgram.model_validate(raw) for raw in yamlfile.read(path) or []]
    except (yamlfile.YamlError, ValidationError) as error:
        raise RecordFileError(f"{path.name}: {error}") from error
    numbers = [Number.parse(item.number) for item in items]
    serials = [(number.issuer, number.serial) for number in numbers]
    if len(set(serials)) != len(serials):
        raise RecordFileError(f"{path.name}: 同じ連番が二度使われています")
    return {item.program: item for item in items}


def content_of_program(
    loaded: LoadedProgram, *, numbers: dict[str, NumberedProgram], procedures: Iterable[str]
) -> ProgramContent:
    """Return the content that the envelope of a program gives; ``procedures`` are the numbers that serve it."""
    program = loaded.program
    plain: dict[str, Any] = {
        "kind": "program",
        "name": program.name,
        "summary": program.summary,
        "words": program.keywords,
        "level": program.level,
        "area": _area(program),
        "owner": {"body": METROPOLIS, "name": program.in_charge.ja},
        "categories": list(dict.fromkeys(_CATEGORIES[topic] for topic in program.topics)),
        "life_events": [event.value for event in program.life_events],
        "menu": _menu(numbers[program.id].number),
        "periods": [_period(program.deadline)] if program.deadline else [],
        "channels": [
            {
                "kind": _CHANNELS[channel],
                "name": program.apply.where,
                "url": program.apply.url if channel == "online" else None,
                "note": program.apply.how,
            }
            for channel in program.apply.channels
            if channel in _CHANNELS
        ],
        "documents": [{"name": name} for name in program.documents],
        "links": [{"url": program.url, "role": "official"}],
        "legal_basis": _laws(loaded),
        "review_on": program.review_on,
        "remarks": program.note,
        "sensitive": program.reach == Reach.SEARCH,
        "support": {"text": program.title, "amounts": _amounts(loaded)},
        "procedures": list(procedures),
        "excludes": [numbers[other].number for other in program.excludes if other in numbers],
        "rules": program.id,
    }
    content = read_content(plain)
    assert isinstance(content, ProgramContent)
    return content


def with_changes(content: ProgramContent, changes: dict[str, Any]) -> ProgramContent:
    """Return the content with the fields that the registry says otherwise; None takes a field away."""
    merged = {**as_json(content), **changes}
    changed = read_content({key: value for key, value in merged.items() if value is not None})
    assert isinstance(changed, ProgramContent)
    return changed


def changes_between(derived: ProgramContent, said: ProgramContent) -> dict[str, Any]:
    """Return the fields of ``said`` that differ from ``derived``, None for what was taken away."""
    before, after = plain_content(derived), plain_content(said)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return changed | {key: None for key in before if key not in after}


def ended_on(loaded: LoadedProgram) -> date | None:
    """Return the first day after a program's last version, or None where it goes on."""
    last = loaded.versions[-1].effective.to
    return None if last is None else last + timedelta(days=1)


def _area(program: Program) -> list[str]:
    if program.area:
        return list(program.area)
    return [] if program.level == "nation" else [METROPOLIS_AREA]


def _menu(number: str) -> str | None:
    menu = Number.parse(number).menu
    return menu if menu.startswith("UM") else None


def _period(deadline: Deadline) -> dict[str, Any]:
    text = deadline.text.ja
    counted = {
        unit: length
        for unit in ("days", "months", "years")
        if (length := getattr(deadline, unit)) is not None
    }
    if deadline.event is None or not counted:
        return {"kind": "unreadable", "text": text}
    return {
        "kind": "rolling",
        "event": deadline.event,
        "text": text,
        "first_day_counts": deadline.first_day_counts,
        "rolls_to_working_day": deadline.rolls_to_working_day,
        **counted,
    }


def _laws(loaded: LoadedProgram) -> list[dict[str, Any]]:
    cited: list[Citation] = [*loaded.program.sources]
    cited += [condition.cite for condition in loaded.versions[-1].conditions]
    seen: dict[tuple[str, str | None], dict[str, Any]] = {}
    for cite in cited:
        if cite.law.endswith(("法", "令", "規則", "条例", "要綱")):
            seen.setdefault(
                (cite.law, cite.article), {"law": cite.law, "article": cite.article, "url": cite.url}
            )
    return list(seen.values())


_PERIODS: dict[str, Literal["month", "year", "once", "day", "hour"]] = {
    "month": "month",
    "year": "year",
    "once": "once",
    "day": "day",
    "hour": "hour",
}


def _amounts(loaded: LoadedProgram) -> list[dict[str, Any]]:
    return [
        {"text": amount.label, "per": _PERIODS.get(amount.period)}
        for amount in loaded.versions[-1].amounts
        if amount.unit == "yen"
    ]
