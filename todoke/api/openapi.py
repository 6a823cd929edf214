"""The OpenAPI 3.1 document: made from the operations, the dictionary of facts and worked examples (APIの仕様書)."""

from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from todoke.api import catalog, problems
from todoke.api.checking import check, read_request
from todoke.api.people import document as people
from todoke.api.problems import KINDS, Kind, ProblemError, at
from todoke.api.registry import document as registry
from todoke.api.registry.examples import CORRECTION
from todoke.api.registry.examples import examples as registry_examples
from todoke.api.routes import api
from todoke.api.strict_json import Wrong
from todoke.api.wire import CheckRequest, ProgramQuery
from todoke.rules.rulebook import Rulebook
from todoke.rules.schema import household_schema

Document: TypeAlias = dict[str, Any]

PREFIX = "/api/v1"
JSON = "application/json"
_COMPONENTS = "#/components/schemas/"

EXAMPLE_DAY = date(2026, 11, 22)
EXAMPLE_BODY: Document = {
    "household": {
        "municipality": "131121",
        "complete": True,
        "members": [
            {"id": "me", "relation": "self", "birth_date": "1992-04-10"},
            {"id": "partner", "relation": "spouse", "birth_date": "1990-01-20"},
            {"id": "c1", "relation": "child", "birth_date": "2024-08"},
        ],
    },
    "on": EXAMPLE_DAY.isoformat(),
    "programs": ["jido-teate"],
    "language": "ja",
    "trace": True,
}
"""A household of nobody: two parents and a child whose day of birth is not known exactly."""

_EXAMPLE_PROGRAM = "jido-teate"
_EXAMPLE_FACT = "person.birth_date"

_ALWAYS = ("method-not-allowed", "internal-error")
_CATALOG = (*_ALWAYS, "invalid-request")
_PROBLEMS_OF: dict[str, tuple[str, ...]] = {
    "/check": (
        *_CATALOG,
        "malformed-json",
        "body-too-large",
        "unsupported-media-type",
        "invalid-household",
        "contradictory-facts",
        "individual-number",
    ),
    "/programs": (*_CATALOG, "individual-number"),
    "/programs/{program_id}": (*_CATALOG, "not-found"),
    "/facts": _CATALOG,
    "/facts/{fact_id}": (*_CATALOG, "not-found"),
    "/municipalities": _CATALOG,
    "/problems": _CATALOG,
    "/problems/{kind}": (*_CATALOG, "not-found"),
    **registry.PROBLEMS,
    **people.PROBLEMS,
}
_ERRORS: dict[str, list[problems.ErrorAt]] = {
    "invalid-request": [{"pointer": "/programs/0", "detail": "この id の制度はありません"}],
    "invalid-household": at(
        [
            Wrong(
                "/household/members/0/birth_date", "2026-11-22 より後の日になっています。年を確かめてください"
            )
        ]
    ),
    "contradictory-facts": at(
        [Wrong("/household/members/2/birth_date", "id「c1」の生年月日が、親の生年月日より前か同じ日です")]
    ),
    "individual-number": at([Wrong("/household/members/0/id", "マイナンバーと思われる12桁の数字があります")]),
}


@lru_cache(maxsize=4)
def document(rulebook: Rulebook) -> Document:
    """Return the document, with an example for every operation answered by this rulebook."""
    found: Document = deepcopy(dict(api.get_openapi_schema(path_prefix=f"{PREFIX}/")))
    schemas: Document = registry.refer(found["components"]["schemas"], _COMPONENTS)
    found["components"]["schemas"] = schemas
    schemas |= _household_components(rulebook)
    schemas["CheckRequest"] = _request_schema()
    schemas |= registry.components(_COMPONENTS)
    schemas["Problem"] = _problem_schema()
    found["components"]["responses"] = {_name(kind): _problem_response(kind) for kind in KINDS.values()}
    examples = _examples(rulebook)
    for address, operations in found["paths"].items():
        place = address.removeprefix(PREFIX)
        for operation in operations.values():
            registry.complete(place, operation)
            people.complete(place, operation)
            _complete(operation, examples.get(place), _PROBLEMS_OF[place])
    for place, (schema, example) in {
        "/check": ({"$ref": f"{_COMPONENTS}CheckRequest"}, EXAMPLE_BODY),
        "/records/{number}/corrections": ({"$ref": f"{_COMPONENTS}CorrectionRequest"}, CORRECTION),
        **people.BODIES,
    }.items():
        found["paths"][PREFIX + place]["post"]["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schema, "examples": {"example": {"value": example}}}},
        }
    if schemes := people.schemes():
        found["components"]["securitySchemes"] = schemes
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    found["externalDocs"] = {"description": "読む説明書", "url": f"{PREFIX}/docs"}
    return found


