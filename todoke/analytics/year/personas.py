"""Who could be told, and what each of them wishes (仮の人): drawn by the same lots whenever they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from todoke.analytics.year.spans import chance
from todoke.analytics.year.states import ADULT_YEARS, States, years_before
from todoke.population.assumptions import Assumptions
from todoke.residents.block import RELATION_CODE, Array
from todoke.rules.household import BIRTH_DATE
from todoke.rules.programs import Topic
from todoke.telling.candidates import Recipients
from todoke.telling.channels import Channel

_LOTS = {
    name: 100 + place
    for place, name in enumerate(
        ("part", "budget", "roundup", "weekday", "shield", "plain", "others", "children", *Channel, *Topic)
    )
} | {"disasters": 200}
"""What a lot is for, as a number that stays."""
_OF_CHILDREN = (Topic.CHILDREN, Topic.CHILDCARE, Topic.EDUCATION, Topic.IMMUNIZATION, Topic.MATERNITY)
_BY_AGE = {
    Topic.HEALTH: "topics.health",
    Topic.ELDERLY: "topics.elderly",
    Topic.PENSION: "topics.pension",
    Topic.HOUSING: "topics.housing",
}
PLAIN_ITEMS = frozenset({BIRTH_DATE, "household.municipality"})
_KIN_OF = {"child": ("self", "spouse"), "grandchild": ("child", "self"), "sibling": ("parent", "self")}
_QUIET = (21 * 60, 8 * 60)
_MOST = 250
"""More pushes in 30 days than anybody gets: no budget at all."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a year is tried: as people are assumed to be, or with something else in place of it."""

    key: str
    name: str
    budget: int | None = None
    """For everybody instead of what they wish; None leaves their wishes."""
    everybody: bool = False
    """Everybody takes part, asks for everything by mail and agrees to everything."""
    at_once: bool = False
    """What is told in advance is told to all on one day, as if no rule spread it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one persona wishes; see Recipients."""

    logs_in: bool = False
    none: bool = False
    topics: int = 0
    channels: int = 0
    budget: int = 4
    roundup_day: int = -1
    shielded: bool = False
    plain: bool = False
    others: bool = False
    disaster: bool = True


