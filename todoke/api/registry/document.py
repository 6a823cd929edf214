"""What the OpenAPI document says of the registry's operations beyond their types (仕様書の補い)."""

from typing import Any

from pydantic import TypeAdapter

from todoke.api.registry.answers import JSON_LD
from todoke.api.registry.wire import CONTENT_MARK, CONTENT_SCHEMA, CorrectionRequest
from todoke.records.content import Content

_ALWAYS = ("method-not-allowed", "internal-error", "invalid-request")
_ONE = (*_ALWAYS, "not-found")
_READS: dict[str, tuple[str, ...]] = {
    "/records": _ALWAYS,
    "/records/{number}": _ONE,
    "/records/{number}/versions": _ONE,
    "/records/{number}/family": _ONE,
    "/changes": _ALWAYS,
}
PROBLEMS: dict[str, tuple[str, ...]] = {
    **_READS,
    "/records": (*_ALWAYS, "individual-number"),
    **{f"/sandbox{place}": kinds for place, kinds in _READS.items()},
    "/sandbox/records": (*_ALWAYS, "individual-number"),
    "/records/{number}/corrections": (
        *_ONE,
        "malformed-json",
        "body-too-large",
        "unsupported-media-type",
        "individual-number",
        "too-many-requests",
    ),
    "/taxonomy/life-events": _ALWAYS,
    "/taxonomy/{scheme}": _ALWAYS,
    "/bodies": _ALWAYS,
    "/quality": _ALWAYS,
    "/digital": _ALWAYS,
    "/bulk": _ALWAYS,
    "/bulk/{file}": _ONE,
}
"""The kinds of problem of each operation."""

LINKED = ("/records", "/records/{number}", "/records/{number}/family")
"""Operations that answer in JSON-LD too."""

_FILE = "/bulk/{file}"
_CONSUMER = {
    "name": "X-Consumer",
    "in": "header",
    "required": False,
    "description": "登録した利用者のキー。数えるためだけに使い、なくても同じように答えます",
    "schema": {"type": "string", "maxLength": 40},
}
_MOVED = {"description": "正しいアドレスへ案内します(Location ヘッダー)"}
_KNOWN = {"description": "変わっていません(If-None-Match か If-Modified-Since を送ったとき)"}


def components(base: str) -> dict[str, Any]:
    """Return the schemas of a record's content and of a correction; ``base`` is where components stand."""
    content = TypeAdapter(Content).json_schema(ref_template=base + "{model}")
    definitions: dict[str, Any] = content.pop("$defs")
    title = "制度か手続の内容。書かれていない項目は「言っていない」ことを表す"
    return {
        **definitions,
        CONTENT_SCHEMA: {"description": title, **content},
        "CorrectionRequest": CorrectionRequest.model_json_schema(),
    }


def refer(value: Any, base: str) -> Any:
    """Return schemas with a reference to the content's schema wherever its mark stands."""
    if isinstance(value, dict):
        if CONTENT_MARK.items() <= value.items():
            return {"$ref": base + CONTENT_SCHEMA}
        return {key: refer(each, base) for key, each in value.items()}
    return [refer(each, base) for each in value] if isinstance(value, list) else value


def complete(place: str, operation: dict[str, Any]) -> None:
    """Add to an operation the headers, redirects and other forms of its answer."""
    if place not in PROBLEMS:
        return
    responses = {str(status): each for status, each in operation["responses"].items()}
    operation["responses"] = responses
    if place == _FILE:
        responses["200"] = {"description": "ファイル", "content": {}}
    if "202" in responses:
        return
    operation.setdefault("parameters", []).append(_CONSUMER)
    responses["304"] = _KNOWN
    if "{number}" in place:
        responses["301"] = _MOVED
    if place.removeprefix("/sandbox") in LINKED:
        schema = {"type": "object", "description": "CPSV-AP 3.2.0 の語彙による JSON-LD"}
        example = {"value": {"@context": {"cpsv": "http://purl.org/vocab/cpsv#"}, "@graph": []}}
        responses["200"]["content"][JSON_LD] = {"schema": schema, "examples": {"linked": example}}
