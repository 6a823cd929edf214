"""Households formed from persons: who lives with whom, and how they are related (世帯の編成)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from todoke.population.apportion import Random, matched, matched_alike, pick
from todoke.population.assumptions import OLDEST, Assumptions
from todoke.population.plan import Types
from todoke.residents.block import RELATION_CODE, Array

SELF, SPOUSE, CHILD, PARENT = (RELATION_CODE[each] for each in ("self", "spouse", "child", "parent"))
GRANDCHILD, SIBLING, OTHER = (RELATION_CODE[each] for each in ("grandchild", "sibling", "other"))

_ADULT = 18
_YOUNGEST_PARENT, _OLDEST_PARENT = 15, 75


@dataclass(frozen=True, slots=True)
class Others:
    """How many households of the type "other" there are of each kind."""

    single_parent: int
    three_generations: int
    grandparent_mother_child: int
    grandparent_child: int
    couple_and_parent: int
    siblings: int
    unrelated: int

    @classmethod
    def of(cls, count: int, assumptions: Assumptions, random: Random) -> Others:
        """Share out the households of the type "other"."""
        shares = assumptions.shares("households.others")
        exact = np.array([shares[name] for name in cls.__slots__])
        running = np.cumsum(exact) / exact.sum() * count
        steps = np.floor(running + random.random() * (1 - 1e-9))
        steps[-1] = count
        return cls(*np.diff(np.minimum(steps, count), prepend=0).astype(int).tolist())

    @property
    def without_children(self) -> int:
        """The persons of these households who are not children of the family."""
        pairs = self.grandparent_mother_child + self.siblings + self.unrelated
        return (
            self.single_parent
            + self.grandparent_child
            + 2 * pairs
            + 3 * (self.three_generations + self.couple_and_parent)
        )


class Families:
    """Puts the persons of one batch into households.

    ``age`` is exact (with its fraction), ``household`` counts from 0, ``relation`` codes the relation to the person
    who asks. Where there are too few persons to match (a handful on an island), the household is made smaller.
    """

    def __init__(
        self, age: Array, female: Array, foreign: Array, assumptions: Assumptions, random: Random
    ) -> None:
        """Begin with nobody in a household."""
        self.age, self.female, self.foreign = age, female, foreign
        self.assumptions, self.random = assumptions, random
        self.household = np.full(len(age), -1, np.int32)
        self.relation = np.full(len(age), SELF, np.uint8)
        self.partner = np.full(len(age), -1, np.int64)
        self.is_child = np.zeros(len(age), np.bool_)
        self.count = 0
        self._years = np.minimum(age.astype(np.int64), OLDEST)

    def form(self, types: Types) -> None:
        """Form the households of all persons."""
        others = Others.of(types.other, self.assumptions, self.random)
        with_children = types.couple_with_children + others.three_generations
        couples = with_children + types.couple_only + others.couple_and_parent
        wives = self._couples(couples)
        alone_or_paired = types.single + others.without_children
        children = len(self.age) - alone_or_paired - 2 * (types.couple_with_children + types.couple_only)
        eldest, siblings, elder = self._children(
            children,
            with_children + others.single_parent + others.grandparent_mother_child + others.grandparent_child,
        )
        lone = others.single_parent + others.grandparent_mother_child + others.grandparent_child
        curve = self.assumptions.curve("families.single_parent")
        lone_rows = pick(
            curve[self._years[eldest]], min(lone, max(0, len(eldest) - with_children)), self.random
        )
        is_lone = np.zeros(len(eldest), np.bool_)
        is_lone[lone_rows] = True
        if (~is_lone).sum() > len(wives):
            is_lone[np.flatnonzero(~is_lone)[len(wives) :]] = True
        taken = self._with_couples(eldest[~is_lone], wives)
        self._with_one_parent(eldest[is_lone], others)
        self._begin(eldest[self.household[eldest] < 0])
        self.household[siblings] = self.household[eldest[elder]]
        kin = self.relation[eldest[elder]]
        self.relation[siblings] = np.where(kin == SELF, SIBLING, kin)
        self._grandparents(eldest, others, wives[~taken], set_of=is_lone)
        self._pairs(others)
        self._begin(np.flatnonzero(self.household < 0))

    def _begin(self, rows: Array) -> None:
        """Give each of these persons a household of their own."""
        self.household[rows] = self.count + np.arange(len(rows), dtype=np.int32)
        self.relation[rows] = SELF
        self.count += len(rows)

    def _free(self, low: float, *, female: bool | None = None) -> Array:
        free = (self.household < 0) & ~self.is_child & (self.age >= low)
        if female is not None:
            free &= self.female == female
        return np.flatnonzero(free)

    def _wish(self, ages: Array, entry: str, times: float = 1.0) -> Array:
        spread = self.assumptions.shares(entry)
        noise = self.random.standard_normal(len(ages), np.float32)
        wishes: Array = ages + times * spread["mean"] + np.sqrt(times) * spread["deviation"] * noise
        return wishes

    def _couples(self, count: int) -> Array:
        women, men = self._free(_ADULT, female=True), self._free(_ADULT, female=False)
        curve = self.assumptions.curve("households.partnered_women")
        wives = women[pick(curve[self._years[women]], min(count, len(men)), self.random)]
        wishes = self._wish(self.age[wives], "households.husband_older")
        found = matched_alike(wishes, self.foreign[wives], self.age[men], self.foreign[men], self.random)
        husbands = men[found] if len(wives) else men[:0]
        self._begin(wives)
        self.household[husbands] = self.household[wives]
        lead = self.random.random(len(wives)) < self.assumptions.number("households.man_is_householder")
        self.relation[wives] = np.where(lead, SPOUSE, SELF)
        self.relation[husbands] = np.where(lead, SELF, SPOUSE)
        self.partner[wives], self.partner[husbands] = husbands, wives
        return wives

    def _children(self, count: int, families: int) -> tuple[Array, Array, Array]:
        """Return the eldest children, their siblings, and each sibling's eldest (its place among them)."""
        minors = np.flatnonzero(self.age < _ADULT)
        grown = self._free(_ADULT)
        curve = self.assumptions.curve("households.grown_child_at_home")
        at_home = grown[pick(curve[self._years[grown]], max(0, count - len(minors)), self.random)]
        children = np.concatenate([minors, at_home])
        self.is_child[children] = True
        by_age = children[np.argsort(self.age[children], kind="stable")]
        chance = self.assumptions.curve("households.eldest")[self._years[by_age]]
        first = pick(chance, max(min(families, len(by_age)), min(1, len(by_age))), self.random)
        eldest = by_age[first]
        rest = self.random.permutation(np.delete(by_age, first))
        siblings, elder = [rest[:0]], [rest[:0]]
        rank = 1.0
        while len(rest):
            now = rest[: min(len(eldest), max(1, int(np.ceil(0.8 * len(rest)))))]
            wishes = self._wish(self.age[now], "households.between_siblings", rank)
            found = matched_alike(
                wishes, self.foreign[now], self.age[eldest], self.foreign[eldest], self.random
            )
            siblings.append(now)
            elder.append(found)
            rest, rank = rest[len(now) :], rank + 1
        return eldest, np.concatenate(siblings), np.concatenate(elder)

    def _with_couples(self, eldest: Array, wives: Array) -> Array:
        """Give the families of couples their parents; return which couples have children."""
        found = self._parents_of(eldest, wives)
        known = found >= 0
        self.household[eldest[known]] = self.household[wives[found[known]]]
        self.relation[eldest[known]] = CHILD
        taken = np.zeros(len(wives), np.bool_)
        taken[found[known]] = True
        return taken

    def _parents_of(self, eldest: Array, offered: Array, older: float = 0.0) -> Array:
        wishes = self._wish(self.age[eldest], "households.mother_older")
        wishes = np.maximum(wishes, self.age[eldest] + 17) + older
        found = matched_alike(
            wishes, self.foreign[eldest], self.age[offered], self.foreign[offered], self.random
        )
        # Where few live there may be nobody of the right age: then the child is nobody's rather than a peer's.
        between = self.age[offered][found] - self.age[eldest] if len(offered) else np.zeros(len(eldest))
        return np.where((between >= _YOUNGEST_PARENT) & (between <= _OLDEST_PARENT), found, -1)

    def _with_one_parent(self, eldest: Array, others: Others) -> None:
        minors = self.random.permutation(np.flatnonzero(self.age[eldest] < _ADULT))
        kin = np.zeros(len(eldest), np.bool_)
        kin[minors[: others.grandparent_child]] = True
        father = self.random.random(len(eldest)) < self.assumptions.number("households.father_alone")
        for rows, older, female, relation in (
            (eldest[kin], 27.0, None, GRANDCHILD),
            (eldest[~kin & father], 0.0, False, CHILD),
            (eldest[~kin & ~father], 0.0, True, CHILD),
        ):
            offered = self._free(_ADULT, female=female)
            found = self._parents_of(rows, offered, older)
            known = found >= 0
            children, heads = rows[known], offered[found[known]]
            self._begin(heads)
            self.household[children] = self.household[heads]
            self.relation[children] = relation
            turned = (self.age[children] >= 45) & (
                self.random.random(len(children)) < self.assumptions.number("households.child_is_householder")
            )
            self.relation[children[turned]] = SELF
            self.relation[heads[turned]] = PARENT

    def _grandparents(self, eldest: Array, others: Others, childless: Array, *, set_of: Array) -> None:
        """Add a grandparent to some families, and a parent to some couples."""
        minor = self.age[eldest] < _ADULT
        head = np.full(self.count, -1, np.int64)
        heads = np.flatnonzero((self.household >= 0) & (self.relation == SELF))
        head[self.household[heads]] = heads
        both = self.household[eldest[minor & ~set_of & (self.relation[eldest] == CHILD)]]
        alone = self.household[eldest[minor & set_of & (self.relation[eldest] == CHILD)]]
        pairs = self.household[childless[(self.age[childless] >= 30) & (self.age[childless] < 72)]]
        for homes, count, leads in (
            (both, others.three_generations, False),
            (alone, others.grandparent_mother_child, True),
            (pairs, others.couple_and_parent, False),
        ):
            chosen = np.sort(self.random.permutation(homes)[:count])
            offered = self._free(50)
            wishes = np.maximum(self._wish(self.age[head[chosen]], "households.mother_older"), 50)
            found = matched(wishes, self.age[offered], self.random)
            known = found >= 0
            homes, elders = chosen[known], offered[found[known]]
            self.household[elders] = homes
            self.relation[elders] = SELF if leads else PARENT
            if leads:
                inside = np.isin(self.household, homes)
                self.relation[inside & (self.relation == CHILD)] = GRANDCHILD
                self.relation[head[homes]] = CHILD

    def _pairs(self, others: Others) -> None:
        """Let some of those who are left live in twos: siblings, and persons who are not related."""
        for count, relation in ((others.siblings, SIBLING), (others.unrelated, OTHER)):
            free = self._free(_ADULT)
            chosen = free[pick(np.ones(len(free)), 2 * min(count, len(free) // 2), self.random)]
            near = self.age[chosen] + 4 * self.random.standard_normal(len(chosen), np.float32)
            chosen = chosen[np.argsort(near, kind="stable")]
            self._begin(chosen[::2])
            self.household[chosen[1::2]] = self.household[chosen[::2]]
            self.relation[chosen[1::2]] = relation
