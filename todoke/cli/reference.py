"""The generated reference: schemas, OpenAPI, facts, programs, nodes and commands (参照資料)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from todoke.api.openapi import document
from todoke.population.reference import page
from todoke.rules.bases import MONEY, UNITS
from todoke.rules.citations import Check
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.facts import Code, Date, Fact, Money, Number
from todoke.rules.library import rulebook_of
from todoke.rules.nodes import NODE_KINDS
from todoke.rules.schema import household_schema, rule_schema

_OPENING = "<!-- Made by `make docs` from the code and the content. Do not edit. -->\n\n"


def documents(data: Path, parser: argparse.ArgumentParser) -> dict[str, str]:
    """Return every generated file of docs/reference by its name."""
    rulebook = rulebook_of(data)
    content = rulebook.content
    return {
        "household.schema.json": written(file_schema(content)),
        "rule.schema.json": written(rule_schema()),
        "openapi.json": written(document(rulebook)),
        "facts.md": _OPENING + "\n".join(_facts(content)) + "\n",
        "programs.md": _OPENING + "\n".join(_programs(content)) + "\n",
        "rules.md": _OPENING + "\n".join(_nodes()) + "\n",
        "population.md": _OPENING + page(data / "population", content),
        "cli.md": _OPENING + "\n".join(_commands(parser)) + "\n",
    }


def written(schema: Any) -> str:
    """Return a document as JSON for people too."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def file_schema(content: Content) -> dict[str, Any]:
    """Return the schema of a household file: the API's body, or the household alone."""
    household = household_schema(content)
    definitions = household.pop("$defs")
    dialect = household.pop("$schema")
    request = {
        "title": "世帯と、いつの何を判定するか",
        "type": "object",
        "properties": {
            "household": {"$ref": "#/$defs/household"},
            "on": {"anyOf": [{"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}, {"type": "null"}]},
            "programs": {"anyOf": [{"$ref": "#/$defs/program_ids"}, {"type": "null"}]},
            "language": {"enum": ["ja", "easy", "en"]},
            "trace": {"type": "boolean"},
        },
        "required": ["household"],
        "additionalProperties": False,
    }
    return {
        "$schema": dialect,
        "title": "世帯のファイル",
        "anyOf": [{"$ref": "#/$defs/request"}, {"$ref": "#/$defs/household"}],
        "$defs": {"request": request, "household": household, **definitions},
    }


def _facts(content: Content) -> Iterator[str]:
    facts = sorted(content.facts.values(), key=lambda fact: fact.id)
    yield "# Facts (属性辞書)"
    yield ""
    yield f"{len(facts)} facts. `person.x` is written in a member, `household.x` beside `members`, without the prefix."
    yield "*Worked out* facts follow from others; given directly, they win."
    yield "Their forms: [household.schema.json](household.schema.json)."
    for entity, heading in (("household", "Households (世帯)"), ("person", "Persons (人)")):
        yield ""
        yield f"## {heading}"
        yield ""
        yield "| key | 名前 | type | worked out | asked | sensitivity |"
        yield "|---|---|---|---|---|---|"
        for fact in facts:
            if fact.entity == entity:
                derived = "yes" if fact.derive is not None else ""
                asked = "yes" if fact.askable else ""
                sensitivity = fact.sensitivity.value
                yield (
                    f"| `{fact.name}` | {_cell(fact.label.ja)} | {_type(fact)} | {derived} | {asked} | {sensitivity} |"
                )


def _type(fact: Fact) -> str:
    kind = fact.type
    if isinstance(kind, Code):
        codes = list(kind.codes)
        shown = " ".join(f"`{code}`" for code in codes[:16])
        return shown + (f" … ({len(codes)})" if len(codes) > 16 else "")
    if isinstance(kind, Money):
        return f"yen, {MONEY.get(kind.basis, kind.basis)} (`{kind.basis}`)"
    if isinstance(kind, Number):
        return f"number, {UNITS[kind.unit]} (`{kind.unit}`)"
    return "day" if isinstance(kind, Date) else "true/false"


def _programs(content: Content) -> Iterator[str]:
    yield "# Programs (制度)"
    yield ""
    checks = [check for loaded in content.programs.values() for check in _checks(loaded)]
    verified = sum(check is Check.VERIFIED for check in checks)
    yield f"{len(content.programs)} programs, {sum(len(p.versions) for p in content.programs.values())} versions."
    yield (
        f"Of {len(checks)} sources of conditions and amounts, {verified} were compared with a page (*verified*); "
        "the others are *recalled* or *disputed*."
    )
    yield ""
    yield "| id | 名前 | level | versions from | sensitivity class | verified | recalled | disputed |"
    yield "|---|---|---|---|---|--:|--:|--:|"
    for loaded in content.programs.values():
        program = loaded.program
        counts = [sum(found is wanted for found in _checks(loaded)) for wanted in Check]
        versions = ", ".join(_span(v.effective.from_, v.effective.to) for v in loaded.versions)
        yield (
            f"| `{program.id}` | {_cell(program.name.ja)} | {program.level} | {versions} | {program.reach.value} | "
            + " | ".join(map(str, counts))
            + " |"
        )
    broken = sorted(content.broken_programs)
    if broken:
        yield ""
        yield "Out of service, because a rule of theirs is wrong: " + ", ".join(
            f"`{each}`" for each in broken
        )


def _span(begins: date, ends: date | None) -> str:
    return f"{begins}" if ends is None else f"{begins} to {ends}"


def _checks(loaded: LoadedProgram) -> list[Check]:
    cited = [condition.cite.check for version in loaded.versions for condition in version.conditions]
    paid = [amount.cite.check for v in loaded.versions for amount in v.amounts if amount.cite is not None]
    return [*cited, *paid]


def _nodes() -> Iterator[str]:
    yield "# Nodes (規則の書き方)"
    yield ""
    yield f"The closed set of {len(NODE_KINDS)} nodes a rule is written with; a bare value is a constant."
    yield "How they look in YAML: [how-to/write-a-program.md](../how-to/write-a-program.md)."
    yield "Their schema: [rule.schema.json](rule.schema.json)."
    yield ""
    yield "| node | meaning | content |"
    yield "|---|---|---|"
    definitions = rule_schema()["$defs"]
    for kind, node in NODE_KINDS.items():
        meaning = (node.__doc__ or "").strip().splitlines()[0]
        yield f"| `{kind}` | {_cell(meaning)} | {_content(definitions[node.__name__], definitions, kind)} |"


def _content(schema: dict[str, Any], definitions: dict[str, Any], kind: str) -> str:
    main = schema["properties"][kind]
    inner = definitions.get(str(main.get("$ref", "")).rsplit("/", 1)[-1], {})
    if "properties" in inner:
        required = inner.get("required", [])
        return ", ".join(f"`{name}`" + ("" if name in required else "?") for name in inner["properties"])
    others = [f"`{name}`" for name in schema["properties"] if name != kind]
    return ", ".join([_shape(main), *others])


def _shape(schema: dict[str, Any]) -> str:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if name == "Expression":
        return "an expression"
    if name == "Pair":
        return "two expressions"
    if schema.get("type") == "array":
        return "an expression and codes" if "prefixItems" in schema else "expressions"
    return (
        "one of " + ", ".join(f"`{each}`" for each in schema["enum"])
        if "enum" in schema
        else "a name or text"
    )


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield "# Command line (コマンド)"
    yield ""
    yield "Install with `make setup`; then `.venv/bin/todoke`. A household file looks like those in `data/examples/`."
    yield from _command(parser, "todoke", 2)
    yield ""
    yield "## Exit codes (終了コード)"
    yield ""
    yield "| code | meaning | 意味 |"
    yield "|--:|---|---|"
    yield "| 0 | done | 終わりました |"
    yield "| 1 | checked and found wrong: rules, golden households, stale documents | 確かめた結果、誤りがあります |"
    yield "| 2 | the call, the file or the household cannot be understood | 呼び方か入力に誤りがあります |"
    yield "| 3 | answered, but at least one program's rule failed | 判定できなかった制度があります |"


def _command(parser: argparse.ArgumentParser, name: str, level: int) -> Iterator[str]:
    yield ""
    yield f"{'#' * level} `{name}`"
    yield ""
    if parser.description:
        yield parser.description
        yield ""
    rows: list[str] = []
    inner: list[tuple[str, argparse.ArgumentParser]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = [(key, each) for key, each in action.choices.items() if key not in ("-h",)]
            continue
        if isinstance(action, argparse._HelpAction):
            continue
        written_as = "`, `".join(action.option_strings) or str(action.metavar or action.dest)
        metavar = (
            "" if not action.option_strings or action.nargs == 0 else f" {action.metavar or _choices(action)}"
        )
        rows.append(f"| `{written_as}{metavar}` | {_cell(action.help or '')} |")
    if rows:
        yield "| 引数 | 意味 |"
        yield "|---|---|"
        yield from rows
    for key, each in inner:
        yield from _command(each, f"{name} {key}", min(level + 1, 4))


def _choices(action: argparse.Action) -> str:
    return "/".join(map(str, action.choices)) if action.choices else action.dest.upper()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
