"""Which procedures ask people for what an office already keeps (ワンスオンリーの分析): counted, never guessed.

What the survey calls "other" is counted as unknown. Names, addresses and birthdays, which nearly every form asks
for, are no choices of the survey and are not counted: every total is a lower bound.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from todoke.formats.survey.rows import open_survey
from todoke.rules.content import Content

_FILE = Path(__file__).resolve().parents[2] / "data" / "onceonly" / "kinds.yaml"
_NOTHING = "添付書類なし"
_OTHER = ("その他の情報", "その他の添付書類")


class Keeper(StrEnum):
    """Who keeps the register something is made from."""

    HERE = "here"
    KOSEKI = "koseki"
    PUBLIC = "public"
    SELF = "self"
    NUMBER = "number"


HELD = frozenset({Keeper.HERE, Keeper.KOSEKI, Keeper.PUBLIC})
"""Kept by some office: the person need not bring it."""

KEEPERS = {
    Keeper.HERE: "住んでいる区市町村が持つ",
    Keeper.KOSEKI: "本籍地の区市町村が持つ",
    Keeper.PUBLIC: "ほかの公的な機関が持つ",
    Keeper.SELF: "本人や民間だけが持つ",
    Keeper.NUMBER: "マイナンバー(todokeは持たない)",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that is asked for."""

    id: str
    label: str
    keeper: Keeper
    survey: frozenset[str]
    words: tuple[str, ...]
    law: str
    check: str
    """``verified`` on an official page; else ``recalled``."""
    source: str = ""
    """The copy of the article that was read, where it was no official page."""


class Answer(StrEnum):
    """What is known of a procedure."""

    HELD = "held"
    NOT_HELD = "not_held"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


ANSWERS = {
    Answer.HELD: "役所が持つものを、1つ以上求めている",
    Answer.NOT_HELD: "求めるもののなかに、役所が持つものはない",
    Answer.NOTHING: "何も求めていない",
    Answer.UNKNOWN: "「その他」か空欄だけで、分からない",
}


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure and what it asks for."""

    id: str
    name: str
    owner: str
    law: str
    kinds: tuple[str, ...]
    fields: Answer
    """Of what is written into the form."""
    papers: Answer
    """Of what is attached to it."""
    count: int | None
    """How often a year; None where the survey does not know (its 0 is no zero)."""

    @property
    def answer(self) -> Answer:
        """What is known of both together."""
        both = {self.fields, self.papers}
        return next(
            one for one in (Answer.HELD, Answer.UNKNOWN, Answer.NOT_HELD, Answer.NOTHING) if one in both
        )


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of the file; raises ValueError for an unknown key or a choice that two kinds claim."""
    found: dict[str, Kind] = {}
    for line in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        source = line.pop("source", "")
        if set(line) != {"id", "label", "keeper", "survey", "words", "law", "check"}:
            raise ValueError(f"{_FILE.name}: {line.get('id')} の項目が足りないか、余っています")
        choices = frozenset(_plain(each) for each in line["survey"])
        if any(choices & other.survey for other in found.values()):
            raise ValueError(f"{_FILE.name}: {line['id']} の選択肢は、ほかの種類にもあります")
        found[line["id"]] = Kind(
            line["id"],
            line["label"],
            Keeper(line["keeper"]),
            choices,
            tuple(line["words"]),
            line["law"],
            line["check"],
            source,
        )
    return found


def of_survey(path: Path) -> tuple[Procedure, ...]:
    """Return a person's applications to municipalities (申請等, by 国民等, to 地方等) of a survey's file.

    The extract of the survey leaves the type out and holds applications alone. Raises OSError, TableError.
    """
    return tuple(_procedure(row) for _, row in open_survey(path).rows if _is_of_a_person(row))


