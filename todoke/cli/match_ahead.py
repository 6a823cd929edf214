"""The part of ``todoke match diff`` that looks ahead: deadlines, what ends soon, and one question left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from todoke.cli.nights import name_of
from todoke.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from todoke.nights.stored.store import Night

_MOST = 30
_RECEIVES = "receives:"


def near_lines(
    night: Night,
    book: Rulebook,
    days: int,
    programs: Sequence[str] | None,
    municipalities: Sequence[str] | None,
) -> Iterator[str]:
    """Yield what comes up within some days, program by program."""
    from todoke.nights.ahead.soon import Coming, coming_up

    found = coming_up(night, book, days=days, programs=programs, municipalities=municipalities)
    words = {
        Coming.DEADLINE: "申請の期限が来る",
        Coming.ENDS: "対象でなくなる",
        Coming.BEGINS: "対象になる",
    }
    for kind, said in words.items():
        of_kind = found.counts()[kind]
        yield f"■ {days}日のうちに{said}: {sum(of_kind.values()):,} 件"
        for program_id, count in sorted(of_kind.items(), key=lambda one: (-one[1], one[0])):
            yield f"  {count:>9,}  {name_of(program_id, book)}"


def question_lines(
    night: Night, book: Rulebook, programs: Sequence[str] | None, municipalities: Sequence[str] | None
) -> Iterator[str]:
    """Yield the questions that would each settle a program for many, the most settled first."""
    from todoke.nights.ahead.questions import one_question_left

    found = one_question_left(night, book, programs=programs, municipalities=municipalities)
    yield f"■ あと一つの答えで決まる: {sum(one.count for one in found):,} 件"
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[one.program_id, one.fact_id] += one.count
    for (program_id, fact_id), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST]:
        yield f"  {count:>9,}  {name_of(program_id, book)}: {_question(fact_id, book)}"
    if len(counts) > _MOST:
        yield f"             ほかに {len(counts) - _MOST} 通り"


def _question(fact_id: str, book: Rulebook) -> str:
    if fact_id.startswith(_RECEIVES):
        return f"{name_of(fact_id.removeprefix(_RECEIVES), book)}を受けていますか"
    fact = book.content.facts.get(fact_id)
    return fact_id if fact is None or fact.question is None else fact.question.ja