def _complete(operation: Document, example: Any, kinds: tuple[str, ...]) -> None:
    responses: Document = {str(status): each for status, each in operation["responses"].items()}
    answer = next(responses[status] for status in ("200", "201", "202", "204") if status in responses)
    if JSON in answer.get("content", {}):
        answer["description"] = "答え"
        answer["content"][JSON]["examples"] = {"example": {"value": example}}
    by_status: dict[int, list[Kind]] = {}
    for kind in kinds:
        by_status.setdefault(KINDS[kind].status, []).append(KINDS[kind])
    for status, several in sorted(by_status.items()):
        responses[str(status)] = (
            {"$ref": f"#/components/responses/{_name(several[0])}"}
            if len(several) == 1
            else _problem_response(*several)
        )
    operation["responses"] = responses


def _household_components(rulebook: Rulebook) -> Document:
    """Return the household's schema as components, its own definitions beside it."""
    schema = household_schema(rulebook.content)
    definitions: Document = schema.pop("$defs")
    schema.pop("$schema")
    names = {name: "".join(part.title() for part in name.split("_")) for name in definitions}

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: _COMPONENTS + names[item.removeprefix("#/$defs/")] if key == "$ref" else moved(item)
                for key, item in value.items()
            }
        return [moved(item) for item in value] if isinstance(value, list) else value

    return {"Household": moved(schema), **{names[name]: moved(each) for name, each in definitions.items()}}


def _request_schema() -> Document:
    schema: Document = CheckRequest.model_json_schema()
    schema["properties"]["household"] = {"$ref": _COMPONENTS + "Household"}
    schema["description"] = "世帯と、何を判定するか"
    return schema


def _problem_schema() -> Document:
    mistake: Document = {
        "type": "object",
        "properties": {
            "pointer": {"type": "string", "description": "本文のなかの場所(JSON Pointer)"},
            "parameter": {"type": "string", "description": "検索条件の名前"},
            "detail": {"type": "string", "description": "何が誤りで、どう直すか"},
        },
        "required": ["detail"],
        "additionalProperties": False,
    }
    return {
        "title": "Problem",
        "description": "エラー(RFC 9457)。type は種類の説明へのアドレス",
        "type": "object",
        "properties": {
            "type": {"enum": [kind.type for kind in KINDS.values()]},
            "title": {"type": "string"},
            "status": {"enum": sorted({kind.status for kind in KINDS.values()})},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": mistake},
        },
        "required": ["type", "title", "status", "detail", "errors"],
        "additionalProperties": False,
    }


def _problem_response(*kinds: Kind) -> Document:
    return {
        "description": "、".join(kind.title for kind in kinds),
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": _COMPONENTS + "Problem"},
                "examples": {
                    kind.id: {"value": ProblemError(kind.id, errors=_ERRORS.get(kind.id, ())).problem}
                    for kind in kinds
                },
            }
        },
    }


def _name(kind: Kind) -> str:
    return "".join(part.title() for part in kind.id.split("-"))


def _examples(rulebook: Rulebook) -> dict[str, Any]:
    content = rulebook.content
    asked = read_request(EXAMPLE_BODY)
    first = catalog.page_of(content, ProgramQuery(q="児童手当", limit=1))
    shared = KINDS["not-found"]
    return {
        "/check": check(rulebook, asked, today=EXAMPLE_DAY),
        "/programs": first,
        "/programs/{program_id}": catalog.program_of(content, _EXAMPLE_PROGRAM, "ja"),
        "/facts": {"facts": [catalog.fact_of(content, _EXAMPLE_FACT)]},
        "/facts/{fact_id}": catalog.fact_of(content, _EXAMPLE_FACT),
        "/municipalities": {"municipalities": catalog.municipalities_of(content)[:2]},
        "/problems": [problems.explained(shared)],
        "/problems/{kind}": problems.explained(shared),
        **registry_examples(),
        **people.EXAMPLES,
    }
