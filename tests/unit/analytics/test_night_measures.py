"""What is measured of a night: which facts would settle most, whether it is right, and who receives what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories.nights import CHIYODA, CHUO, ON, Residents, blocks_of, family, small_book
from todoke.analytics import ages
from todoke.analytics.coverage import Wanted, coverage
from todoke.analytics.spotcheck import remember, spot_check
from todoke.analytics.takeup import Taking, take_up, take_up_of_night
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.port import ProgramAnswers
from todoke.engines.reference import ReferenceEngine
from todoke.nights.run.running import run_night
from todoke.nights.stored.store import Night
from todoke.rules.household import Household
from todoke.rules.rulebook import Rulebook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return small_book(tmp_path_factory.mktemp("measures") / "data")


def alone(salary: int | None, born: date = date(1990, 5, 5)) -> Household:
    said = {} if salary is None else {"salary_gross": salary}
    return family(("self", {"birth_date": born, **said}))


def night_of(book: Rulebook, out: Path, residents: Residents, engine: ReferenceEngine | None = None) -> Night:
    return run_night(residents, book, on=ON, out=out, engine=engine or ColumnarEngine(), workers=1)


def wanted(book: Rulebook, out: Path, residents: Residents, sample: int = 200) -> dict[str, Wanted]:
    found = coverage(night_of(book, out, residents), snapshot=residents, book=book, sample=sample)
    return {one.fact_id: one for one in found}


def test_a_fact_settles_a_row_alone_where_it_is_all_the_row_needs(book, tmp_path):
    blocks = blocks_of(book.content, CHIYODA, [alone(None), alone(None), alone(2_000_000)])
    found = wanted(book, tmp_path, Residents({CHIYODA: blocks}))
    # Two do not say what they earn: each is undetermined for 一人の手当 by that alone.
    salary = found["person.salary_gross"]
    assert (salary.alone, salary.alone_error) == (2.0, 0.0)
    assert salary.programs[0] == "hitori"
    # The office decides 窓口で決まる for all three; no question would.
    assert found["text"].alone == 3.0


def test_a_sample_is_projected_with_its_error(book, tmp_path):
    half = [alone(None, date(1990, 5, 5)), alone(None, date(1990, 5, 5))] * 30
    blocks = blocks_of(book.content, CHIYODA, half)
    salary = wanted(book, tmp_path, Residents({CHIYODA: blocks}), sample=20)["person.salary_gross"]
    assert salary.alone == 60.0  # all alike: an estimate without error
    received = [family(("self", {"birth_date": date(1990, 5, 5)})) for _ in range(60)]
    for place, one in enumerate(received):
        if place % 2:
            received[place] = replace(one, facts={"receives:kodomo": True})
    blocks = blocks_of(book.content, CHUO, received)
    found = wanted(book, tmp_path / "second", Residents({CHUO: blocks}), sample=20)
    low, high = found["receives:kodomo"].interval
    assert found["receives:kodomo"].label == "子ども手当をいま受けているか"
    assert low <= 30 <= high


def test_coverage_is_drawn_alike_every_time(book, tmp_path):
    blocks = blocks_of(book.content, CHIYODA, [alone(None) for _ in range(50)])
    residents = Residents({CHIYODA: blocks})
    night = night_of(book, tmp_path, residents)
    first, second = (coverage(night, snapshot=residents, book=book, sample=10) for _ in range(2))
    assert first == second


class WrongEngine(ReferenceEngine):
    """Finds everybody eligible for one program."""

    name = "wrong"

    def answers(self, *block: Any, **named: Any) -> Iterator[ProgramAnswers]:
        for one in super().answers(*block, **named):
            if one.program_id == "hitori" and one.open_rows is not None:
                yield replace(one, sure=one.possible, open_rows=one.open_rows[:0], reasons=None)
            else:
                yield one


def some_residents(book: Rulebook) -> Residents:
    everybody = [alone(None), alone(2_000_000), alone(9_000_000)] * 10
    return Residents({code: blocks_of(book.content, code, everybody) for code in (CHIYODA, CHUO)})


def test_a_spot_check_finds_nothing_in_a_right_night(book, tmp_path):
    residents = some_residents(book)
    night = night_of(book, tmp_path, residents)
    checked = spot_check(night, snapshot=residents, book=book, households=25)
    assert checked.agrees
    assert checked.households == 25
    assert checked.answers >= 25 * 6
    assert checked.record["differing"] == {}
    remembered = remember(night, checked)
    assert remembered.record["run"]["spot_check"] == checked.record
    assert remembered.record["parts"] == night.record["parts"]


def test_a_spot_check_finds_the_program_a_night_has_wrong(book, tmp_path):
    residents = some_residents(book)
    night = night_of(book, tmp_path, residents, WrongEngine())
    checked = spot_check(night, snapshot=residents, book=book, households=60)
    assert set(checked.differing) == {"hitori"}
    assert not checked.agrees


def test_take_up_counts_the_entitled_who_receive_and_those_nobody_knows_of(book, tmp_path):
    def person(got: bool | None, born: int, salary: int = 1_000_000) -> Household:
        one = alone(salary, date(born, 5, 5))
        facts = dict(one.members[0].facts)
        if got is not None:
            facts["receives:hitori"] = got
        return replace(one, members=(replace(one.members[0], facts=facts),))

    people = [person(True, 1990), person(True, 1990), person(False, 1950), person(None, 1950)]
    blocks = blocks_of(book.content, CHIYODA, [*people, person(True, 1990, salary=9_000_000)])
    residents = Residents({CHIYODA: blocks})
    by_engine = take_up(residents, book, on=ON, engine=ColumnarEngine())
    by_night = take_up_of_night(night_of(book, tmp_path, residents), residents)
    for (one,) in (by_engine, by_night):
        assert one.whole == Taking(entitled=4, receiving=2, unknown=1)
        assert one.whole.bounds == (0.5, 0.75)
        assert one.whole.among_known == pytest.approx(2 / 3)
        assert one.by_band() == {
            ages.NAMES.index("30〜39歳"): Taking(2, 2, 0),
            ages.NAMES.index("75歳以上"): Taking(2, 0, 1),
        }
        assert one.by_municipality() == {CHIYODA: one.whole}


def test_without_receipts_there_is_no_take_up(book):
    residents = Residents({CHIYODA: blocks_of(book.content, CHIYODA, [alone(1_000_000)])})
    assert take_up(residents, book, on=ON, engine=ColumnarEngine()) == []
