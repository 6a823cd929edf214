"""Changing one condition inside the YAML of a rule and leaving everything else as it was written.

The text of the one value is replaced in place, so that comments, order and spelling of the rest stay to the letter.
Only where the replaced text holds an anchor that is used further down is the file written anew by ruamel.yaml,
which keeps comments too but may break lines elsewhere.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import yaml
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from todoke.rules import yamlfile
from todoke.rules.nodes import Expression
from todoke.rules.texts import Text

_EXPRESSION: TypeAdapter[Any] = TypeAdapter(Expression)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class RuleFileError(ValueError):
    """The condition is not in the file, or the changed file does not read back."""


def plain_of(expression: Any) -> Any:
    """Return an expression as the plain values a rule file is written with.

    >>> from todoke.rules.nodes import Lt, Age, Born
    >>> plain_of(Lt(lt=(Age(age=Born()), 18)))
    {'lt': ({'age': {}}, 18)}
    """
    return _EXPRESSION.dump_python(expression, mode="python", by_alias=True, exclude_defaults=True)


def flow_of(plain: Any) -> str:
    """Return plain values as one line of YAML.

    >>> flow_of({"lt": [{"age": {}}, 18]})
    '{lt: [{age: {}}, 18]}'
    """
    match plain:
        case bool():
            return "true" if plain else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {flow_of(value)}" for key, value in plain.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow_of(value) for value in plain) + "]"
        case str():
            simple = _PLAIN.fullmatch(plain) and plain.lower() not in _WORDS_OF_YAML
            return (
                plain
                if simple
                else '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
            )
    return str(plain)


def with_condition(text: str, condition_id: str, expression: Any) -> str:
    """Return the text of a version's file with the ``when`` of one condition replaced. Raises RuleFileError."""
    start, end = _span(text, condition_id)
    written = flow_of(plain_of(expression))
    if "&" in text[start:end]:
        changed = _rewritten(text, condition_id, expression)
    else:
        changed = text[:start] + written + text[end:]
    _check(text, changed, condition_id, expression)
    return changed


def with_label(text: str, condition_id: str, label: Text) -> str:
    """Return the text of a version's file with the words of one condition replaced. Raises RuleFileError."""
    start, end = _span(text, condition_id, "label")
    plain = label.model_dump(exclude_none=True)
    changed = text[:start] + flow_of(plain) + text[end:]
    was, now = yamlfile.parse(text), yamlfile.parse(changed)
    for condition in (*was["conditions"], *now["conditions"]):
        if condition["id"] == condition_id:
            if condition["label"] not in (plain, _one(text, condition_id)["label"]):
                raise RuleFileError("書きかえた言葉が元のとおりに読めません")
            condition["label"] = None
    if was != now:
        raise RuleFileError("ほかの箇所まで変わってしまうため、書きかえられません")
    return changed


def _one(text: str, condition_id: str) -> Any:
    return next(one for one in yamlfile.parse(text)["conditions"] if one["id"] == condition_id)


def with_effective(text: str, *, begins: date, ends: date | None) -> str:
    """Return the text of a version's file with the days it is in force replaced.

    >>> print(
    ...     with_effective("effective: {from: 2024-10-01}", begins=date(2024, 10, 1), ends=date(2027, 3, 31))
    ... )
    effective: {from: 2024-10-01, to: 2027-03-31}
    """
    effective = _at(yaml.compose(text, Loader=yaml.SafeLoader), "effective")
    if effective is None:
        raise RuleFileError("施行日(effective)がこの文書にありません")
    end = effective.end_mark.index
    if not effective.flow_style:
        end = effective.start_mark.index + len(_without_tail(text[effective.start_mark.index : end]))
    days = f"{{from: {begins}}}" if ends is None else f"{{from: {begins}, to: {ends}}}"
    return text[: effective.start_mark.index] + days + text[end:]


def _span(text: str, condition_id: str, key: str = "when") -> tuple[int, int]:
    """Return where the value stands, comments and blank lines after it left out."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    conditions = _at(root, "conditions")
    for item in conditions.value if isinstance(conditions, yaml.SequenceNode) else ():
        name = _at(item, "id")
        if name is not None and name.value == condition_id:
            when = _at(item, key)
            if when is not None:
                end = when.end_mark.index
                if not isinstance(when, yaml.ScalarNode) and not when.flow_style:
                    end = when.start_mark.index + len(_without_tail(text[when.start_mark.index : end]))
                return when.start_mark.index, end
    raise RuleFileError(f"条件「{condition_id}」がこの文書にありません")


def _without_tail(text: str) -> str:
    """Return a block without the comments, blank lines and indentation that follow its last line."""
    lines = text.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)


def _at(node: Any, key: str) -> Any:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _rewritten(text: str, condition_id: str, expression: Any) -> str:
    writer = YAML()
    writer.preserve_quotes = True
    writer.width = 100_000
    writer.indent(mapping=2, sequence=4, offset=2)
    whole = writer.load(text)
    for condition in whole["conditions"]:
        if condition["id"] == condition_id:
            condition["when"] = YAML().load(flow_of(plain_of(expression)))
    written = io.StringIO()
    writer.dump(whole, written)
    return written.getvalue()


def _check(before: str, after: str, condition_id: str, expression: Any) -> None:
    """Hold the changed file against what was meant: that one value and nothing else."""
    try:
        was, now = yamlfile.parse(before), yamlfile.parse(after)
    except yamlfile.YamlError as error:
        raise RuleFileError(f"書きかえた文書が読めません: {error}") from error
    for condition in (one for one in now["conditions"] if one["id"] == condition_id):
        if _EXPRESSION.validate_python(condition["when"]) != expression:
            raise RuleFileError("書きかえた条件が元のとおりに読めません")
        condition["when"] = None
    for condition in was["conditions"]:
        if condition["id"] == condition_id:
            condition["when"] = None
    if was != now:
        raise RuleFileError("ほかの箇所まで変わってしまうため、書きかえられません")
