"""Loading records and rule files from a folder into the database. Loading the same again changes nothing.

What the desk published since is not undone: a record whose current version was not brought by a seed is left
alone unless ``overwrite`` is said.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from todoke.apps.registry.actions.numbers import note_serial
from todoke.apps.registry.actions.publishing import Entry, Outcome, Result, publish_many
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.models import Record, SeedLoad, SheetVersion, Statement
from todoke.apps.registry.queries.rulebook import RULE_FOLDERS, look_again
from todoke.apps.registry.queries.sheets import fingerprint_of_texts
from todoke.apps.registry.seeding.programs import (
    NumberedProgram,
    content_of_program,
    ended_on,
    read_numbers,
    with_changes,
)
from todoke.records.files import Filed, RecordFileError, read_records
from todoke.records.numbers import Number
from todoke.rules.content import LoadedProgram
from todoke.rules.loading import load

CHANNEL = "seed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did."""

    created: int
    changed: int
    unchanged: int
    kept: tuple[str, ...]
    """Numbers whose current version came from the desk and was left alone."""
    sheets: int
    """Rule files that were new or different."""


def load_if_new(folder: Path, *, on: date, at: datetime) -> Loaded | None:
    """Load the folder unless exactly these files were loaded before; then return None.

    So a restart costs nothing, and what the desk retired since does not come back.
    """
    mark = _mark(folder)
    if SeedLoad.objects.filter(fingerprint=mark).exists():
        return None
    with transaction.atomic():
        loaded = load_folder(folder, on=on, at=at)
        SeedLoad.objects.create(fingerprint=mark, at=at)
    return loaded


@transaction.atomic
def load_folder(folder: Path, *, on: date, at: datetime, overwrite: bool = False) -> Loaded:
    """Load every record and rule file under ``folder``; all or nothing. Raises RecordFileError."""
    entries = entries_of(folder)
    sheets = rule_texts(folder)
    kept_sheets = set() if overwrite else _from_desk_sheets(sheets)
    fresh = record_sheets(
        texts={path: text for path, text in sheets.items() if path not in kept_sheets},
        at=at,
        channel=CHANNEL,
    )
    kept = set() if overwrite else _from_desk({entry.number for entry in entries})
    results: list[Result] = publish_many(
        [entry for entry in entries if entry.number not in kept], on=on, at=at, channel=CHANNEL
    )
    for number in {entry.number for entry in entries}:
        note_serial(Number.parse(number))
    transaction.on_commit(look_again)
    counts = {outcome: sum(r.outcome is outcome for r in results) for outcome in Outcome}
    return Loaded(
        counts[Outcome.CREATED],
        counts[Outcome.CHANGED],
        counts[Outcome.UNCHANGED],
        tuple(sorted(kept)),
        len(fresh),
    )


def entries_of(folder: Path) -> list[Entry]:
    """Return what the files say, programs of the rulebook first."""
    filed = list(read_records(folder / "registry"))
    _check_repeats(filed)
    numbers_file = folder / "registry" / "programs.yaml"
    numbers = read_numbers(numbers_file) if numbers_file.exists() else {}
    serving: dict[str, list[str]] = defaultdict(list)
    for each in filed:
        for program in each.record.serves:
            if program not in numbers:
                raise RecordFileError(f"{each.alias}: serves の {program} は番号のない制度です")
            serving[program].append(each.record.number)
    entries: list[Entry] = []
    content = load(folder)
    for program, numbered in numbers.items():
        loaded = content.programs.get(program)
        if loaded is not None:
            entries += _program_entries(loaded, numbered, numbers, serving[program])
    if missing := sorted(content.programs.keys() - numbers.keys()):
        raise RecordFileError(f"恒久番号のない制度があります: {'、'.join(missing)}(registry/programs.yaml)")
    entries += [entry for each in filed for entry in _record_entries(each)]
    return entries


def rule_texts(folder: Path) -> dict[str, str]:
    """Return the text of every rule file under ``folder`` by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for name in RULE_FOLDERS
        for path in sorted((folder / name).rglob("*.yaml"))
    }


def _program_entries(
    loaded: LoadedProgram,
    numbered: NumberedProgram,
    numbers: dict[str, NumberedProgram],
    procedures: list[str],
) -> list[Entry]:
    content = with_changes(
        content_of_program(loaded, numbers=numbers, procedures=procedures), numbered.content
    )
    common: dict[str, Any] = {
        "number": numbered.number,
        "content": content,
        "aliases": (("rules", numbered.program),),
    }
    entries = [Entry(**common, sources=_cited(loaded))]
    end = ended_on(loaded)
    if end is not None:
        entries.append(Entry(**common, effective_from=end, statement=Statement.RETIRED))
    return entries


def _cited(loaded: LoadedProgram) -> tuple[dict[str, Any], ...]:
    return tuple(source.model_dump(mode="json", exclude_defaults=True) for source in loaded.program.sources)


def _record_entries(filed: Filed) -> list[Entry]:
    return [
        Entry(
            number=filed.record.number,
            content=version.content,
            effective_from=version.from_,
            statement=version.statement,
            sources=tuple(
                source.model_dump(mode="json", exclude_defaults=True) for source in version.sources
            ),
            note=version.note,
            aliases=(("key", filed.alias),),
        )
        for version in filed.record.versions
    ]


def _mark(folder: Path) -> str:
    texts = rule_texts(folder)
    for path in sorted((folder / "registry").rglob("*.yaml")):
        texts[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
    return fingerprint_of_texts(texts)


def _check_repeats(filed: list[Filed]) -> None:
    seen: dict[tuple[str, int], str] = {}
    for each in filed:
        number = Number.parse(each.record.number)
        place = (number.issuer, number.serial)
        if place in seen:
            raise RecordFileError(f"{each.alias}: 番号の連番が {seen[place]} と重なっています")
        seen[place] = each.alias


def _from_desk(numbers: set[str]) -> set[str]:
    desk = Record.objects.filter(number__in=numbers, current__channel="desk")
    return set(desk.values_list("number", flat=True))


def _from_desk_sheets(sheets: dict[str, str]) -> set[str]:
    desk = SheetVersion.objects.filter(path__in=sheets, channel="desk")
    return set(desk.values_list("path", flat=True))
