"""What reading a record gives: proposed conditions with their words, and words that could not be read (提案)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from todoke.reading.values import Value
from todoke.rules.citations import Standing


class Kind(StrEnum):
    """What a proposed condition is about."""

    AGE = "age"
    MATERNITY = "maternity"
    RESIDENCE = "residence"
    INCOME = "income"
    BENEFIT = "benefit"
    CHILDCARE = "childcare"
    HANDBOOK = "handbook"
    CHILDREN = "children"
    SINGLE_PARENT = "single_parent"
    SEX = "sex"
    NATIONALITY = "nationality"
    STATUS = "status"


NAMES: Final[dict[Kind, str]] = {
    Kind.AGE: "年齢・学年",
    Kind.MATERNITY: "妊娠・出産",
    Kind.RESIDENCE: "住所",
    Kind.INCOME: "所得・税",
    Kind.BENEFIT: "ほかの制度",
    Kind.CHILDCARE: "保育の必要性",
    Kind.HANDBOOK: "障害者手帳",
    Kind.CHILDREN: "子どもの人数",
    Kind.SINGLE_PARENT: "ひとり親",
    Kind.SEX: "性別",
    Kind.NATIONALITY: "国籍",
    Kind.STATUS: "仕事・学校・保険など",
}
"""The Japanese names of the kinds."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One condition proposed from words of a field.

    ``node`` is the condition for todoke.rules.nodes, exclusion included, or None where no fact can decide it; ``note``
    then says why, in plain Japanese. ``quote`` is ``field[start:end]``. Proposals that share ``alternative`` are joined
    by 「または」: one of them is enough.
    """

    kind: Kind
    value: Value
    field: str
    quote: str
    start: int
    end: int
    exclusion: bool = False
    node: dict[str, Any] | None = None
    note: str | None = None
    alternative: int | None = None

    @property
    def standing(self) -> Standing:
        """How firmly it rests on its source: always *inferred*, until an official makes it *stated*."""
        return Standing.INFERRED

    @property
    def code(self) -> str:
        """The written form: ``-benefit welfare`` is "who receives public assistance is excluded"."""
        return f"{'-' if self.exclusion else ''}{self.kind.value} {self.value.code}".rstrip()


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that look like a condition and could not be read: neither a yes nor a no."""

    field: str
    quote: str
    start: int
    end: int

    @property
    def node(self) -> dict[str, Any]:
        """The condition for the rules: always unknown, its text shown."""
        return {"unreadable": self.quote}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a record."""

    proposals: tuple[Proposal, ...]
    unread: tuple[Unread, ...]

    def of_kind(self, kind: Kind) -> tuple[Proposal, ...]:
        """Return the proposals of one kind."""
        return tuple(one for one in self.proposals if one.kind is kind)
