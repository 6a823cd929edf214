"""What search takes from a record."""

import pytest

from todoke.records.content import read_content
from todoke.records.numbers import of_survey
from todoke.search.records import facets_of, searchable_of, tier_of
from todoke.search.searchables import Tier

NUMBER = "tdk1.0+8000020130001+1+P"


def program(**more):
    return read_content(
        {"kind": "program", "name": "応援券", "level": "municipality", "area": ["132080"], **more}
    )


def procedure(**more):
    return read_content({"kind": "procedure", "name": "届出", "level": "nation", **more})


def test_readings_and_english_names_are_words_to_search_by():
    name = {"ja": "児童手当", "easy": "{児童手当|じどうてあて}", "en": "Child Allowance"}
    found = searchable_of(NUMBER, program(name=name, words=["子どものお金"]))
    assert found.words == ("子どものお金", "児童手当", "じどうてあて", "Child Allowance")
    assert found.areas == ("132080",)


def test_a_variant_belongs_to_the_family_of_its_origin():
    head = "tdk1.0+8000020130001+9+P"
    assert searchable_of(NUMBER, program(origin={"number": head})).family == head
    assert searchable_of(NUMBER, program()).family == NUMBER


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        ({"filing": "application", "audience": "resident"}, Tier.LAW),
        ({"filing": "application", "audience": "office"}, Tier.OFFICE),
        ({"filing": "decision", "audience": "resident"}, Tier.OFFICE),
    ],
)
def test_rows_of_the_national_survey_are_what_the_law_names(facts, tier):
    assert tier_of(str(of_survey("4821")), procedure(**facts)) == tier


def test_what_is_for_firms_is_told_apart():
    assert tier_of(NUMBER, procedure(audience="business")) == Tier.BUSINESS
    assert tier_of(NUMBER, procedure(audience="both")) == Tier.RESIDENT


def test_ages_are_the_years_a_band_touches():
    found = facets_of(program(target={"ages": [{"from": 30, "until": 48}]}))
    assert found["age"] == ("2", "3")
    assert facets_of(program())["age"] == ("unknown",)


def test_what_can_be_done_online_says_so():
    assert facets_of(program(channels=[{"kind": "online"}]))["online"] == ("yes",)
    assert facets_of(procedure(digital={"state": "done"}))["online"] == ("yes",)
    assert "online" not in facets_of(program())
