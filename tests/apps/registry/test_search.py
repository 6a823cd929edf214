"""Residents find records in everyday words: their municipality's, Tokyo's and the nation's, one of each."""

from datetime import timedelta

import numpy as np
import pytest

from tests.factories.registry import (
    CHOFU,
    NOW,
    SUMIDA,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.models import SearchEntry, Statement
from todoke.apps.registry.search.finding import find_records
from todoke.apps.registry.search.suggesting import suggest_words
from todoke.apps.registry.search.writing import optimize, rebuild
from todoke.records.numbers import of_survey
from todoke.search.vectors import pack

pytestmark = pytest.mark.django_db

HEAD = "tdk1.0+8000020130001+1001+R"


def number(serial):
    return f"tdk1.0+7000020132080+{serial}+P"


def names(words, area=CHOFU, **more):
    return [hit.record.name for hit in find_records(words, area=area, on=TODAY, **more).results]


@pytest.fixture(autouse=True)
def bodies():
    return some_bodies()


def test_a_record_is_found_by_what_a_resident_says():
    published(procedure_content(), HEAD)
    published(program_content(), number(1))
    assert names("引っ越してきました") == ["転入届"]
    assert names("てんにゅう とどけ") == ["転入届"]
    assert names("tennyu todoke") == ["転入届"]


def test_the_words_of_the_office_and_of_residents_both_lead_there():
    published(program_content(name="空間線量計の貸出", words=["見えない光がこわい"]), number(1))
    assert names("線量計") == ["空間線量計の貸出"]
    assert names("見えない光がこわい") == ["空間線量計の貸出"]


def test_a_word_that_stands_only_in_the_summary_or_the_description_is_found():
    content = program_content(
        summary="絵本を2冊渡します。", description="希望する人にはかるがも便が届きます。"
    )
    published(content, number(1))
    assert names("絵本") == ["子育て応援券"]
    assert names("かるがも便") == ["子育て応援券"]


def test_another_municipality_s_records_are_not_found():
    published(program_content(), number(1))
    assert names("子育て応援券") == ["子育て応援券"]
    assert names("子育て応援券", area=SUMIDA) == []
    assert names("子育て応援券", area="") == []


def test_the_local_version_stands_for_its_family():
    published(procedure_content(), HEAD)
    local = procedure_content(
        name="転入の届出(調布市)", area=[CHOFU], origin={"number": HEAD, "change": 1}, summary="市民課へ。"
    )
    published(local, number(2))
    assert names("転入届") == ["転入の届出(調布市)"]
    assert names("転入届", area=SUMIDA) == ["転入届"]


def test_two_records_of_one_name_in_one_place_are_shown_once():
    published(program_content(), number(1))
    published(program_content(summary="もう一つの応援券です。"), number(2))
    assert names("応援券") == ["子育て応援券"]


def test_a_change_of_the_record_changes_what_it_is_found_by():
    published(program_content(), number(1))
    publish(
        Entry(
            number(1), program_content(name="紙おむつの配布", summary="毎月届けます。"), effective_from=TODAY
        ),
        on=TODAY,
        at=NOW,
        channel="seed",
    )
    assert names("応援券") == []
    assert names("紙おむつ") == ["紙おむつの配布"]


def test_what_has_ended_is_found_no_more():
    published(program_content(), number(1))
    ended = Entry(number(1), program_content(), effective_from=TODAY, statement=Statement.RETIRED)
    publish(ended, on=TODAY, at=NOW, channel="seed")
    assert names("応援券") == []
    assert not SearchEntry.objects.exists()


def test_what_is_not_public_yet_or_any_more_is_left_out():
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    published(program_content(name="応援券その一", public_from=tomorrow.isoformat()), number(1))
    published(program_content(name="応援券その二", public_until=yesterday.isoformat()), number(2))
    published(program_content(name="応援券その三", public_until=TODAY.isoformat()), number(3))
    assert names("応援券") == ["応援券その三"]


def test_synthetic_records_are_found_only_when_asked_for():
    published(program_content(), number(1), synthetic=True)
    assert names("応援券") == []
    assert names("応援券", synthetic=True) == ["子育て応援券"]
    assert "子育て応援券" not in suggest_words("子育て応援", area=CHOFU)


def test_facets_narrow_and_are_counted():
    published(
        program_content(name="応援券甲", life_events=["birth"], target={"ages": [{"until": 36}]}), number(1)
    )
    published(
        program_content(
            name="応援券乙",
            life_events=["school"],
            target={"ages": [{"from": 72}]},
            channels=[{"kind": "online"}],
        ),
        number(2),
    )
    published(program_content(name="応援券丙", life_events=["school"]), number(3))
    found = find_records("応援券", area=CHOFU, on=TODAY)
    assert found.total == 3
    assert found.facets["life_event"] == {"school": 2, "birth": 1}
    assert found.facets["online"] == {"yes": 1}
    assert names("応援券", facets={"life_event": ["birth"]}) == ["応援券甲"]
    assert set(names("応援券", facets={"age": ["1"]})) == {"応援券甲", "応援券丙"}
    assert names("応援券", facets={"life_event": ["school"], "online": ["yes"]}) == ["応援券乙"]
    assert set(names("", facets={"life_event": ["birth", "school"]})) == {"応援券甲", "応援券乙", "応援券丙"}


def test_an_unknown_facet_is_refused():
    with pytest.raises(ValueError, match="知らない絞り込み"):
        find_records("応援券", area=CHOFU, on=TODAY, facets={"colour": ["red"]})


def test_municipal_records_come_before_the_law_s_own_procedures():
    survey = procedure_content(name="転入届の特例に関する届出", level="nation", area=[], filing="report")
    published(survey, str(of_survey("4821")))
    published(procedure_content(), HEAD)
    assert names("引っ越してきた") == ["転入届", "転入届の特例に関する届出"]


def test_a_slip_is_mended_and_told():
    published(program_content(name="児童手当"), number(1))
    found = find_records("児道手当", area=CHOFU, on=TODAY)
    assert found.did_you_mean == "児童手当"
    assert [hit.record.name for hit in found.results] == ["児童手当"]


@pytest.mark.parametrize(
    "words", ["あしたの天気", "", "!?", "' OR 1=1 --", '" NEAR("', "a:* & !b", "\\'", "name:応"]
)
def test_words_nothing_answers_find_nothing_and_break_nothing(words):
    published(program_content(), number(1))
    assert names(words) == []


def test_pages_of_results_follow_one_another():
    for serial in range(1, 6):
        published(program_content(name=f"応援券{'甲乙丙丁戊'[serial - 1]}"), number(serial))
    first, second = names("応援券", limit=3), names("応援券", limit=3, offset=3)
    assert (len(first), len(second), len({*first, *second})) == (3, 2, 5)


def test_names_are_suggested_while_typing():
    published(program_content(), number(1))
    assert suggest_words("子育て応", area=CHOFU)[0] == "子育て応援券"
    assert "子育て応援券" not in suggest_words("子育て応", area=SUMIDA)
    assert suggest_words("", area=CHOFU) == []


def test_the_index_written_anew_finds_the_same():
    published(procedure_content(), HEAD)
    published(program_content(), number(1))
    SearchEntry.objects.all().delete()
    assert names("応援券") == []
    assert rebuild() == 2
    optimize()
    assert names("応援券") == ["子育て応援券"]
    assert names("引っ越してきた") == ["転入届"]


class Meanings:
    """Word vectors of two directions: what has to do with light, and all else."""

    def of(self, text):
        return np.array([1.0, 0.0] if "光" in text or "電灯" in text else [0.0, 1.0], dtype=np.float32)

    def packed(self, text):
        return pack(self.of(text))


def test_meaning_finds_what_no_word_leads_to(monkeypatch):
    monkeypatch.setattr("todoke.apps.registry.search.vectors.word_vectors", Meanings)
    published(program_content(name="電灯の取替え", summary="業者を紹介します。"), number(1))
    published(program_content(name="緑のカーテン", summary="苗を配ります。"), number(2))
    assert names("光がほしい") == ["電灯の取替え"]
    assert names("光がほしい", area=SUMIDA) == []
