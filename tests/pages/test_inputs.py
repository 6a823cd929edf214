"""What people type, and what they are told when it cannot be."""

from datetime import date

import pytest
from django.utils import translation

from todoke.apps.portal.inputs import DayEntry, InputError, read_day, read_money, read_number

TODAY = date(2026, 11, 22)


def read(era: str, year: str, month: str = "", day: str = "", *, birth: bool = True) -> str:
    entry = DayEntry(era, year, month, day)
    return read_day(entry, today=TODAY, latest=TODAY if birth else None, is_birth=birth)


def error(era: str, year: str, month: str = "", day: str = "") -> InputError:
    with pytest.raises(InputError) as caught:
        read(era, year, month, day)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("3500000", 3_500_000),
        ("３，５００，０００円", 3_500_000),
        ("¥1,000", 1000),
        ("350万", 3_500_000),
        ("350万円", 3_500_000),
        ("1.5万", 15_000),
        ("1億2000万", 120_000_000),
        ("12万3456円", 123_456),
        ("0", 0),
        ("103.1万", 1_031_000),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, yen: int) -> None:
    assert read_money(typed) == yen


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-100", "マイナスの金額は書けません"),
        ("−１００", "マイナスの金額は書けません"),
        ("abc", "金額を数字で書いてください"),
        ("", "金額を数字で書いてください"),
        ("円", "金額を数字で書いてください"),
        ("99999999999999", "金額が大きすぎます"),
    ],
)
def test_money_that_cannot_be_is_told(typed: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_money(typed)


def test_numbers_stay_between_their_bounds() -> None:
    assert read_number("３", lowest=0, highest=10) == 3
    for typed, told in [("11", "10まで"), ("-1", "0以上"), ("三", "数字だけ"), ("1.5", "数字だけ")]:
        with pytest.raises(InputError, match=told):
            read_number(typed, lowest=0, highest=10)


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        (("seireki", "1990", "4", "1"), "1990-04-01"),
        (("seireki", "１９９０", "４", "１"), "1990-04-01"),
        (("seireki", "1990年", "4月", "1日"), "1990-04-01"),
        (("reiwa", "元", "5", "1"), "2019-05-01"),
        (("reiwa", "8", "4", ""), "2026-04"),
        (("showa", "64", "1", "7"), "1989-01-07"),
        (("heisei", "2", "", ""), "1990"),
    ],
)
def test_dates_are_read_in_either_calendar_as_far_as_known(entry: tuple[str, ...], day: str) -> None:
    assert read(*entry) == day


@pytest.mark.parametrize(
    ("entry", "told", "part"),
    [
        (("seireki", "2026", "2", "30"), "2026年2月に30日はありません。1から28まで", "day"),
        (("seireki", "2027", "1", "1"), "これから先の日付です。2026年11月22日(日)まで", "year"),
        (("seireki", "1886", "1", "1"), "130歳より上", "year"),
        (("seireki", "90", "1", "1"), "西暦は4けた", "year"),
        (("seireki", "", "4", "1"), "年を書いてください", "year"),
        (("seireki", "千九百", "4", "1"), "年は数字で", "year"),
        (("seireki", "1990", "13", "1"), "月は1から12", "month"),
        (("seireki", "1990", "", "5"), "月も書いてください", "month"),
        (("seireki", "1990", "4", "x"), "日は1から31", "day"),
        (("heisei", "40", "1", "1"), "平成は31年まで", "year"),
        (("showa", "64", "1", "8"), "昭和ではなく平成", "year"),
        (("reiwa", "1", "4", "30"), "令和ではなく平成", "year"),
    ],
)
def test_dates_that_cannot_be_are_told_with_their_cure(entry: tuple[str, ...], told: str, part: str) -> None:
    caught = error(*entry)
    assert told in caught.message
    assert caught.parts == {part}


def test_a_day_that_may_lie_ahead_may_lie_ahead() -> None:
    assert read("seireki", "2027", "1", "1", birth=False) == "2027-01-01"


def test_mistakes_are_told_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert error("seireki", "2026", "2", "30").message.startswith("There is no day 30 in month 2 of 2026")
    with translation.override("ja-easy"):
        assert "{昭和|しょうわ}" in error("showa", "64", "1", "8").message
