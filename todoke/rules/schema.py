"""JSON Schemas: the household file made from the dictionary of facts, and the rule files made from their types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, Fact, Money, Number
from todoke.rules.household import HOUSEHOLD, MUNICIPALITY, RELATIONS
from todoke.rules.parameters import ParameterSeries, TableSeries
from todoke.rules.programs import Overlay, Program, Version
from todoke.rules.questionnaire import Question
from todoke.rules.situation import MOST_MEMBERS

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = r"^\d{4}(-\d{1,2}(-\d{1,2})?)?$"

_ROUGH: dict[str, Schema] = {
    "rough_day": {
        "title": "日(月や年だけでもよい)",
        "anyOf": [
            {"type": "string", "pattern": _DAY, "examples": ["2023-08-15", "2023-08", "2023"]},
            {
                "type": "object",
                "properties": {
                    "from": {"type": "string", "pattern": _DAY},
                    "to": {"type": "string", "pattern": _DAY},
                },
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
    },
    "unsaid": {
        "title": "分からない、答えたくない、または、いつの時点の値か",
        "anyOf": [
            {"type": "null"},
            {
                "type": "object",
                "properties": {"declined": {"const": True}},
                "required": ["declined"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"value": {}, "as_of": {"type": "string", "pattern": _DAY}},
                "required": ["value"],
                "additionalProperties": False,
            },
        ],
    },
    "not_applicable": {
        "title": "あてはまらない",
        "type": "object",
        "properties": {"not_applicable": {"const": True}},
        "required": ["not_applicable"],
        "additionalProperties": False,
    },
    "program_ids": {
        "title": "制度の id のリスト",
        "type": "array",
        "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"},
    },
}


def household_schema(content: Content) -> Schema:
    """Return the schema of a household file, which is also the ``household`` of the API's body.

    What no schema can say (a birth in the future, contradictions, unknown programs) is checked when it is read.
    """
    facts = [fact for fact in content.facts.values() if fact.id != MUNICIPALITY]
    received = {
        "receiving": {"$ref": "#/$defs/program_ids", "description": "すでに受けている制度"},
        "not_receiving": {"$ref": "#/$defs/program_ids", "description": "受けていない制度"},
    }
    member: Schema = {
        "title": "世帯員",
        "type": "object",
        "properties": {
            "id": {
                "type": "string",
                "pattern": "^[A-Za-z0-9_-]{1,40}$",
                "description": "ファイルの中での名前",
            },
            "relation": {"enum": list(RELATIONS), "description": "本人(self)からみた続柄"},
            "parents": {
                "type": "array",
                "items": {"type": "string"},
                "description": "親の id(続柄から分かるときはいらない)",
            },
            **received,
            **{fact.name: fact_schema(fact) for fact in facts if fact.entity != HOUSEHOLD},
        },
        "required": ["id", "relation"],
        "additionalProperties": False,
    }
    relations: Schema = {"type": "array", "items": {"enum": list(RELATIONS)}}
    return {
        "$schema": DIALECT,
        "title": "世帯",
        "description": "世帯員と分かっていることがら。分からない項目は書かないか null にする。マイナンバーは書かない。",
        "type": "object",
        "properties": {
            "municipality": {
                "description": "お住まいの区市町村: 6桁のコードか正式な名前",
                "anyOf": [
                    {"enum": [each for m in content.municipalities.values() for each in (m.code, m.name)]},
                    {"type": "null"},
                ],
            },
            "complete": {
                "description": "世帯員をすべて書いたか(true)、すべて書いた続柄のリスト",
                "anyOf": [{"type": "boolean"}, relations],
            },
            "members": {"type": "array", "maxItems": MOST_MEMBERS, "items": {"$ref": "#/$defs/member"}},
            **received,
            **{fact.name: fact_schema(fact) for fact in facts if fact.entity == HOUSEHOLD},
        },
        "additionalProperties": False,
        "$defs": {"member": member, **_ROUGH},
    }


def fact_schema(fact: Fact) -> Schema:
    """Return what may be written for a fact: exactly, roughly, unknown, declined or dated."""
    others: list[Schema] = [{"$ref": "#/$defs/unsaid"}]
    if fact.nullable:
        others.append({"$ref": "#/$defs/not_applicable"})
    return {"title": fact.label.ja, "anyOf": [*_plain(fact), *others]}


def _plain(fact: Fact) -> list[Schema]:
    match fact.type:
        case Boolean():
            return [{"type": "boolean"}]
        case Code():
            codes = list(fact.type.codes)
            several: Schema = {
                "type": "object",
                "properties": {"any_of": {"type": "array", "minItems": 1, "items": {"enum": codes}}},
                "required": ["any_of"],
                "additionalProperties": False,
            }
            return [{"enum": codes}, several]
        case Date():
            return [{"$ref": "#/$defs/rough_day"}]
        case _:
            return _numbers(fact.type)


def _numbers(kind: Number | Money) -> list[Schema]:
    one: Schema = {"type": "number", "minimum": _number(kind.minimum)}
    if kind.maximum is not None:
        one["maximum"] = _number(kind.maximum)
    between: Schema = {
        "type": "object",
        "properties": {"from": one, "to": one},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return [one, between]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


_FILES: dict[str, type[BaseModel]] = {
    "program": Program,
    "version": Version,
    "fact": Fact,
    "parameter": ParameterSeries,
    "table": TableSeries,
    "question": Question,
    "overlay": Overlay,
}


def rule_schema() -> Schema:
    """Return the schema of the rule files: ``$defs`` holds each node and each kind of file by its class."""
    refs, defs = models_json_schema(
        [(model, "validation") for model in _FILES.values()], by_alias=True, ref_template="#/$defs/{model}"
    )
    text = defs["$defs"]["Text"]
    defs["$defs"]["Text"] = {
        "title": "Text",
        "description": text["description"],
        "anyOf": [{"type": "string"}, {key: text[key] for key in text if key != "description"}],
    }
    return {
        "$schema": DIALECT,
        "title": "制度の規則のファイル",
        "description": "program.yaml・版・属性・パラメーター・表・質問・区市町村の違い、それぞれの書式",
        "anyOf": [{"title": name, **refs[model, "validation"]} for name, model in _FILES.items()],
        "$defs": defs["$defs"],
    }
