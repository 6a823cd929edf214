"""Rules of notices (お知らせのきまり) as data: on which occasion of which programs somebody is told, in which words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from todoke.nights.ahead.deadlines import EVENTS, last_day
from todoke.rules import yamlfile
from todoke.rules.content import Content
from todoke.rules.facts import Definition
from todoke.rules.programs import Program, ProgramId, Topic
from todoke.telling.channels import Channel
from todoke.telling.occasions import Occasion


class NoticeRuleError(ValueError):
    """A rule of notices cannot be used; the message says what to mend."""


class NoticeRule(Definition):
    """One rule: it answers for the programs it names, or for those of its topics."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    occasion: Occasion
    programs: tuple[ProgramId, ...] = ()
    topics: tuple[Topic, ...] = ()
    family: str
    wording: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    lead_days: Annotated[int, Field(ge=0, le=365)] = 0
    spread_days: Annotated[int, Field(ge=0, le=60)] = 0
    """Of what begins, ends, or opens and closes for many at once: over so many days from the first they are told
    (telling.spreading). A person's own deadline is told on the first."""
    value: Annotated[float, Field(ge=0, le=10)] = 1
    outside_budget: bool = False
    unless_deadline: bool = False
    """Not for programs whose own deadline is told: the same day would be told twice."""
    channels: tuple[Channel, ...] = tuple(Channel)

    @model_validator(mode="after")
    def _names_programs_or_topics(self) -> NoticeRule:
        if bool(self.programs) == bool(self.topics):
            raise ValueError("programs か topics の、どちらか一方を書いてください")
        if self.outside_budget and self.topics != (Topic.DISASTER,):
            raise ValueError("outside_budget は災害のお知らせ(topics: [disaster])だけに使えます")
        if self.spread_days and self.spread_days >= self.lead_days:
            raise ValueError("spread_days は lead_days より小さくしてください")
        return self


class NoticeRules:
    """All rules, in the order of their ids: a rule's place in it is its number in columns."""

    def __init__(self, rules: Sequence[NoticeRule]) -> None:
        """Keep the rules; raises NoticeRuleError where two have one id."""
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        if len({rule.id for rule in self.rules}) != len(self.rules):
            raise NoticeRuleError("同じ id のきまりが2つあります")
        self.place: Mapping[str, int] = {rule.id: place for place, rule in enumerate(self.rules)}
        text = "\n".join(rule.model_dump_json() for rule in self.rules)
        self.mark = hashlib.sha256(text.encode()).hexdigest()

    def __iter__(self) -> Iterator[NoticeRule]:
        """Yield the rules in order."""
        return iter(self.rules)

    def __len__(self) -> int:
        """Return the number of rules."""
        return len(self.rules)

    def for_occasion(self, occasion: Occasion, program: Program) -> NoticeRule | None:
        """Return the rule that answers: the one naming the program, else the first with one of its topics."""
        alike = [
            rule
            for rule in self.rules
            if rule.occasion is occasion and not (rule.unless_deadline and has_last_day(program))
        ]
        named = (rule for rule in alike if program.id in rule.programs)
        by_topic = (rule for topic in program.topics for rule in alike if topic in rule.topics)
        return next(named, None) or next(by_topic, None)


def load_rules(folder: Path, content: Content) -> NoticeRules:
    """Return the rules of ``folder``/notices/rules; raises NoticeRuleError, naming the file, where one is wrong."""
    found: list[NoticeRule] = []
    for path in sorted((folder / "notices" / "rules").glob("*.yaml")):
        try:
            found += TypeAdapter(list[NoticeRule]).validate_python(yamlfile.read(path))
        except (ValidationError, yamlfile.YamlError) as error:
            raise NoticeRuleError(f"data/notices/rules/{path.name} を読めません: {error}") from error
    rules = NoticeRules(found)
    for rule in rules:
        for program_id in rule.programs:
            if program_id not in content.programs:
                raise NoticeRuleError(f"きまり {rule.id}: 制度 {program_id} がありません")
    return rules


def has_last_day(program: Program) -> bool:
    """Tell whether a program's deadline gives a last day to apply that nights work out."""
    deadline = program.deadline
    return (
        deadline is not None and deadline.event in EVENTS and last_day(deadline, date(2000, 1, 1)) is not None
    )


def topic_bits(program: Program) -> int:
    """Return the topics of a program as bits, in the order of Topic; preferences use the same bits."""
    order = list(Topic)
    return sum(1 << order.index(topic) for topic in program.topics)
