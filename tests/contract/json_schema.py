"""A validator of JSON Schema 2020-12 for the keywords our documents use; any other keyword is an error."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_ANNOTATIONS = frozenset(
    "title description examples example default discriminator format $schema $defs".split()
)
_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}


class Validator:
    """Validates against a schema whose references lead into the same document."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def errors(self, value: Any, schema: Any, place: str = "") -> Iterator[str]:
        """Yield each mistake with its place."""
        if schema is True or schema == {}:
            return
        for keyword, rule in schema.items():
            if keyword in _ANNOTATIONS:
                continue
            check = getattr(self, "_" + keyword.removeprefix("$"), None)
            if check is None:
                raise NotImplementedError(f"{place}: keyword {keyword}")
            yield from check(value, rule, schema, place)

    def is_valid(self, value: Any, schema: Any) -> bool:
        return next(self.errors(value, schema), None) is None

    def resolve(self, reference: str) -> Any:
        found = self.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found

    def _ref(self, value: Any, rule: str, schema: Any, place: str) -> Iterator[str]:
        yield from self.errors(value, self.resolve(rule), place)

    def _type(self, value: Any, rule: str, schema: Any, place: str) -> Iterator[str]:
        if rule in ("number", "integer"):
            is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
            good = is_number and (rule == "number" or value == int(value))
        else:
            good = isinstance(value, _TYPES[rule])
        if not good:
            yield f"{place}: {value!r} is no {rule}"

    def _enum(self, value: Any, rule: list[Any], schema: Any, place: str) -> Iterator[str]:
        if not any(type(value) is type(each) and value == each for each in rule):
            yield f"{place}: {value!r} is none of {rule[:8]}"

    def _const(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if value != rule:
            yield f"{place}: {value!r} is not {rule!r}"

    def _anyOf(self, value: Any, rule: list[Any], schema: Any, place: str) -> Iterator[str]:
        if not any(self.is_valid(value, each) for each in rule):
            yield f"{place}: {str(value)[:80]} fits none of {len(rule)}"

    def _oneOf(self, value: Any, rule: list[Any], schema: Any, place: str) -> Iterator[str]:
        fitting = sum(self.is_valid(value, each) for each in rule)
        if fitting != 1:
            yield f"{place}: {str(value)[:80]} fits {fitting} of {len(rule)}"

    def _properties(self, value: Any, rule: dict[str, Any], schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, each in rule.items():
                if name in value:
                    yield from self.errors(value[name], each, f"{place}/{name}")

    def _required(self, value: Any, rule: list[str], schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (f"{place}: {name} is missing" for name in rule if name not in value)

    def _additionalProperties(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name in value.keys() - schema.get("properties", {}).keys():
                if rule is False:
                    yield f"{place}/{name}: not expected"
                else:
                    yield from self.errors(value[name], rule, f"{place}/{name}")

    def _items(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, list):
            for index, each in enumerate(value[len(schema.get("prefixItems", ())) :]):
                yield from self.errors(each, rule, f"{place}/{index}")

    def _prefixItems(self, value: Any, rule: list[Any], schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, list):
            for index, (each, part) in enumerate(zip(value, rule, strict=False)):
                yield from self.errors(each, part, f"{place}/{index}")

    def _minItems(self, value: Any, rule: int, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) < rule:
            yield f"{place}: fewer than {rule}"

    def _maxItems(self, value: Any, rule: int, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) > rule:
            yield f"{place}: more than {rule}"

    def _minProperties(self, value: Any, rule: int, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, dict) and len(value) < rule:
            yield f"{place}: fewer than {rule}"

    def _minLength(self, value: Any, rule: int, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, str) and len(value) < rule:
            yield f"{place}: shorter than {rule}"

    def _maxLength(self, value: Any, rule: int, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, str) and len(value) > rule:
            yield f"{place}: longer than {rule}"

    def _pattern(self, value: Any, rule: str, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{place}: {value!r} does not match {rule}"

    def _propertyNames(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name in value:
                yield from self.errors(name, rule, f"{place}/{name}")

    def _minimum(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, int | float | Decimal) and value < rule:
            yield f"{place}: {value} under {rule}"

    def _maximum(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, int | float | Decimal) and value > rule:
            yield f"{place}: {value} over {rule}"

    def _exclusiveMinimum(self, value: Any, rule: Any, schema: Any, place: str) -> Iterator[str]:
        if isinstance(value, int | float | Decimal) and value <= rule:
            yield f"{place}: {value} not over {rule}"
