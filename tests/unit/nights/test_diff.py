"""Two nights are told apart: who gained, who lost, whose amount changed, and what did it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.factories.blocks import household_of_any_kind
from tests.factories.nights import (
    CHIYODA,
    CHUO,
    MINATO,
    ON,
    Residents,
    blocks_of,
    family,
    parent_and_child,
    small_book,
)
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.reference import ReferenceEngine
from todoke.nights.aligned.changes import Bounds, Cause, Change, Flip, Kind, Reason
from todoke.nights.compared.diff import NightDiff, compare, newly_eligible
from todoke.nights.compared.wording import told
from todoke.nights.run.running import run_night
from todoke.residents.joining import join
from todoke.rules.household import Household
from todoke.rules.rulebook import Rulebook

EVE = ON - timedelta(days=1)
GROWN = date(1990, 5, 5)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Rulebook:
    return small_book(tmp_path_factory.mktemp("diff") / "data", deadline={"event": "birth", "days": 15})


def alone(salary: int | None) -> Household:
    """Somebody alone who earns so much, or does not say."""
    said = {} if salary is None else {"salary_gross": salary}
    return family(("self", {"birth_date": GROWN, **said}))


def difference(
    out: Path,
    book: Rulebook,
    before: Residents,
    after: Residents,
    *,
    new_book: Rulebook | None = None,
    forget: bool = False,
    why: bool = True,
) -> NightDiff:
    today = new_book or book
    nights = [
        run_night(before, book, on=EVE, out=out, engine=ReferenceEngine(), workers=1),
        run_night(after, today, on=ON, out=out, engine=ReferenceEngine(), workers=1),
    ]
    return compare(
        nights[0],
        nights[1],
        book=today if why else None,
        workers=1,
        residents=(None if forget else before, after),
    )


def chiyoda(book: Rulebook, *households: Household, first: int = 1) -> Residents:
    return Residents({CHIYODA: blocks_of(book.content, CHIYODA, households, first=first)})


def of(diff: NightDiff, program_id: str) -> list[Change]:
    return [change for change in diff if change.program_id == program_id]


def test_nothing_changed(book, tmp_path) -> None:
    same = chiyoda(book, parent_and_child(date(2015, 1, 1)), alone(1_000_000))
    assert list(difference(tmp_path, book, same, same)) == []


def test_a_birthday_is_the_calendar(book, tmp_path) -> None:
    same = chiyoda(book, parent_and_child(date(2008, 11, 22)))
    (change,) = of(difference(tmp_path, book, same, same), "kodomo")
    assert (change.kind, change.unit, change.id) == (Kind.LOST, "household", 1)
    assert change.reason == Reason(Cause.CALENDAR, (Flip("one", "T", "F"),))
    assert change.before == {"monthly": Bounds(1000, 1000)}
    assert change.after == {}
    assert told(change.reason, "kodomo", CHIYODA, book.content, ON) == (
        "日がたったため(「条件その一」を満たさなくなった)"
    )


@pytest.mark.parametrize(("earned", "letter"), [(5_000_000, "F"), (None, "?")])
def test_what_became_known_or_other_is_the_person(book, tmp_path, earned, letter) -> None:
    diff = difference(tmp_path, book, chiyoda(book, alone(earned)), chiyoda(book, alone(1_000_000)))
    (change,) = of(diff, "hitori")
    assert (change.kind, change.unit, change.id) == (Kind.GAINED, "person", 10)
    assert change.reason == Reason(Cause.PERSON, (Flip("one", letter, "T"),))
    assert change.after == {"once": Bounds(100, 100)}


@pytest.mark.parametrize(
    ("earned", "earns", "limit", "cause"),
    [
        (5_000_000, 5_000_000, 9_000_000, Cause.RULE),
        (5_000_000, 8_000_000, 9_000_000, Cause.RULE),
        (30_000_000, 8_000_000, 9_000_000, Cause.PERSON),
        (5_000_000, 1_000_000, 4_000_000, Cause.PERSON),
    ],
)
def test_a_changed_rule_is_told_from_a_changed_person(book, tmp_path, earned, earns, limit, cause) -> None:
    wider = small_book(
        tmp_path / "data",
        deadline={"event": "birth", "days": 15},
        hitori={"lt": [{"fact": "person.salary_gross"}, limit]},
    )
    diff = difference(
        tmp_path / "out", book, chiyoda(book, alone(earned)), chiyoda(book, alone(earns)), new_book=wider
    )
    assert diff.changed_rules == {"hitori"}
    (change,) = of(diff, "hitori")
    assert change.kind is Kind.GAINED
    assert change.reason is not None
    assert change.reason.cause is cause


def test_without_the_residents_of_yesterday_rule_and_person_cannot_be_told_apart(book, tmp_path) -> None:
    wider = small_book(
        tmp_path / "data",
        deadline={"event": "birth", "days": 15},
        hitori={"lt": [{"fact": "person.salary_gross"}, 9_000_000]},
    )
    before, after = chiyoda(book, alone(5_000_000)), chiyoda(book, alone(4_000_000))
    (change,) = of(difference(tmp_path / "a", book, before, after, new_book=wider, forget=True), "hitori")
    assert change.reason is not None
    assert change.reason.cause is Cause.UNKNOWN
    before, after = chiyoda(book, alone(5_000_000)), chiyoda(book, alone(1_000_000))
    (change,) = of(difference(tmp_path / "b", book, before, after, forget=True), "hitori")
    assert change.reason is not None
    assert change.reason.cause is Cause.PERSON
    grown = chiyoda(book, parent_and_child(date(2008, 11, 22)))
    (change,) = of(difference(tmp_path / "c", book, grown, grown, forget=True), "kodomo")
    assert change.reason is not None
    assert change.reason.cause is Cause.CALENDAR


def test_an_amount_changes_with_the_family(book, tmp_path) -> None:
    one = parent_and_child(date(2015, 1, 1))
    two = family(
        ("self", {"birth_date": GROWN}),
        ("child", {"birth_date": date(2015, 1, 1)}),
        ("child", {"birth_date": date(2026, 11, 20)}),
    )
    (change,) = of(difference(tmp_path, book, chiyoda(book, one), chiyoda(book, two)), "kodomo")
    assert change.kind is Kind.AMOUNT
    assert (change.before, change.after) == (
        {"monthly": Bounds(1000, 1000)},
        {"monthly": Bounds(2000, 2000)},
    )
    assert change.reason == Reason(Cause.PERSON)


def test_who_came_left_or_moved(book, tmp_path) -> None:
    child = parent_and_child(date(2015, 1, 1))
    content = book.content

    def residents(chiyoda: Sequence[Household], minato: Sequence[Household], start: int) -> Residents:
        return Residents(
            {
                CHIYODA: blocks_of(content, CHIYODA, chiyoda),
                MINATO: blocks_of(content, MINATO, minato, first=start),
            }
        )

    # Household 1 stays, 2 moves from 千代田区 to 港区, 3 leaves, 4 arrives.
    before = residents([child, child], [child], 3)
    after = residents([child], [child, child], 2)
    after.of[MINATO][0].household_ids[1] = 4
    after.of[MINATO][0].person_ids[2:] = (40, 41)
    diff = difference(tmp_path, book, before, after)
    found = {(one.kind, one.id, one.municipality): one.reason for one in of(diff, "kodomo")}
    assert found == {
        (Kind.GAINED, 4, MINATO): Reason(Cause.PERSON, (), "arrived"),
        (Kind.LOST, 3, MINATO): Reason(Cause.PERSON, (), "left"),
    }
    # 千代田区 does not say what its limit is, 中央区 does not offer the loan: moving there loses it.
    there = Residents(
        {CHIYODA: blocks_of(content, CHIYODA, [child]), CHUO: blocks_of(content, CHUO, [child], first=2)}
    )
    moved = Residents(
        {
            CHIYODA: blocks_of(content, CHIYODA, [child], first=2),
            CHUO: blocks_of(content, CHUO, [child], first=1),
        }
    )
    diff = difference(tmp_path / "moved", book, there, moved)
    loans = {(one.kind, one.id, one.municipality): one.reason for one in of(diff, "kashitsuke")}
    assert loans == {
        (Kind.LOST, 1, CHUO): Reason(Cause.PERSON, (), "moved"),
        (Kind.GAINED, 2, CHIYODA): Reason(Cause.PERSON, (), "moved"),
    }


def test_households_in_other_blocks_are_found_again_with_their_reasons(book, tmp_path) -> None:
    content = book.content
    rich, poor = alone(5_000_000), alone(1_000_000)
    before = Residents({CHIYODA: blocks_of(content, CHIYODA, [rich, poor], [poor, rich, poor])})
    after = Residents({CHIYODA: blocks_of(content, CHIYODA, [poor, poor, poor, rich], [poor])})
    diff = difference(tmp_path, book, before, after)
    assert [(one.kind, one.id, one.reason) for one in of(diff, "hitori")] == [
        (Kind.GAINED, 10, Reason(Cause.PERSON, (Flip("one", "F", "T"),)))
    ]


def test_a_program_that_failed_in_one_night_is_not_compared(book, tmp_path) -> None:
    from tests.factories.nights import FussyEngine

    residents = chiyoda(book, parent_and_child(date(2015, 1, 1)))
    one = run_night(residents, book, on=EVE, out=tmp_path, engine=FussyEngine("kodomo"), workers=1)
    two = run_night(residents, book, on=ON, out=tmp_path, engine=ReferenceEngine(), workers=1)
    diff = compare(one, two, workers=1)
    assert list(diff) == []
    assert diff.uncompared == {"kodomo"}


def test_the_newly_eligible_are_told_by_when_to_apply(book, tmp_path) -> None:
    before = chiyoda(book, alone(None))
    after = chiyoda(book, parent_and_child(date(2026, 11, 20)))
    (change,) = of(difference(tmp_path, book, before, after), "kodomo")
    assert (change.kind, change.deadline) == (Kind.GAINED, date(2026, 12, 5))


def test_counts_and_limits(book, tmp_path) -> None:
    before = Residents(
        {
            code: blocks_of(book.content, code, [alone(5_000_000)], first=n)
            for n, code in enumerate((CHIYODA, MINATO), 1)
        }
    )
    after = Residents(
        {
            code: blocks_of(book.content, code, [alone(1_000_000)], first=n)
            for n, code in enumerate((CHIYODA, MINATO), 1)
        }
    )
    diff = difference(tmp_path, book, before, after)
    assert diff.counts()[Kind.GAINED] == {"hitori": 2}
    assert diff.by_reason(Kind.GAINED, "hitori") == {
        (CHIYODA, Reason(Cause.PERSON, (Flip("one", "F", "T"),))): 2
    }
    assert newly_eligible(diff.before, diff.after, workers=2) == {"hitori": 2}
    only = compare(diff.before, diff.after, municipalities=[MINATO], programs=["hitori"], workers=1)
    assert [change.municipality for change in only] == [MINATO]
    assert list(compare(diff.before, diff.after, programs=["kodomo"], workers=1)) == []


@pytest.mark.parametrize("seed", range(4))
def test_bits_say_what_the_answers_of_both_nights_say(book, tmp_path, seed) -> None:
    """Random households, some of them others the next day, against answers looked at one by one."""
    content = book.content
    drawn = {n: household_of_any_kind(1000 * seed + n, content, ON) for n in range(60)}
    here = [n for n in drawn if n % 7]
    there = [n for n in drawn if n % 5]

    def residents(names: Sequence[int], *, altered: bool) -> Residents:
        blocks = []
        for n in names:
            other = altered and n % 3 == 0
            seed_of = 1000 * seed + n + (500 if other else 0)
            blocks += blocks_of(content, CHIYODA, [household_of_any_kind(seed_of, content, ON)], first=n + 1)
        return Residents({CHIYODA: [join(blocks[:20]), join(blocks[20:])]})

    before, after = residents(here, altered=False), residents(there, altered=True)
    engine = ColumnarEngine()
    nights = [
        run_night(one, book, on=on, out=tmp_path, engine=engine, workers=1)
        for one, on in ((before, EVE), (after, ON))
    ]
    diff = compare(nights[0], nights[1], book=book, workers=1, residents=(before, after))
    sure: list[set[tuple[str, int]]] = []
    amounts: list[dict[tuple[str, int], list[list[float]]]] = [{}, {}]
    for night in nights:
        found = set()
        for block in night.blocks(CHIYODA):
            for name, answers in block.programs.items():
                ids = block.person_ids if answers.unit == "person" else block.household_ids
                rows = [answers.sure] * len(ids) if isinstance(answers.sure, bool) else answers.sure
                found |= {(name, int(one)) for one, yes in zip(ids, rows, strict=True) if yes}
                for place, row in enumerate(() if answers.rows is None else answers.rows.tolist()):
                    amounts[len(sure)][name, int(ids[row])] = [
                        [float(one.low[place]), float(one.high[place])]
                        for one in answers.amounts
                        if one.low is not None and one.high is not None
                    ]
        sure.append(found)
    told_of = {kind: {(c.program_id, c.id) for c in diff if c.kind is kind} for kind in Kind}
    assert told_of[Kind.GAINED] == sure[1] - sure[0]
    assert told_of[Kind.LOST] == sure[0] - sure[1]
    assert told_of[Kind.AMOUNT] == {
        one for one in sure[0] & sure[1] if repr(amounts[0].get(one)) != repr(amounts[1].get(one))
    }
    assert told_of[Kind.GAINED]
    assert all(change.reason is not None for change in diff)
