"""Writing the registry to files: what ``load`` reads, one file a record, so that changes can be reviewed.

What was brought by an importer of an official format is left out: it has a file of its own.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from todoke.apps.registry.models import Record, State, Version
from todoke.apps.registry.queries.records import history
from todoke.apps.registry.queries.rulebook import write_rules
from todoke.apps.registry.queries.sheets import sheet_texts
from todoke.apps.registry.seeding.programs import (
    NumberedProgram,
    changes_between,
    content_of_program,
    with_changes,
)
from todoke.records.content import ProgramContent
from todoke.records.files import FiledRecord, FiledVersion, write_record
from todoke.records.numbers import Number
from todoke.rules.loading import load

_KEPT_CHANNELS = ("seed", "desk", "calendar")
_HEAD = """\
# Permanent numbers (恒久番号) of the programs in data/programs. A number is given once and never again:
# a new program takes the next serial; one that is removed stays here with `retired: true`.
# content: what the registry says beyond or otherwise than the program's own file.
"""


def dump_folder(folder: Path) -> int:
    """Write every record and rule file under ``folder`` and return how many files there are.

    Files of records and rules that are no longer there are removed.
    """
    texts = dump_texts()
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.write_text(text, encoding="utf-8")
    written = {folder / path for path in texts}
    for old in [*folder.glob("registry/*/*.yaml"), *folder.glob("programs/*/*.yaml")]:
        if old not in written:
            old.unlink()
    return len(texts)


def dump_texts() -> dict[str, str]:
    """Return the text of every file by its path."""
    records = _records()
    programs = [record for record in records if record.rules and _is_head(record)]
    serving = _serving(programs)
    texts = sheet_texts()
    for record in records:
        if record not in programs:
            folder, key = _place(record)
            filed = FiledRecord(
                number=record.number,
                key=key,
                serves=tuple(sorted(serving[record.number])),
                versions=_versions(record),
            )
            texts[f"registry/{folder}/{key}.yaml"] = write_record(filed)
    texts["registry/programs.yaml"] = _HEAD + _programs_file(programs, records)
    return dict(sorted(texts.items()))


def _records() -> list[Record]:
    kept = Version.objects.filter(channel__in=_KEPT_CHANNELS).values("record_id")
    return list(
        Record.objects.real()
        .filter(pk__in=kept)
        .exclude(state=State.DRAFT, current__isnull=True, versions__isnull=True)
        .prefetch_related("aliases")
        .order_by("number")
        .distinct()
    )


def _is_head(record: Record) -> bool:
    return any(alias.scheme == "rules" for alias in record.aliases.all())


def _place(record: Record) -> tuple[str, str]:
    for alias in record.aliases.all():
        if alias.scheme == "key":
            folder, _, key = alias.value.partition("/")
            return folder, key
    serial = Number.parse(record.number)
    folder = record.area if record.area not in ("", "130001") else "procedures"
    return folder, f"n{serial.serial}"


def _versions(record: Record) -> tuple[FiledVersion, ...]:
    return tuple(
        FiledVersion.model_validate(
            {
                "from": version.effective_from,
                "statement": version.statement,
                "content": version.raw,
                "sources": version.sources,
                "note": version.note,
            }
        )
        for version, _ in history(record)
    )


def _serving(programs: list[Record]) -> dict[str, set[str]]:
    serving: dict[str, set[str]] = defaultdict(set)
    for record in programs:
        for number in record.relations.filter(kind="procedure").values_list("target", flat=True):
            serving[number].add(record.rules)
    return serving


def _programs_file(programs: list[Record], records: list[Record]) -> str:
    folder = write_rules(sheet_texts(), under=settings.VAR_DIR / "rules")
    content = load(folder)
    numbers = {
        record.rules: NumberedProgram(program=record.rules, number=record.number) for record in programs
    }
    filed = {record.number for record in records if record not in programs}
    items: list[dict[str, Any]] = []
    for record in sorted(programs, key=lambda each: Number.parse(each.number).serial):
        item: dict[str, Any] = {"program": record.rules, "number": record.number}
        loaded = content.programs.get(record.rules)
        said = history(record)[-1][0].content
        assert isinstance(said, ProgramContent)
        if loaded is not None:
            served = [number for number in said.procedures if number in filed]
            derived = content_of_program(loaded, numbers=numbers, procedures=served)
            if changes := changes_between(derived, said):
                assert with_changes(derived, changes) == said
                item["content"] = changes
        if record.state == State.RETIRED and loaded is None:
            item["retired"] = True
        items.append(item)
    return "".join(_item_text(item) for item in items)


def _item_text(item: dict[str, Any]) -> str:
    style = False if "content" in item else None
    return yaml.safe_dump([item], allow_unicode=True, sort_keys=False, width=110, default_flow_style=style)
