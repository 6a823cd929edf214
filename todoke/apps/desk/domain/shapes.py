"""The shape of a record's content, read from the content model itself: groups, lists and single fields.

The edit form is made from it, so that a field added to the model appears at the desk without another line.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from todoke.apps.desk.domain.labels import codes_of, label_of
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.periods import Period
from todoke.rules.citations import Standing
from todoke.rules.texts import Text


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single field: ``line``, ``lines`` (one value a line), ``choice``, ``flag``, ``number``, ``date``, ``time``."""

    name: str
    label: str
    kind: str
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, as one value."""

    name: str
    label: str
    parts: tuple[Shape, ...]
    is_required: bool = False
    is_text: bool = False
    """A text in three languages."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of groups or texts."""

    name: str
    label: str
    item: Group


Shape = Leaf | Group | Many

_HIDDEN = frozenset({"kind", "extra"})
_TEXT_PARTS = (
    Leaf("ja", "日本語", "area", True),
    Leaf("easy", "やさしい日本語", "area"),
    Leaf("en", "英語", "area"),
)


@cache
def shape_of(kind: str) -> Group:
    """Return the shape of a program's or a procedure's content."""
    model = ProgramContent if kind == "program" else ProcedureContent
    return Group("", "", tuple(_parts(model, within="", hidden=_HIDDEN)), is_required=True)


def _parts(model: type[BaseModel], *, within: str, hidden: frozenset[str] = frozenset()) -> Iterator[Shape]:
    for attribute, field in model.model_fields.items():
        name = field.alias or attribute
        if name not in hidden:
            yield _shape(name, field.annotation, within=within, required=field.is_required())


def _shape(name: str, annotation: Any, *, within: str, required: bool) -> Shape:
    label = label_of(name, within=within)
    bare = _bare(annotation)
    if bare is Text:
        return Group(name, label, _TEXT_PARTS, required, is_text=True)
    if get_origin(bare) is tuple:
        inner = _bare(get_args(bare)[0])
        if inner is Text:
            return Many(name, label, Group("", label, _TEXT_PARTS, True, is_text=True))
        if _is_period(inner):
            return Many(name, label, Group("", label, _period_parts(), True))
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return Many(name, label, Group("", label, tuple(_parts(inner, within=name)), True))
        return Leaf(name, label, "lines", required)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return Group(name, label, tuple(_parts(bare, within=name)), required)
    return _leaf(name, label, bare, within=within, required=required)


def _leaf(name: str, label: str, bare: Any, *, within: str, required: bool) -> Leaf:
    if get_origin(bare) is Literal or bare is Standing:
        codes = [str(code) for code in (Standing if bare is Standing else get_args(bare))]
        words = codes_of(name, within=within)
        return Leaf(name, label, "choice", required, tuple((code, words.get(code, code)) for code in codes))
    kind = {bool: "flag", int: "number", date: "date", time: "time"}.get(bare, "line")
    return Leaf(name, label, kind, required)


def _bare(annotation: Any) -> Any:
    """Return the type without ``| None`` and without annotations."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (types.UnionType, Union):
            rest = [each for each in get_args(annotation) if each is not type(None)]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def _is_period(inner: Any) -> bool:
    return bool(inner == _bare(Period))


@cache
def _period_parts() -> tuple[Shape, ...]:
    """Return the fields of all kinds of periods together; the chosen kind says which of them count."""
    words = codes_of("kind", within="periods")
    found: dict[str, Shape] = {"kind": Leaf("kind", "種類", "choice", True, tuple(words.items()))}
    for model in get_args(_bare(Period)):
        for part in _parts(model, within="periods", hidden=frozenset({"kind"})):
            # The ends of a yearly period are days without a year: one text field serves both.
            wide = Leaf(part.name, part.label, "day_or_month_day") if part.name in ("from", "to") else part
            found.setdefault(part.name, wide)
    order = ("kind", "purpose", "text", "from", "to", "from_time", "to_time", "latest", "event")
    first = [found.pop(name) for name in order]
    return (*first, *found.values())


def fields_of_period(kind: str) -> frozenset[str]:
    """Return which fields a kind of period has.

    >>> sorted(fields_of_period("always"))
    ['kind', 'purpose', 'standing', 'text']
    """
    for model in get_args(_bare(Period)):
        if model.model_fields["kind"].default == kind:
            return frozenset(field.alias or name for name, field in model.model_fields.items())
    return frozenset()
