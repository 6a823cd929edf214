"""What a changed rule does to everybody: who gains, who loses, and what it costs."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.smallbook import write_small_data
from tests.unit.analytics.people import CHIYODA, CHUO, ON, People, adult, family
from todoke.analytics import ages
from todoke.analytics.changing import UnknownPlaceError, place_of, with_texts
from todoke.analytics.effect import Effect, read, written
from todoke.analytics.money import Span
from todoke.analytics.moves import Moves
from todoke.analytics.whatif import whatif
from todoke.engines.columnar.engine import ColumnarEngine

HITORI = "programs/hitori/2023-04-01.yaml"
KODOMO = "programs/kodomo/2023-04-01.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_data(tmp_path / "data")


def effect_of(folder: Path, place: str, *swaps: tuple[str, str], people: dict | None = None) -> Effect:
    text = (folder / place).read_text()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    change = with_texts(folder, {place: text})
    assert not change.problems
    residents = People(people or {CHIYODA: EVERYBODY, CHUO: EVERYBODY[:1]}, change.before.content)
    return whatif(change, residents, on=ON, engine=ColumnarEngine(), name="試験")


EVERYBODY = [
    adult(1990, 2_000_000),
    adult(1990, 2_900_000),
    adult(1950, 4_000_000),
    adult(1990, None),
    family(2024, 2020),
]


def test_a_lower_limit_takes_a_program_away(folder):
    effect = effect_of(folder, HITORI, ("3000000", "2500000"))
    (one,) = effect.programs
    assert (one.program_id, one.unit, one.counter) == ("hitori", "person", "人")
    assert one.moves == Moves(lost=1, kept=5)
    assert one.eligible == (6, 5)
    assert one.undetermined == (1, 1)
    assert one.by_municipality() == {CHIYODA: Moves(lost=1, kept=4), CHUO: Moves(kept=1)}
    assert one.by_band()[ages.NAMES.index("30〜39歳")] == Moves(lost=1, kept=3)


def test_money_differs_only_where_somebody_s_answer_or_amount_does(folder):
    effect = effect_of(folder, HITORI, ("3000000", "2500000"))
    (one,) = effect.programs
    # Five are sure of 100 yen once; whoever did not say may get 100 or nothing.
    assert one.before.once == Span(600, 700)
    assert one.after.once == Span(500, 600)
    assert one.difference.once == Span(-100, -100)
    assert one.difference.year == Span(0, 0)


def test_a_higher_amount_reaches_those_who_have_it(folder):
    effect = effect_of(folder, KODOMO, ("- 1000", "- 1500"))
    one = next(one for one in effect.programs if one.program_id == "kodomo")
    assert one.moves == Moves(amount_changed=1)
    assert one.counter == "世帯"
    assert (one.before.year, one.after.year) == (Span(24_000, 24_000), Span(36_000, 36_000))
    assert one.difference.year == Span(12_000, 12_000)


def test_a_new_fact_makes_the_sure_undetermined(folder):
    effect = effect_of(folder, KODOMO, ("who: children", "who: children"), ("lt:", "lt:"))
    assert effect.programs == ()  # nothing changed at all
    text = (folder / HITORI).read_text()
    changed = text.replace("fact: person.salary_gross", "fact: person.tip", 1)
    assert changed != text
    effect = effect_of(folder, HITORI, (text, changed))
    (one,) = effect.programs
    assert one.moves.doubtful + one.moves.lost + one.moves.kept + one.moves.amount_changed == 6
    assert one.moves.doubtful > 0


def test_programs_that_rest_on_a_changed_one_are_asked_too(folder):
    text = (folder / "programs/tsugi/2023-04-01.yaml").read_text()
    (folder / "programs/tsugi/2023-04-01.yaml").write_text(
        text.replace("receives: kodomo", "eligible: kodomo")
    )
    effect = effect_of(folder, KODOMO, ("- 18", "- 4"))
    assert {one.name for one in effect.programs} | set(effect.unmoved) == {"子ども手当", "次の手当"}


def test_a_change_of_words_asks_nobody(folder):
    effect = effect_of(folder, HITORI, ("条件その一", "条件その二"))
    assert (effect.programs, effect.unmoved) == ((), ())


def test_a_change_that_moves_nobody_is_named(folder):
    effect = effect_of(folder, HITORI, ("3000000", "2999999"))
    assert effect.programs == ()
    assert effect.unmoved == ("一人の手当",)


@pytest.mark.parametrize(
    ("text", "told"),
    [("effective: [", "YAML"), ("effective: {from: 2023-04-01}\n", "conditions")],
)
def test_a_file_that_cannot_be_read_is_named_with_its_fault(folder, text, told):
    change = with_texts(folder, {HITORI: text})
    assert change.problems
    assert any(told in str(problem) for problem in change.problems)
    assert all(problem.file.endswith(HITORI) for problem in change.problems)


def test_what_was_broken_before_is_not_told_as_a_fault_of_the_change(tmp_path):
    folder = write_small_data(tmp_path / "data", broken=True)
    text = (folder / HITORI).read_text()
    assert with_texts(folder, {HITORI: text}).problems == ()


def test_a_rule_that_fails_is_told_as_failing_and_not_as_a_no(folder):
    effect = effect_of(
        folder,
        HITORI,
        ("- fact: person.salary_gross", "- divide: [1, {subtract: [{count: {who: self}}, 1]}]"),
    )
    (one,) = effect.programs
    assert one.moves.failing == 8
    assert one.moves.lost == 0
    assert one.failure


def test_an_effect_is_read_back_as_it_was_written(folder):
    effect = effect_of(folder, HITORI, ("3000000", "2500000"))
    assert read(written(effect)) == effect
    assert read("{}") is None
    assert read("not json") is None


def test_figures_of_a_sample_are_projected_with_their_error():
    effect = Effect(on=ON, population="", residents=140_776, programs=())
    middle, low, high = effect.projected(100, 10.0)
    assert middle == pytest.approx(10_000, rel=0.05)
    assert low < 8_100
    assert high > 11_900
    assert effect.projected(0, 0.0) == (0, 0, 300)
    assert Effect(on=ON, population="", residents=14_077_552, programs=()).projected(7, 1.0) == (7, 7, 7)


def test_a_sample_holds_whole_households_and_about_as_many_as_asked(folder):
    everybody = {CHIYODA: [family(2024, 2020) for _ in range(400)]}
    text = (folder / HITORI).read_text().replace("3000000", "2500000")
    change = with_texts(folder, {HITORI: text})
    residents = People(everybody, change.before.content)
    effect = whatif(change, residents, on=ON, engine=ColumnarEngine(), sample=300)
    assert effect.residents % 3 == 0
    assert 200 < effect.residents < 400


@pytest.mark.parametrize(
    ("born", "name"),
    [
        (date(2026, 11, 22), "0〜2歳"),
        (date(2023, 11, 23), "0〜2歳"),
        (date(2023, 11, 22), "3〜5歳"),
        (date(1951, 11, 23), "65〜74歳"),
        (date(1951, 11, 22), "75歳以上"),
        (date(1910, 1, 1), "75歳以上"),
    ],
)
def test_age_bands_change_on_birthdays(folder, born, name):
    change = with_texts(folder, {})
    household = adult(1990, **{"person.birth_date": born})
    (block,) = People({CHIYODA: [household]}, change.before.content).blocks(CHIYODA)
    assert [ages.NAMES[band] for band in ages.bands(block, "person", ON)] == [name]
    block.columns = {}
    assert np.all(ages.bands(block, "household", ON) == ages.UNKNOWN)


def test_a_file_s_place_is_told_by_its_path():
    assert place_of(Path("/x/data/facts/money.yaml")) == "facts/money.yaml"
    for path in ("money.yaml", "programs/money.yaml", "elsewhere/money.yaml"):
        with pytest.raises(UnknownPlaceError):
            place_of(Path(path))


def test_a_fault_of_the_whole_is_found_though_only_the_changed_program_is_read_again(folder):
    text = (folder / HITORI).read_text()
    assert "fact: person.salary_gross" in text
    change = with_texts(folder, {HITORI: text.replace("person.salary_gross", "person.no_such", 1)})
    assert {problem.program_id for problem in change.problems} == {"hitori"}
    assert "person.no_such" in str(change.problems[0])
    assert list(change.after.content.programs) == list(change.before.content.programs)


def test_a_new_program_is_one_that_everybody_may_gain(folder):
    texts = {
        f"programs/atarashii/{name}": (folder / "programs/hitori" / name)
        .read_text()
        .replace("hitori", "atarashii")
        for name in ("program.yaml", "2023-04-01.yaml")
    }
    change = with_texts(folder, texts)
    assert not change.problems
    effect = whatif(
        change, People({CHIYODA: EVERYBODY}, change.before.content), on=ON, engine=ColumnarEngine()
    )
    (one,) = effect.programs
    assert (one.program_id, one.eligible) == ("atarashii", (0, 5))
    assert one.moves.gained == 5


def test_a_changed_fact_reaches_every_program_that_rests_on_it(folder):
    place = "facts/small.yaml"
    text = (folder / place).read_text()
    changed = text.replace("maximum: 10000000000", "maximum: 9000000000")
    assert changed != text
    change = with_texts(folder, {place: changed})
    assert not change.problems
    assert {"hitori", "chigai"} <= set(change.affected(ON))
    assert "kodomo" not in change.affected(ON)
