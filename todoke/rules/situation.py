"""Reading a household as somebody wrote it down: checked, with every mistake named and its cure (世帯の入力)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from todoke.base.municipalities import Municipalities, Municipality
from todoke.base.my_number import places_of_my_number
from todoke.rules.content import Content
from todoke.rules.household import (
    ALL_RELATIONS,
    HOUSEHOLD,
    MUNICIPALITY,
    RELATIONS,
    Household,
    Member,
    receives,
)
from todoke.rules.told import ToldValues, shortened
from todoke.rules.values import Choices, Interval, Value, need

MOST_MEMBERS = 20
MOST_MISTAKES = 100  # each is searched for a likely spelling, which takes its time

_RESERVED_MEMBER_KEYS = frozenset({"id", "relation", "parents", "receiving", "not_receiving"})
_RESERVED_KEYS = frozenset({"municipality", "complete", "members", "receiving", "not_receiving"})
_NUMBERED = re.compile(r"^(\d+)番目$")
_MEMBER_ID = re.compile(r"^[A-Za-z0-9_-]{1,40}$")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in an input: where it stands (as in ``members[0].birth_date``), and how to mend it."""

    place: str
    message: str


class SituationError(ValueError):
    """A household that cannot be understood; ``mistakes`` names every place."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        """Keep the mistakes."""
        self.mistakes = mistakes
        super().__init__("\n".join(f"{mistake.place}: {mistake.message}" for mistake in mistakes))


@dataclass(slots=True)
class _Reader:
    content: Content
    on: date
    mistakes: list[Mistake] = field(default_factory=list)
    values: ToldValues = field(init=False)

    def __post_init__(self) -> None:
        self.values = ToldValues(self.on, self.wrong)

    def wrong(self, place: str, message: str) -> None:
        self.mistakes.append(Mistake(place, message))
        if len(self.mistakes) >= MOST_MISTAKES:
            raise SituationError(tuple(self.mistakes))

    def household(self, raw: Any) -> Household:
        if not isinstance(raw, Mapping):
            self.wrong("", '世帯は {"members": […]} の形の JSON で書いてください')
            return Household(())
        for place in places_of_my_number(raw):
            self.wrong(
                _as_place(place),
                "マイナンバーと思われる数字があります。マイナンバーは書かずにやり直してください",
            )
        if self.mistakes:
            return Household(())
        facts, declined = self._facts(raw, HOUSEHOLD, _RESERVED_KEYS, "")
        if raw.get("municipality") is not None:
            facts[MUNICIPALITY] = self._municipality(raw["municipality"])
        facts |= self._received(raw, "")
        members = self._members(raw.get("members", []))
        return Household(members, facts, self._complete(raw.get("complete", False)), declined)

    def _municipality(self, raw: Any) -> Value:
        known = self.content.municipalities
        if isinstance(raw, str) and raw in known:
            return raw
        named = [m.code for m in known.values() if m.name == raw]
        if named:
            return named[0]
        close: tuple[Municipality, ...] = (
            Municipalities(known.values()).suggest(raw) if isinstance(raw, str) else ()
        )
        names = "、".join(f"{m.name}({m.code})" for m in close)
        hint = (
            f"{names} ではありませんか"
            if names
            else "東京都の62区市町村の6桁のコードか正式な名前で書いてください"
        )
        self.wrong("municipality", f"「{shortened(raw)}」という区市町村はありません。{hint}")
        return "000000"

    def _complete(self, raw: Any) -> frozenset[str]:
        if raw is True:
            return ALL_RELATIONS
        if raw is False:
            return frozenset()
        if isinstance(raw, list) and all(relation in RELATIONS for relation in raw):
            return frozenset(raw)
        self.wrong("complete", f"true か false、または {'、'.join(RELATIONS)} のリストにしてください")
        return frozenset()

    def _members(self, raw: Any) -> tuple[Member, ...]:
        if not isinstance(raw, list):
            self.wrong("members", "世帯員のリストにしてください")
            return ()
        if len(raw) > MOST_MEMBERS:
            self.wrong(
                "members",
                f"世帯員は{MOST_MEMBERS}人までです({len(raw)}人あります)。世帯を分けて調べてください",
            )
            return ()
        members = tuple(
            m for index, one in enumerate(raw) if (m := self._member(one, f"members[{index}]")) is not None
        )
        ids = [member.id for member in members]
        for repeated in sorted({one for one in ids if ids.count(one) > 1}):
            self.wrong("members", f"id「{repeated}」が二人以上にあります。別々の id にしてください")
        for relation in ("self", "spouse"):
            if sum(member.relation == relation for member in members) > 1:
                self.wrong("members", f"relation「{relation}」は一人だけにしてください")
        for index, member in enumerate(members):
            for parent in member.parents or ():
                if parent not in ids:
                    self.wrong(f"members[{index}].parents", f"id「{shortened(parent)}」の世帯員がいません")
        return members

    def _member(self, raw: Any, place: str) -> Member | None:
        if not isinstance(raw, Mapping):
            self.wrong(place, '世帯員は {"id": …, "relation": …} の形で書いてください')
            return None
        member_id, relation = raw.get("id"), raw.get("relation")
        if not isinstance(member_id, str) or not _MEMBER_ID.match(member_id) or member_id == HOUSEHOLD:
            self.wrong(f"{place}.id", "半角の英数字・ハイフン・下線で40文字までの id を付けてください")
            member_id = place
        if relation not in RELATIONS:
            self.wrong(f"{place}.relation", f"{'、'.join(RELATIONS)} のどれかにしてください")
            relation = "other"
        parents = raw.get("parents")
        if parents is not None and not (
            isinstance(parents, list) and all(isinstance(one, str) for one in parents)
        ):
            self.wrong(f"{place}.parents", "親の id のリストにしてください")
            parents = None
        facts, declined = self._facts(raw, "person", _RESERVED_MEMBER_KEYS, f"{place}.")
        facts |= self._received(raw, f"{place}.")
        return Member(member_id, relation, facts, None if parents is None else tuple(parents), declined)

    def _received(self, raw: Mapping[str, Any], place: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        known = self.content.programs.keys() | self.content.broken_programs.keys()
        for key, value in (("receiving", True), ("not_receiving", False)):
            programs = raw.get(key, [])
            if not isinstance(programs, list):
                self.wrong(f"{place}{key}", "制度の id のリストにしてください")
                continue
            for program in programs:
                if not isinstance(program, str) or program not in known:
                    self.wrong(
                        f"{place}{key}",
                        f"制度「{shortened(program)}」はありません" + self._close_program(program),
                    )
                elif receives(program) in found:
                    self.wrong(
                        f"{place}{key}", f"制度「{program}」が receiving と not_receiving の両方にあります"
                    )
                else:
                    found[receives(program)] = value
        return found

    def _close_program(self, program: Any) -> str:
        close = difflib.get_close_matches(str(program), list(self.content.programs), n=1)
        return f"。「{close[0]}」ではありませんか" if close else ""

    def _facts(
        self, raw: Mapping[str, Any], entity: str, reserved: frozenset[str], place: str
    ) -> tuple[dict[str, Value], frozenset[str]]:
        facts: dict[str, Value] = {}
        declined: set[str] = set()
        for key, value in raw.items():
            if key in reserved:
                continue
            fact = self.content.facts.get(f"{entity}.{key}")
            if fact is None:
                self.wrong(f"{place}{shortened(key)}", "知らない項目です" + self._close_fact(entity, key))
            elif isinstance(value, Mapping) and value.get("declined") is True:
                declined.add(fact.id)
            elif value is not None:
                read = self.values.read(fact, value, f"{place}{key}")
                if read is not None:
                    facts[fact.id] = read
        return facts, frozenset(declined)

    def _close_fact(self, entity: str, key: Any) -> str:
        names = [fact.name for fact in self.content.facts.values() if fact.entity == entity]
        close = difflib.get_close_matches(str(key), names, n=1)
        return (
            f"。「{close[0]}」ではありませんか"
            if close
            else "。使える項目は属性辞書(docs/reference/facts.md)にあります"
        )


def read_household(raw: Any, content: Content, *, on: date) -> Household:
    """Return the household written in ``raw`` (parsed JSON or YAML), as known on ``on``.

    Raises SituationError with every mistake found: unknown keys, codes and municipalities, days that do not
    exist or lie in the future, ages over 130, negative or absurd amounts, too many members, and anything that
    looks like an individual number.
    """
    reader = _Reader(content, on)
    household = reader.household(raw)
    if reader.mistakes:
        raise SituationError(tuple(reader.mistakes))
    return with_needs(household, content)


def with_needs(household: Household, content: Content) -> Household:
    """Return the household with each rough value knowing that its own fact would narrow it."""

    def settled(facts: Mapping[str, Value], entity: str) -> dict[str, Value]:
        return {fact_id: _with_need(value, fact_id, entity) for fact_id, value in facts.items()}

    members = tuple(
        Member(m.id, m.relation, settled(m.facts, m.id), m.parents, m.declined) for m in household.members
    )
    return Household(members, settled(household.facts, HOUSEHOLD), household.complete, household.declined)


def _with_need(value: Value, fact_id: str, entity: str) -> Value:
    needs = need(fact_id, entity)
    if isinstance(value, Interval):
        return Interval(value.low, value.high, needs)
    if isinstance(value, Choices):
        return Choices(value.codes, needs)
    return value


def _as_place(steps: str) -> str:
    """Return where something stands, told in words, as every other mistake tells it.

    >>> _as_place("members > 1番目 > note")
    'members[0].note'
    """
    place = ""
    for step in steps.split(" > "):
        numbered = _NUMBERED.match(step)
        place += f"[{int(numbered[1]) - 1}]" if numbered else f".{step}"
    return place.removeprefix(".")
