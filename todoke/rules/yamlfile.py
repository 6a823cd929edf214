"""Reading YAML strictly: no duplicate keys, no surprising booleans, and the line of every error."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import yaml


class YamlError(ValueError):
    """A file that is not the YAML we expect, with the place in the message."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader with the booleans of YAML 1.2 and no repeated keys."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _REMOVED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    for _REMOVED in [("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9_]*)$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)


def _mapping_without_repeats(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    loader.flatten_mapping(node)
    result: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise YamlError(f"{key_node.start_mark.line + 1}行目: 「{key}」が二度書かれています")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


def parse(text: str) -> Any:
    """Return the content of a YAML text; raises YamlError naming the line."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(f"{line}行目: YAML として読めません({error.problem})") from error
    except yaml.YAMLError as error:
        raise YamlError(f"YAML として読めません({error})") from error


def read(path: Path) -> Any:
    """Return the content of a YAML file; raises YamlError naming the line."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise YamlError("文字コードが UTF-8 ではありません") from error


def line_of(text: str, location: Sequence[int | str]) -> int:
    r"""Return the line, from 1, of the deepest part of ``location`` that exists in a YAML text.

    Steps that name no key there (such as the tags of a union) are passed over.

    >>> line_of("a: 1\nb:\n  - c: 2", ("b", 0, "c"))
    3
    """
    node = yaml.compose(text, Loader=_Loader)
    line = 0
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                continue
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1