def of_programs(content: Content) -> tuple[Procedure, ...]:
    """Return our own programs; of them the papers are known, not the fields of their forms."""
    return tuple(_program(content, program_id) for program_id in sorted(content.programs))


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over procedures."""

    procedures: int
    answers: Mapping[Answer, int]
    fields: Mapping[Answer, int]
    papers: Mapping[Answer, int]
    kinds: Mapping[str, int]
    keepers: Mapping[Keeper, int]
    owners: Mapping[str, tuple[int, int]]
    """By owner: how many ask for something held, of how many."""
    known_counts: int
    """Procedures that ask for something held and of which the survey knows how often."""
    applications: int
    """How often a year those are applied for."""


def totals_of(procedures: Iterable[Procedure]) -> Totals:
    """Return the counts; a procedure counts once for each kind, each keeper and each answer it has."""
    rows = tuple(procedures)
    known = kinds()
    held = [row for row in rows if row.answer is Answer.HELD]
    by_kind: Counter[str] = Counter(kind for row in rows for kind in row.kinds)
    keepers: Counter[Keeper] = Counter(
        keeper for row in rows for keeper in {known[kind].keeper for kind in row.kinds}
    )
    all_of, held_of = Counter(row.owner for row in rows), Counter(row.owner for row in held)
    counts = [row.count for row in held if row.count is not None]
    return Totals(
        procedures=len(rows),
        answers=_counted(row.answer for row in rows),
        fields=_counted(row.fields for row in rows),
        papers=_counted(row.papers for row in rows),
        kinds=dict(sorted(by_kind.items(), key=lambda one: (-one[1], one[0]))),
        keepers={keeper: keepers[keeper] for keeper in Keeper},
        owners={
            owner: (held_of[owner], count)
            for owner, count in sorted(all_of.items(), key=lambda one: (-held_of[one[0]], one[0]))
        },
        known_counts=len(counts),
        applications=sum(counts),
    )


def _counted(answers: Iterable[Answer]) -> dict[Answer, int]:
    found = Counter(answers)
    return {answer: found[answer] for answer in Answer}


def _is_of_a_person(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("type") or "1")
    return kind.startswith("1") and "国民等" in str(row["actor"]) and "地方等" in str(row["recipient"])


def _procedure(row: Mapping[str, Any]) -> Procedure:
    asked, attached = _values(row.get("asked")), _values(row.get("attached"))
    return Procedure(
        id=str(row["id"]),
        name=str(row["name"]),
        owner=str(row.get("ministry") or ""),
        law=f"{row.get('law') or ''} {row.get('article') or ''}".strip(),
        kinds=tuple(dict.fromkeys(kind.id for kind in _kinds_in(asked | attached))),
        fields=_answer(asked),
        papers=_answer(attached),
        count=_count(row.get("count")),
    )


def _values(cell: Any) -> frozenset[str]:
    return frozenset(value for part in str(cell or "").split(";") if (value := _plain(part)))


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _kinds_in(values: frozenset[str]) -> Iterator[Kind]:
    for kind in kinds().values():
        if kind.survey & values:
            yield kind


def _answer(values: frozenset[str]) -> Answer:
    if any(kind.keeper in HELD for kind in _kinds_in(values)):
        return Answer.HELD
    if values == {_NOTHING}:
        return Answer.NOTHING
    known = {choice for kind in kinds().values() for choice in kind.survey}
    if not values or values & set(_OTHER) or not values <= known | {_NOTHING}:
        return Answer.UNKNOWN
    return Answer.NOT_HELD


def _count(cell: Any) -> int | None:
    text = str(cell or "").replace(",", "").removesuffix(".0")
    return int(text) if text.isdecimal() and int(text) > 0 else None


def _program(content: Content, program_id: str) -> Procedure:
    program = content.programs[program_id].program
    found: list[Kind] = []
    is_all_known = True
    for paper in program.documents:
        fitting = [kind for kind in kinds().values() if any(word in paper.ja for word in kind.words)]
        found += fitting
        is_all_known = is_all_known and bool(fitting)
    papers = Answer.HELD if any(kind.keeper in HELD for kind in found) else Answer.UNKNOWN
    if not program.documents:
        papers = Answer.UNKNOWN
    elif papers is not Answer.HELD and is_all_known:
        papers = Answer.NOT_HELD
    return Procedure(
        id=program.id,
        name=program.name.ja,
        owner={"nation": "国", "metropolis": "東京都", "municipality": "区市町村", "other": "そのほか"}.get(
            str(program.level), str(program.level)
        ),
        law="",
        kinds=tuple(dict.fromkeys(kind.id for kind in found)),
        fields=Answer.UNKNOWN,
        papers=papers,
        count=None,
    )
