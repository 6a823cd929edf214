"""Rules of upkeep as data: how often a record is looked at again, who approves, what publishing needs (A2)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from todoke.base.periods import end_of_months
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.rules import yamlfile
from todoke.rules.facts import Definition


class Interval(Definition):
    """After how many months records of a kind are looked at again."""

    kind: Literal["program", "procedure", "any"] = "any"
    level: Literal["nation", "metropolis", "municipality", "other", "any"] = "any"
    months: int = Field(ge=1, le=60)


class Upkeep(Definition):
    """The rules of upkeep of an installation (data/registry/upkeep.yaml)."""

    intervals: tuple[Interval, ...]
    """The first that fits counts."""
    remind_days_before: int = Field(ge=0, le=180)
    metropolis_may_approve: bool
    """Whether an approver of the metropolis may stand in where a municipality has no second person."""
    needed_to_publish: tuple[Literal["owner", "name", "summary", "link_or_contact", "area"], ...]

    def months_for(self, content: ProgramContent | ProcedureContent) -> int:
        """Return after how many months the record is looked at again. Raises LookupError without a fitting rule."""
        for interval in self.intervals:
            if interval.kind in ("any", content.kind) and interval.level in ("any", content.level):
                return interval.months
        raise LookupError(f"見直しの間隔が決まっていません: {content.kind} {content.level}")

    def review_day(self, content: ProgramContent | ProcedureContent, *, checked_on: date) -> date:
        """Return by when a record checked on ``checked_on`` is to be looked at again."""
        return end_of_months(self.months_for(content), counted_from=checked_on)

    def missing_for_publication(self, content: ProgramContent | ProcedureContent) -> list[str]:
        """Return in Japanese what must be filled in before the record may be published."""
        absent = {
            "owner": ("担当する団体や部署", not (content.owner.body or content.owner.name)),
            "name": ("名称", not content.name.ja.strip()),
            "summary": ("概要", content.summary is None or not content.summary.ja.strip()),
            "link_or_contact": ("公式ページか問い合わせ先", not content.links and not content.contacts),
            "area": ("対象地域", content.level == "municipality" and not content.area),
        }
        return [absent[need][0] for need in self.needed_to_publish if absent[need][1]]


def load_upkeep(path: Path) -> Upkeep:
    """Read the rules of upkeep. Raises pydantic's ValidationError or YamlError."""
    return Upkeep.model_validate(yamlfile.read(path))
