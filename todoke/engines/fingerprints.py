"""Fingerprints of rules: two are equal exactly where a program answers alike for everybody (規則の指紋).

A fingerprint covers the version in force on a day, what the municipalities say of the program, and every fact,
parameter, table and program it rests on, as they stand on that day. Words, sources and notes are left out: they
change no answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from todoke.rules.facts import Fact
from todoke.rules.household import BIRTH_DATE
from todoke.rules.nodes import Node
from todoke.rules.parameters import ExpiredError, NotEncodedError
from todoke.rules.programs import ProgramOverlay, Version
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text

_WORDS = frozenset(
    {"cite", "label", "note", "status", "question", "help", "known_by", "sensitivity", "sources"}
)
_OF_PROGRAM = ("subject", "area", "began", "offered_everywhere")
_OF_FACT = ("type", "nullable", "applies", "otherwise", "derive", "assumed")


class Fingerprints:
    """The fingerprints of a rulebook on a day, each worked out once."""

    def __init__(self, book: Rulebook, on: date, *, like: Fingerprints | None = None) -> None:
        """Work out nothing yet; ``like`` are those of the same rules on the same day with other overlays."""
        self._content, self.on = book.content, on
        self._own: dict[str, tuple[str, frozenset[str]]] = {}
        self._of: dict[str, str] = {}
        self._below: dict[str, frozenset[str]] = {}
        self._plain: dict[str, str] = {} if like is None else like._plain
        """What is written of each thing, overlays left out."""

    def program(self, program_id: str) -> str:
        """Return the fingerprint of a program and everything it rests on."""
        found = self._of.get(program_id)
        if found is None:
            names = sorted(self._resting_on(program_id))
            found = self._of[program_id] = _hash([(name, self._own_of(name)[0]) for name in names])
        return found

    def rulebook(self) -> str:
        """Return the fingerprint of everything together, with the names of what is broken."""
        content = self._content
        broken = {name: sorted(map(str, problems)) for name, problems in content.broken_programs.items()}
        kinds: tuple[tuple[str, Iterable[str]], ...] = (
            ("program", content.programs),
            ("fact", content.facts),
            ("parameter", content.parameters),
            ("table", content.tables),
        )
        names = (f"{kind}:{name}" for kind, known in kinds for name in known)
        return _hash([broken, [(name, self._own_of(name)[0]) for name in names]])

    def _resting_on(self, program_id: str) -> set[str]:
        """Return the names of everything a program rests on: itself, programs, facts, parameters and tables."""
        name = f"program:{program_id}"
        return {name}.union(*map(self._all_below, self._own_of(name)[1]))

    def _all_below(self, name: str) -> frozenset[str]:
        """Return a thing with everything it rests on; things may rest on one another."""
        found = self._below.get(name)
        if found is None:
            seen: set[str] = set()
            waiting = {name}
            while waiting:
                one = waiting.pop()
                seen.add(one)
                waiting |= self._own_of(one)[1] - seen
            found = self._below[name] = frozenset(seen)
        return found

    def _own_of(self, name: str) -> tuple[str, frozenset[str]]:
        """Return the hash of one thing alone, and what it refers to."""
        found = self._own.get(name)
        if found is None:
            kind, _, known_as = name.partition(":")
            written = self._plain.get(name)
            if written is None:
                written = self._plain[name] = _written(getattr(self, f"_{kind}")(known_as))
            if kind == "program" and (overlays := self._overlays(known_as)):
                written += _written(overlays)
            found = self._own[name] = (_hash(written), _referred(written))
        return found

    def _program(self, program_id: str) -> list[Any]:
        if (loaded := self._content.programs.get(program_id)) is None:
            return ["missing"]
        version: Version | str | None
        try:
            version = loaded.version_on(self.on)
        except NotEncodedError:
            version = "not encoded"
        started = loaded.program.began is None or loaded.program.began <= self.on
        kept = [getattr(loaded.program, name) for name in _OF_PROGRAM if name != "began"]
        local = {name: parameter.type for name, parameter in sorted(loaded.program.local.items())}
        return [kept, started, version, local]

    def _overlays(self, program_id: str) -> dict[str, Any]:
        return {
            code: (
                said.offered,
                {name: _in_force(values, self.on) for name, values in said.local.items()},
                said.conditions,
            )
            for code, said in self._said.get(program_id, ())
        }

    @cached_property
    def _said(self) -> dict[str, list[tuple[str, ProgramOverlay]]]:
        """What the municipalities say of each program, by their codes."""
        found: dict[str, list[tuple[str, ProgramOverlay]]] = {}
        for code, overlay in sorted(self._content.overlays.items()):
            for program_id, said in overlay.programs.items():
                found.setdefault(program_id, []).append((code, said))
        return found

    def _fact(self, fact_id: str) -> list[Any]:
        fact: Fact | None = self._content.facts.get(fact_id)
        return ["missing"] if fact is None else [getattr(fact, name) for name in _OF_FACT]

    def _parameter(self, parameter_id: str) -> list[Any]:
        series = self._content.parameters.get(parameter_id)
        return ["missing"] if series is None else [series.basis, _on(series, self.on)]

    def _table(self, table_id: str) -> list[Any]:
        series = self._content.tables.get(table_id)
        return ["missing"] if series is None else [series.basis, series.key_basis, _on(series, self.on)]


def _on(series: Any, day: date) -> Any:
    try:
        found = series.on(day)
    except (NotEncodedError, ExpiredError) as error:
        return type(error).__name__
    # The day a figure holds from changes no answer while it holds.
    return found.model_copy(update={"from_": None})


def _in_force(values: tuple[Any, ...], day: date) -> Any:
    return [dated.value for dated in values if dated.from_ <= day][-1:]


_REFERENCE = re.compile(r'"(fact|parameter|table|eligible)":"([^"]+)"')
_BORN = re.compile(r'"born":null|"rank":')


def _referred(written: str) -> frozenset[str]:
    """Return what the nodes in a written thing refer to.

    Read from the text because walking the trees of thousands of programs takes ten times as long.
    """
    found = {
        f"{'program' if kind == 'eligible' else kind}:{name}" for kind, name in _REFERENCE.findall(written)
    }
    return frozenset(found | {f"fact:{BIRTH_DATE}"} if _BORN.search(written) else found)


_quoted: Callable[[str], str] = json.encoder.encode_basestring


def _written(part: Any) -> str:
    """Return something as JSON, words left out; nodes have no words but those of an unreadable condition."""
    kind = type(part)
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = _writer_of(kind)
    return write(part)


def _writer_of(kind: type) -> Callable[[Any], str]:
    if issubclass(kind, Text):
        return lambda _: "null"
    if issubclass(kind, Node):
        return _node
    if issubclass(kind, BaseModel):
        return _model_writer(kind)
    if issubclass(kind, Mapping):
        return lambda part: (
            f"{{{','.join(f'{_quoted(str(name))}:{_written(value)}' for name, value in part.items())}}}"
        )
    if issubclass(kind, list | tuple):
        return lambda part: f"[{','.join(map(_written, part))}]"
    if issubclass(kind, str):
        return _quoted
    if issubclass(kind, bool | int | None.__class__):
        return json.dumps
    # Decimals, days and the like: the kind tells 1 from "1".
    return lambda part: json.dumps([kind.__name__, str(part)])


def _node(part: Any) -> str:
    written: str = part.__pydantic_serializer__.to_json(part).decode()
    return _UNREADABLE.sub('"unreadable":""', written) if "unreadable" in written else written


def _model_writer(kind: type[BaseModel]) -> Callable[[Any], str]:
    fields = [(name, f'"{name}":', f'"{name}":null') for name in kind.model_fields if name not in _WORDS]

    def write(part: Any) -> str:
        values = part.__dict__
        written = []
        for name, named, nothing in fields:
            value = values[name]
            if value is None:
                written.append(nothing)
            elif not isinstance(value, Text):
                written.append(named + _written(value))
        return f"{{{','.join(written)}}}"

    return write


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda part: "true" if part else "false",
    int: repr,
}
"""How things of each kind are written; found out when the first of a kind is met."""

_UNREADABLE = re.compile(r'"unreadable":\{[^}]*\}')


def _hash(part: Any) -> str:
    written = part if isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
