"""The API's reference for machines (OpenAPI) and for people: a plain page without script (APIの説明書)."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from todoke.api.openapi import JSON, PREFIX, Document, document
from todoke.api.problems import KINDS
from todoke.api.routes import answer_catalog
from todoke.apps.registry.queries.rulebook import rulebook

_PLACES = {"path": "アドレスの中", "query": "検索の条件", "header": "ヘッダー"}


@require_safe
def show_openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    return answer_catalog(request, document(rulebook()))


@require_safe
def show_reference(request: HttpRequest) -> HttpResponse:
    """Show the operations, the fields of what they send, an example of each, and every kind of error."""
    found = document(rulebook())
    # Without the request the frame offers no other languages: the reference is written in Japanese.
    with translation.override("ja"):
        page = render_to_string(
            "api/reference.html",
            {
                "heading": "公開APIの説明書",
                "operations": [
                    _operation(found, address, method, each)
                    for address, methods in found["paths"].items()
                    for method, each in methods.items()
                ],
                "kinds": list(KINDS.values()),
                "shapes": [_shape(name, each) for name, each in sorted(_sent(found).items())],
                "prefix": PREFIX,
            },
        )
    return answer_catalog(request, page.encode(), "text/html; charset=utf-8")


def _operation(found: Document, address: str, method: str, operation: Document) -> dict[str, Any]:
    answer = next(one for status, one in operation["responses"].items() if str(status).startswith("2"))
    example = answer.get("content", {}).get(JSON, {}).get("examples", {}).get("example", {}).get("value")
    sent = operation.get("requestBody", {}).get("content", {}).get(JSON)
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "address": address,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [
            {
                "name": each["name"],
                "place": _PLACES[each["in"]],
                "required": each["required"],
                "description": each.get("description", ""),
                "values": _values(found, each["schema"]),
            }
            for each in operation["parameters"]
        ],
        "body": _written(sent["examples"]["example"]["value"]) if sent else None,
        "fields": _fields(_resolved(found, sent["schema"])) if sent else [],
        "example": None if example is None else _written(example),
    }


def _resolved(found: Document, schema: Document) -> Document:
    """Return a schema itself, also where only its name is given."""
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    return found["components"]["schemas"][name] if name else schema


def _sent(found: Document) -> Document:
    """Return the shapes that are described field by field; the household has its own dictionary of facts."""
    return {
        name: each
        for name, each in found["components"]["schemas"].items()
        if name.endswith(("Out", "Result", "Page", "List", "Summary", "Totals", "Problem"))
    }


def _shape(name: str, schema: Document) -> dict[str, Any]:
    return {"name": name, "description": schema.get("description", ""), "fields": _fields(schema)}


def _fields(schema: Document) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "type": _type(each),
            "required": name in required,
            "description": each.get("description", ""),
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " または ".join(dict.fromkeys(_type(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return "・".join(str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(schema['items'])} のリスト" if "items" in schema else "リスト"
    return str(schema.get("const", schema.get("type", "何でもよい")))


def _values(found: Document, schema: Document) -> str:
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return _values(found, found["components"]["schemas"][name])
    if "anyOf" in schema:
        return "、".join(each for part in schema["anyOf"] if (each := _values(found, part)))
    return "、".join(str(each) for each in schema.get("enum", ()))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
