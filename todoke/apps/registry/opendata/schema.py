"""The JSON Schema of the JSON bundle, by which anybody can check a file."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from todoke.records.content import Content

_TEXT_OR_NULL = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def bundle_schema() -> dict[str, Any]:
    """Return the schema of ``all.json`` and of each municipality's file (JSON Schema 2020-12)."""
    content = TypeAdapter(Content).json_schema()
    definitions = content.pop("$defs")
    version = {
        "serial": {"type": "integer", "minimum": 1},
        "statement": {"enum": ["holds", "retired", "withdrawn"]},
        "effective_from": _TEXT_OR_NULL,
        "recorded_at": {"type": "string"},
        "channel": {"type": "string"},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "note": _TEXT_OR_NULL,
        "sources": {"type": "array"},
    }
    record = {
        "number": {"type": "string"},
        "url": {"type": "string"},
        "kind": {"enum": ["program", "procedure"]},
        "state": {"enum": ["published", "retired"]},
        "name": {"$ref": "#/$defs/Text"},
        "body": _TEXT_OR_NULL,
        "family": {"type": "string"},
        "synthetic": {"type": "boolean"},
        "changed_at": _TEXT_OR_NULL,
        "version": _object(version),
        "content": {"$ref": "#/$defs/Content"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "todoke の登録(オープンデータ)",
        **_object(
            {
                "license": {"const": "CC-BY-4.0"},
                "records": {"type": "array", "items": {"$ref": "#/$defs/Record"}},
            }
        ),
        "$defs": {**definitions, "Content": content, "Record": _object(record)},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