class Personas:
    """The adults of the states: who they are on a day, who is told about whom, and what they wish."""

    def __init__(self, states: States, stated: Assumptions, seed: int, *, since: int, until: int) -> None:
        """See who is there between two days (ordinals), the last one not included."""
        self.states, self.stated, self.seed = states, stated, seed
        block = states.block
        column = block.columns[BIRTH_DATE]
        said = np.broadcast_to(column.said, block.persons)
        self.born = np.where(said, np.broadcast_to(column.low, block.persons), 0).astype(np.int64)
        begins, ends = states.begins[block.household_of], states.ends[block.household_of]
        self.ids, place = np.unique(block.person_ids, return_inverse=True)
        self.first = np.full(len(self.ids), until, np.int64)
        self.after = np.full(len(self.ids), since, np.int64)
        np.minimum.at(self.first, place, np.maximum(begins, since))
        np.maximum.at(self.after, place, np.minimum(ends, until))
        self.birth = np.zeros(len(self.ids), np.int64)
        np.maximum.at(self.birth, place, self.born)
        self._since = since
        self._known: dict[tuple[int, bool], Wishes] = {}

    def present(self, day: int) -> Array:
        """Return the rows of persons on a day, in the block of the states."""
        rows: Array = np.flatnonzero(np.isin(self.states.block.household_of, self.states.standing(day)))
        return rows

    def adults(self, day: int) -> dict[int, int]:
        """Return the personas of a day: id to row."""
        rows = self.present(day)
        grown = rows[self.born[rows] <= years_before(day, ADULT_YEARS)]
        ids = self.states.block.person_ids[grown].tolist()
        return {
            one: row for one, row in zip(ids, grown.tolist(), strict=True) if one not in self.states.beside
        }

    def parents(self, day: int) -> frozenset[int]:
        """Return the adults of a day who are told about a child."""
        found: set[int] = set()
        adults = self.adults(day)
        limit = years_before(day, ADULT_YEARS)
        rows = self.present(day)
        for row in rows[self.born[rows] > limit].tolist():
            found.update(self.carers(row, adults))
        return frozenset(found)

    def wishes(self, person: int, *, is_parent: bool) -> Wishes:
        """Return what somebody wishes; their lots are drawn once, and mean another thing once they have a child."""
        at = (person, is_parent)
        if at not in self._known:
            self._known[at] = self._drawn(person, is_parent=is_parent)
        return self._known[at]

    def _drawn(self, person: int, *, is_parent: bool) -> Wishes:
        stated = self.stated
        age = self._age(person)

        def lot(name: str) -> float:
            return chance(self.seed, _LOTS[name], person)

        part, refuse = stated.number("people.take_part"), float(stated.curve("people.want_none")[age])
        if lot("part") >= part:
            is_refusing = lot("part") < part + refuse
            return Wishes(logs_in=is_refusing, none=is_refusing)
        of_children = (
            stated.number("topics.children_of_parents")
            if is_parent
            else float(stated.curve("topics.children")[age])
        )
        wants_children = lot("children") < of_children
        topics = 0
        for place, topic in enumerate(Topic):
            if topic in _OF_CHILDREN:
                is_wanted = wants_children
            else:
                share = (
                    float(stated.curve(_BY_AGE[topic])[age])
                    if topic in _BY_AGE
                    else stated.number("topics.others")
                )
                if topic is Topic.HEALTH and wants_children:
                    share = max(share, stated.number("topics.health_of_parents"))
                is_wanted = lot(topic) < share
            topics |= is_wanted << place
        ways = sum(way.bit for way in Channel if lot(way) < stated.number(f"ways.{way}"))
        has_roundup = lot("roundup") < stated.number("wishes.roundup")
        return Wishes(
            logs_in=True,
            topics=topics,
            channels=ways or Channel.MAIL.bit,
            budget=_chosen(stated.shares("wishes.budget"), lot("budget")),
            roundup_day=int(lot("weekday") * 7) if has_roundup else -1,
            shielded=lot("shield") < stated.number("wishes.shielded"),
            plain=lot("plain") < stated.number("consent.plain"),
            others=lot("others") < stated.number("consent.others"),
            disaster=lot("disasters") < stated.number("wishes.disaster"),
        )

    def _age(self, person: int) -> int:
        place = int(np.searchsorted(self.ids, person))
        born = int(self.birth[place])
        return min(max((self._since - born) * 10_000 // 3_652_425, 0), 115)

    def in_manner(self, person: int, manner: Manner, *, is_parent: bool) -> Wishes:
        """Return what somebody wishes in a trial."""
        wishes = self.wishes(person, is_parent=is_parent)
        if manner.everybody:
            wishes = Wishes(
                True,
                topics=(1 << len(Topic)) - 1,
                channels=Channel.MAIL.bit,
                plain=True,
                others=True,
            )
        return wishes if manner.budget is None else replace(wishes, budget=min(manner.budget, _MOST))

    def readers(self, day: int, manner: Manner) -> Readers:
        """Return who is told about whom on a day."""
        adults = self.adults(day)
        parents = self.parents(day)
        wishes = {
            person: found
            for person in adults
            if (found := self.in_manner(person, manner, is_parent=person in parents)).logs_in
        }
        return Readers(self, adults, wishes, years_before(day, ADULT_YEARS), self.present(day))

    def carers(self, row: int, adults: dict[int, int]) -> list[int]:
        """Return the adults who are told about a child in a row of the block."""
        block = self.states.block
        home = int(np.searchsorted(block.first, row, side="right")) - 1
        first, size = int(block.first[home]), int(block.size[home])
        names = list(RELATION_CODE)
        for wanted in (_KIN_OF.get(names[int(block.relation[row])], ("self", "spouse")), ("self",)):
            codes = [RELATION_CODE[one] for one in wanted]
            found = [
                int(block.person_ids[other])
                for other in range(first, first + size)
                if other != row and block.relation[other] in codes
            ]
            found = [one for one in found if one in adults]
            if found:
                return found
        return []


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is told about whom on one day: those who log in."""

    personas: Personas
    adults: dict[int, int]
    wishes: dict[int, Wishes]
    born_before: int
    rows: Array

    def towns(self) -> dict[int, str]:
        """Return the municipality of everybody who logs in."""
        block = self.personas.states.block
        home_of = block.household_of
        if block.towns is None:
            return dict.fromkeys(self.wishes, block.municipality)
        names, of_home = block.towns
        return {one: names[int(of_home[int(home_of[self.adults[one]])])] for one in self.wishes}

    def about_persons(self, ids: Array, *, on: date) -> tuple[Array, Array]:
        """Return addressees and places in ``ids``: adults themselves, a child's parents (people.queries.readers)."""
        block = self.personas.states.block
        order = np.argsort(block.person_ids[self.rows])
        sorted_rows = self.rows[order]
        at = np.searchsorted(block.person_ids[sorted_rows], ids)
        pairs: list[tuple[int, int]] = []
        for place, one in enumerate(ids.tolist()):
            if one in self.wishes:
                pairs.append((one, place))
            elif one not in self.adults and at[place] < len(sorted_rows):
                row = int(sorted_rows[at[place]])
                if int(block.person_ids[row]) == one and self.personas.born[row] > self.born_before:
                    carers = self.personas.carers(row, self.adults)
                    pairs += [(reader, place) for reader in carers if reader in self.wishes]
        return _columns(pairs)

    def of_households(self, ids: Array, *, on: date) -> tuple[Array, Array]:
        """Return addressees and places in ``ids``: who asks for the household, else the spouse."""
        block = self.personas.states.block
        wanted = {one: place for place, one in enumerate(ids.tolist())}
        found: dict[int, tuple[int, int]] = {}
        home_of = block.household_of
        for row in self.rows.tolist():
            place = wanted.get(int(block.household_ids[home_of[row]]))
            person, relation = int(block.person_ids[row]), int(block.relation[row])
            if place is not None and person in self.wishes and relation in _ASKING:
                found[place] = min(found.get(place, (99, 0)), (_ASKING.index(relation), person))
        return _columns([(person, place) for place, (_, person) in sorted(found.items())])

    def recipients(
        self,
        ids: Array,
        items: Sequence[str],
        *,
        used: dict[int, int],
        silenced: frozenset[int],
    ) -> Recipients:
        """Return what is known of persons (ids ascending); who does not log in is left out."""
        ids = np.array([one for one in ids.tolist() if one in self.wishes], np.int64)
        them = [self.wishes[one] for one in ids.tolist()]
        plain = np.array([item in PLAIN_ITEMS for item in items], np.bool_)
        masks = np.array([np.where(plain, one.plain, one.others) for one in them], np.uint8)
        return Recipients(
            ids=ids,
            none=np.array([one.none for one in them], np.bool_),
            topics=np.array([one.topics for one in them], np.int64),
            channels=np.array([one.channels for one in them], np.uint8),
            budget=np.array([one.budget for one in them], np.uint8),
            used=np.array([min(used.get(one, 0), 255) for one in ids.tolist()], np.uint8),
            quiet_from=np.full(len(ids), _QUIET[0], np.int16),
            quiet_until=np.full(len(ids), _QUIET[1], np.int16),
            roundup_day=np.array([one.roundup_day for one in them], np.int8),
            silenced=np.isin(ids, list(silenced)),
            shielded=np.array([one.shielded for one in them], np.bool_),
            dead=np.zeros(len(ids), np.bool_),
            masks=masks.reshape(len(ids), len(items)),
        )


_ASKING = (RELATION_CODE["self"], RELATION_CODE["spouse"])


def _columns(pairs: list[tuple[int, int]]) -> tuple[Array, Array]:
    found = np.array(sorted(pairs, key=lambda pair: (pair[1], pair[0])), np.int64).reshape(len(pairs), 2)
    return found[:, 0], found[:, 1]


def _chosen(shares: dict[str, float], lot: float) -> int:
    reached = 0.0
    for name, share in shares.items():
        reached += share
        if lot < reached:
            return int(name)
    return int(next(iter(shares)))
