"""Municipalities are found by code or official name; a near miss is only ever a suggestion."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.municipalities import (
    Kind,
    MunicipalityFileError,
    UnknownMunicipalityError,
    check_digit,
    is_code,
    load,
    parse,
)

FILE = Path(__file__).resolve().parents[3] / "data" / "municipalities.csv"
TOKYO = load(FILE)
HEADER = "code,name,kana,romaji,kind,corporate_number,latitude,longitude,website"
ROW = "131041,新宿区,しんじゅくく,Shinjuku-ku,特別区,7000020131041,35.69,139.70,https://www.city.shinjuku.lg.jp/"


def test_the_file_holds_the_62_of_tokyo():
    assert len(TOKYO) == 62
    kinds = Counter(each.kind for each in TOKYO)
    assert kinds == {Kind.SPECIAL_WARD: 23, Kind.CITY: 26, Kind.TOWN: 5, Kind.VILLAGE: 8}
    assert [each.code for each in TOKYO] == sorted(each.code for each in TOKYO)
    assert all(each.code.startswith("13") for each in TOKYO)


def test_points_lie_in_tokyo_and_sites_are_secure():
    for each in TOKYO:
        assert 26 < each.latitude < 36
        assert 138.9 < each.longitude < 142.3
        assert each.website.startswith("https://")


@pytest.mark.parametrize(
    ("code", "name"),
    [("131016", "千代田区"), ("131041", "新宿区"), ("132012", "八王子市"), ("134210", "小笠原村")],
)
def test_look_up(code, name):
    assert TOKYO.get_by_code(code).name == name
    assert TOKYO.get_by_name(name).code == code


@pytest.mark.parametrize("code", ["131042", "13104", "130001", "271004", "", "新宿区"])
def test_a_code_of_no_municipality_here_is_refused(code):
    with pytest.raises(UnknownMunicipalityError, match="正式な名前を選んで") as caught:
        TOKYO.get_by_code(code)
    assert caught.value.suggestions == ()


def test_a_name_without_its_suffix_is_refused_with_the_right_one_suggested():
    with pytest.raises(UnknownMunicipalityError, match="「新宿区」ではありませんか") as caught:
        TOKYO.get_by_name("新宿")
    assert [each.name for each in caught.value.suggestions] == ["新宿区"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("新宿", ["新宿区"]),
        ("新宿市", ["新宿区"]),
        ("ｼﾝｼﾞｭｸ", ["新宿区"]),
        ("Shinjuku City", ["新宿区"]),
        ("Chūō-ku", ["中央区"]),
        ("東京都新宿区西新宿2-8-1", ["新宿区"]),
        ("世田ヶ谷区", ["世田谷区"]),
        ("桧原村", ["檜原村"]),
        ("青ケ島", ["青ヶ島村"]),
        ("北", ["北区"]),
        ("西多摩郡奥多摩町", ["奥多摩町"]),
        ("としま", ["豊島区", "利島村"]),
        ("村山", ["東村山市", "武蔵村山市"]),
        ("大阪市", []),
        ("東京都", []),
        ("", []),
        ("xyz", []),
    ],
)
def test_suggestions(text, names):
    found = [each.name for each in TOKYO.suggest(text)]
    assert found[: max(1, len(names))] == names


def test_suggestions_are_few():
    assert len(TOKYO.suggest("島", limit=2)) == 2


@pytest.mark.parametrize("each", list(TOKYO), ids=lambda each: each.name)
def test_every_municipality_is_suggested_first_for_its_own_spellings(each):
    for text in (each.name, each.kana, each.romaji, each.name[:-1], f"東京都{each.name}1-2-3"):
        assert each in TOKYO.suggest(text)[:2]
    assert TOKYO.suggest(each.name)[0] == each


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "1行目の列"),
        (["code,name"], "1行目の列"),
        ([HEADER, ROW.removesuffix(",https://www.city.shinjuku.lg.jp/")], "2行目: 列の数"),
        ([HEADER, ROW + ",余分"], "2行目: 列の数"),
        ([HEADER, ROW.replace("131041,", "131042,", 1)], "2行目: 団体コード"),
        ([HEADER, ROW.replace("7000020131041", "8000020131016")], "2行目: 法人番号"),
        ([HEADER, ROW.replace("特別区", "県")], "2行目: 種別か緯度・経度"),
        ([HEADER, ROW.replace("35.69", "北緯")], "2行目: 種別か緯度・経度"),
        ([HEADER, ROW.replace("特別区", "市")], "2行目: 名前が種別と"),
        ([HEADER, ROW, ROW], "2つあります"),
    ],
)
def test_a_faulty_file_is_refused_with_the_line(lines, message):
    with pytest.raises(MunicipalityFileError, match=message):
        parse(lines)


def test_a_right_row_is_read_whole():
    (shinjuku,) = parse([HEADER, ROW])
    assert shinjuku.kind is Kind.SPECIAL_WARD
    assert (shinjuku.latitude, shinjuku.longitude) == (35.69, 139.70)
    assert shinjuku.corporate_number == "7000020131041"


def test_a_check_digit_needs_five_figures():
    with pytest.raises(ValueError, match="数字5桁"):
        check_digit("1310")


def test_remainders_0_and_1_give_1_and_0():
    assert check_digit("00031") == 1  # 3 × 3 + 1 × 2 = 11 leaves 0
    assert check_digit("00040") == 0  # 4 × 3 = 12 leaves 1
    assert check_digit("00032") == 9  # 13 leaves 2


@settings(max_examples=80, deadline=None)
@given(st.from_regex("[0-9]{5}", fullmatch=True))
def test_a_code_with_another_last_figure_is_no_code(first_five):
    right = check_digit(first_five)
    assert [figure for figure in range(10) if is_code(f"{first_five}{figure}")] == [right]
