"""Stated ages against names and texts."""

import pytest

from todoke.reading.contradictions import Clash, contradictions, describe, month_bands
from todoke.reading.reader import read
from todoke.records.parts import AgeBand


def band(from_: int | None, until: int | None) -> AgeBand:
    return AgeBand.model_validate({"from": from_, "until": until})


VACCINES = [
    ("五種混合", "生後2か月から7歳6か月の誕生日の前日まで", band(2, 90)),
    ("二種混合（DT）第2期", "11歳以上13歳の誕生日の前日まで", band(132, 156)),
    ("日本脳炎第1期", "生後6か月から7歳6か月の前日まで", band(6, 90)),
    ("日本脳炎第2期", "9歳から13歳の誕生日の前日まで", band(108, 156)),
    ("水痘", "1歳から3歳の誕生日の前日まで", band(12, 36)),
    ("BCG", "1歳の誕生日の前日まで", band(None, 12)),
    ("小児用肺炎球菌", "生後2か月から5歳の誕生日の前日まで", band(2, 60)),
    ("麻しん風しん第1期", "1歳以上2歳の誕生日の前日まで", band(12, 24)),
]


@pytest.mark.parametrize(("name", "text", "stated"), VACCINES, ids=lambda one: str(one)[:10])
def test_a_vaccination_stated_as_its_text_says_is_in_order(name: str, text: str, stated: AgeBand) -> None:
    fields = {"name": name, "conditions": text}
    assert contradictions([stated], fields) == []
    [read_band] = month_bands(read(fields))
    assert (read_band.from_, read_band.until) == (stated.from_, stated.until)


@pytest.mark.parametrize(("name", "text", "stated"), VACCINES[:5], ids=lambda one: str(one)[:10])
def test_a_vaccination_with_months_taken_for_years_is_found(name: str, text: str, stated: AgeBand) -> None:
    [found] = contradictions([band(12 * 60, 12 * 70)], {"name": name, "conditions": text})
    assert found.clash is Clash.APART
    assert found.proposed is not None
    assert (found.proposed.from_, found.proposed.until) == (stated.from_, stated.until)


def test_months_taken_for_years_are_named_as_such() -> None:
    [found] = contradictions([band(36, 72)], {"name": "3～4か月児健康診査"})
    assert found.clash is Clash.MONTHS_FOR_YEARS
    assert found.quote == "3～4か月"
    assert found.stated_words == "3歳以上6歳未満"
    assert found.field == "name"
    assert "月と年を取り違えて" in found.message


def test_years_taken_for_months_are_named_as_such() -> None:
    [found] = contradictions([band(3, 6)], {"name": "3歳児健康診査"})
    assert found.clash is Clash.YEARS_FOR_MONTHS


def test_a_name_of_another_age_is_found() -> None:
    [found] = contradictions([band(36, 48)], {"name": "1歳6か月児健康診査"})
    assert found.clash is Clash.APART
    assert found.message == (
        "名前の「1歳6か月」は1歳6か月以上2歳未満ですが、登録された年齢は3歳以上4歳未満です。"
        "重なる年齢がありません。どちらが正しいか確かめてください。"
    )


def test_nobody_is_under_nought_months() -> None:
    [found] = contradictions([band(None, 0)], {})
    assert found.clash is Clash.EMPTY
    assert found.quote is None


def test_a_lower_end_above_the_upper_is_found() -> None:
    [found] = contradictions([band(36, 12)], {"conditions": "1歳以上3歳未満"})
    assert found.clash is Clash.EMPTY
    assert "3歳以上1歳未満" in found.message


@pytest.mark.parametrize(("text", "until"), [("3歳未満の児童", 48), ("3歳以下の児童", 36)])
def test_under_and_up_to_are_told_apart(text: str, until: int) -> None:
    [found] = contradictions([band(None, until)], {"conditions": text})
    assert found.clash is Clash.BOUNDARY


def test_other_ends_are_told() -> None:
    [found] = contradictions([band(6, 96)], {"conditions": "生後6か月から7歳6か月の前日まで"})
    assert found.clash is Clash.DIFFERS
    assert found.proposed is not None
    assert found.proposed.until == 90


def test_a_school_year_contradicts_only_what_it_cannot_span() -> None:
    assert contradictions([band(72, 156)], {"conditions": "小学生"}) == []
    assert contradictions([band(None, 72)], {"conditions": "就学前の児童"}) == []
    [found] = contradictions([band(192, 216)], {"conditions": "小学生"})
    assert found.clash is Clash.APART
    assert found.proposed is None
    assert "小学生" in found.message


def test_one_of_several_ages_of_a_text_is_enough() -> None:
    fields = {"conditions": "1歳以上2歳未満の幼児と65歳以上の方"}
    assert contradictions([band(12, 24)], fields) == []
    assert contradictions([band(780, None)], fields) == []
    assert contradictions([band(12, 24), band(780, None)], fields) == []


def test_an_excluded_age_is_no_age_of_the_program() -> None:
    assert contradictions([band(0, 12)], {"conditions": "3歳以上の児童を除く"}) == []


def test_the_worst_comes_first() -> None:
    found = contradictions([band(36, 48), band(None, 0)], {"name": "1歳6か月児健康診査"})
    assert [one.clash for one in found] == [Clash.EMPTY, Clash.APART]


def test_days_are_compared_as_months() -> None:
    assert contradictions([band(2, 36)], {"conditions": "生後57日から3歳未満の乳幼児"}) == []
    [found] = contradictions([band(120, 144)], {"conditions": "生後28日未満の新生児"})
    assert found.clash is Clash.APART


def test_bands_in_words() -> None:
    assert describe(None, None) == "すべての年齢"
    assert describe(0, 12) == "0か月以上1歳未満"
