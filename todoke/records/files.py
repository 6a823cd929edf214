"""Records as YAML files: the seed of a new installation and the form in which changes are reviewed.

A file holds one record: its permanent number, the programs it serves, and its versions, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator

from todoke.records.content import ProcedureContent, ProgramContent, as_json, read_content
from todoke.records.numbers import Number, NumberError
from todoke.rules import yamlfile
from todoke.rules.citations import Citation
from todoke.rules.facts import Definition
from todoke.rules.programs import ProgramId


class RecordFileError(ValueError):
    """A record file cannot be used; the message names the file and says what is wrong."""


class FiledVersion(Definition):
    """What holds from a day on, with what it rests on."""

    from_: date | None = Field(default=None, alias="from")
    statement: Literal["holds", "retired"] = "holds"
    content: ProgramContent | ProcedureContent = Field(discriminator="kind")
    sources: tuple[Citation, ...] = ()
    note: str = ""


class FiledRecord(Definition):
    """One record as its file has it."""

    number: str
    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    serves: tuple[ProgramId, ...] = ()
    """Programs of the rulebook that are obtained by this procedure."""
    versions: tuple[FiledVersion, ...] = Field(min_length=1)

    @field_validator("number")
    @classmethod
    def _check_number(cls, number: str) -> str:
        try:
            return str(Number.parse(number))
        except NumberError as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Filed:
    """A record with the folder its file stands in: ``procedures`` or a municipality's code."""

    folder: str
    record: FiledRecord

    @property
    def alias(self) -> str:
        """The readable name of the record, such as ``132080/sodai-gomi``."""
        return f"{self.folder}/{self.record.key}"


def read_record(text: str) -> FiledRecord:
    """Read the text of a record file. Raises YamlError or pydantic's ValidationError."""
    return FiledRecord.model_validate(yamlfile.parse(text))


def read_records(folder: Path) -> Iterator[Filed]:
    """Yield every record under ``folder``, by folder and key. Raises RecordFileError at the first bad file."""
    for path in sorted(folder.glob("*/*.yaml")):
        try:
            record = read_record(path.read_text(encoding="utf-8"))
        except (yamlfile.YamlError, ValidationError, UnicodeDecodeError) as error:
            raise RecordFileError(f"{path.parent.name}/{path.name}: {error}") from error
        if record.key != path.stem:
            raise RecordFileError(f"{path.parent.name}/{path.name}: key はファイル名と同じにしてください")
        yield Filed(path.parent.name, record)


def write_record(record: FiledRecord) -> str:
    """Return the text of a record file; reading it gives the same record, writing that the same text."""
    plain: dict[str, Any] = {"number": record.number, "key": record.key}
    if record.serves:
        plain["serves"] = list(record.serves)
    plain["versions"] = [_plain_version(version) for version in record.versions]
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NEVER_WRAP)


def plain_content(content: ProgramContent | ProcedureContent) -> dict[str, Any]:
    """Return the content as plain values for a file: texts in Japanese alone as bare strings."""
    shortened: dict[str, Any] = _shortened(as_json(content))
    return {"kind": shortened.pop("kind"), **shortened}


def canonical(text: str) -> str:
    """Return the text of a record file in the form in which ``write_record`` writes it."""
    return write_record(read_record(text))


def content_of(plain: Any) -> ProgramContent | ProcedureContent:
    """Read what ``plain_content`` gave."""
    return read_content(plain)


def _plain_version(version: FiledVersion) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if version.from_ is not None:
        plain["from"] = version.from_
    if version.statement != "holds":
        plain["statement"] = version.statement
    plain["content"] = plain_content(version.content)
    if version.sources:
        plain["sources"] = [
            source.model_dump(mode="json", exclude_defaults=True) for source in version.sources
        ]
    if version.note:
        plain["note"] = version.note
    return plain


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"ja"}:
            return value["ja"]
        return {key: _shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shortened(each) for each in value]
    return value


_NEVER_WRAP = 1_000_000
_LANGUAGES = {"ja", "easy", "en"}


class _Dumper(yaml.SafeDumper):
    """Writes a text with its languages, and a list of codes or words, on one line each; the rest in blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists within mappings, so that a file reads like one written by hand."""
        super().increase_indent(flow, False)


def _represent_list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    flat = all(isinstance(each, str | int) for each in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


def _represent_mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    flat = value.keys() <= _LANGUAGES
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=flat)


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    # A code such as 098 is a text to us and a number to other readers of YAML.
    style = "'" if value.isdigit() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(dict, _represent_mapping)
_Dumper.add_representer(str, _represent_text)
