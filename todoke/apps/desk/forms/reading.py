"""Reading what was typed into the fields of a record, back into plain content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from todoke.apps.desk.domain.shapes import Group, Leaf, Many, Shape, fields_of_period
from todoke.base.eras import parse_day
from todoke.records.content import ProcedureContent, ProgramContent, read_content

_MONTH_DAY = re.compile(r"(?:0?[1-9]|1[0-2])[-/月](?:0?[1-9]|[12][0-9]|3[01])日?")
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
MOST_ROWS = 100


@dataclass
class Reader:
    """Reads fields by their names, and notes by name what cannot be read."""

    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, shape: Shape, name: str) -> Any:
        """Return the plain value of a shape, None where nothing was typed."""
        match shape:
            case Leaf():
                return self._leaf(shape, name)
            case Many():
                return self._many(shape, name) or None
            case Group():
                return self._group(shape, name)

    def _group(self, group: Group, name: str) -> dict[str, Any] | None:
        found = {part.name: self.read(part, joined(name, part.name)) for part in group.parts}
        told = {key: value for key, value in found.items() if value is not None}
        if group.is_text and told and "ja" not in told:
            self.errors[joined(name, "ja")] = "日本語の文も書いてください"
        if "purpose" in found and "kind" in told:
            allowed = fields_of_period(told["kind"])
            told = {key: value for key, value in told.items() if key in allowed}
        return told or None

    def _many(self, many: Many, name: str) -> list[Any]:
        rows = range(min(rows_of(self.typed, name), MOST_ROWS))
        kept = [row for row in rows if not self.typed.get(joined(name, row, "remove"))]
        values = [self.read(many.item, joined(name, row)) for row in kept]
        return [value for value in values if value is not None]

    def _leaf(self, leaf: Leaf, name: str) -> Any:
        text = self.typed.get(name, "").replace("\r\n", "\n").strip()
        if not text:
            return None
        match leaf.kind:
            case "lines":
                return [line.strip() for line in re.split(r"[\n、]", text) if line.strip()]
            case "flag":
                return text == "yes"
            case "number":
                return self._number(text, name)
            case "choice" if leaf.name == "change":
                return int(text)
            case "date":
                return self.day(text, name)
            case "day_or_month_day":
                return self._day_or_month_day(text, name)
            case "time":
                return self._time(text, name)
        return text

    def _number(self, text: str, name: str) -> int | None:
        plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("円")
        if re.fullmatch(r"-?[0-9]{1,12}", plain, re.ASCII):
            return int(plain)
        self.errors[name] = f"「{text}」は数として読めません。12000 のように数字で書いてください"
        return None

    def day(self, text: str, name: str) -> str | None:
        try:
            return parse_day(unicodedata.normalize("NFKC", text)).isoformat()
        except ValueError:
            self.errors[name] = (
                f"「{text}」は日付として読めません。2026-11-22 か 令和8年11月22日 のように書いてください"
            )
            return None

    def _day_or_month_day(self, text: str, name: str) -> str | None:
        plain = unicodedata.normalize("NFKC", text)
        if _MONTH_DAY.fullmatch(plain):
            month, day = (int(part) for part in re.findall(r"[0-9]+", plain))
            return f"{month:02}-{day:02}"
        return self.day(text, name)

    def _time(self, text: str, name: str) -> str | None:
        plain = unicodedata.normalize("NFKC", text)
        if _TIME.fullmatch(plain[:5]):
            hours, minutes = plain[:5].split(":")
            return f"{int(hours):02}:{minutes}:00"
        self.errors[name] = f"「{text}」は時刻として読めません。8:30 のように書いてください"
        return None


def joined(*steps: str | int) -> str:
    """Return the name of a field from the steps that lead to it.

    >>> joined("links", 0, "url"), joined("", "name")
    ('links-0-url', 'name')
    """
    return "-".join(str(step) for step in steps if step != "")


def rows_of(typed: Mapping[str, str], name: str) -> int:
    """Return how many rows of a list were on the page."""
    count = typed.get(joined(name, "rows"), "0")
    return int(count) if re.fullmatch(r"[0-9]{1,3}", count, re.ASCII) else 0


def checked(
    plain: dict[str, Any], shape: Group
) -> tuple[ProgramContent | ProcedureContent | None, dict[str, str]]:
    """Return the content, or None with what is wrong by the names of the fields."""
    try:
        return read_content(plain), {}
    except ValidationError as error:
        errors: dict[str, str] = {}
        for detail in error.errors(include_url=False, include_input=False):
            errors.setdefault(name_at(shape, detail["loc"]), _said(detail))
        return None, errors


def name_at(shape: Shape, place: tuple[str | int, ...]) -> str:
    """Return the name of the field an error of the model speaks of.

    Tags of unions among the steps are passed over; what is no field of its own leads to the first one inside it.
    """
    steps: list[str | int] = []
    here = shape
    for step in place:
        if isinstance(here, Group):
            found = next((part for part in here.parts if part.name == step), None)
            if found is not None:
                steps.append(step)
                here = found
        elif isinstance(here, Many) and isinstance(step, int):
            steps.append(step)
            here = here.item
    while isinstance(here, Group) and here.parts:
        here = here.parts[0]
        steps.append(here.name)
    return joined(*steps)


def _said(detail: Any) -> str:
    match detail["type"]:
        case "missing":
            return "書いてください"
        case "string_pattern_mismatch":
            return "形が違います。数字の桁や書き方を確かめてください"
        case "literal_error" | "enum" | "union_tag_invalid" | "union_tag_not_found":
            return "選び直してください"
        case "value_error":
            return str(detail["ctx"]["error"])
        case "greater_than_equal" | "less_than_equal":
            return "数が小さすぎるか、大きすぎます"
        case "date_from_datetime_parsing" | "date_parsing":
            return "日付を確かめてください"
    return f"読み取れませんでした({detail['msg']})"
