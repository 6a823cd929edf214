"""Standard open data sets: facilities of both generations, and lists of programs read by their head."""

from __future__ import annotations

from datetime import date, time

import pytest

from todoke.formats.opendata import facilities
from todoke.formats.opendata.sets import kind_of, read_programs
from todoke.formats.repairs import Parsed, Unreadable
from todoke.formats.tables import TableError

NEW = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,種別,所在地_連結表記,緯度,経度,電話番号,法人番号,許可等年月日,"
    "収容定員,利用可能曜日,開始時間,終了時間,一時預かりの有無,授乳室,ベビーカー貸出,URL,画像_ライセンス"
)
OLD = (
    "都道府県コード又は市区町村コード,NO,市区町村名,名称,名称_カナ,種別,住所,方書,緯度,経度,電話番号,収容定員,利用可能曜日,"
    "開始時間,終了時間,一時預かりの有無,URL,備考"
)


def one(tmp_path, text, encoding="utf-8-sig"):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return list(facilities.read(path))


def test_the_new_generation(tmp_path):
    row = (
        "13101,1,千代田区,みどり保育園,ミドリホイクエン,認可保育所,東京都千代田区1-1,35.69,139.75,０３－０００－０００,"
        "8000020131016,2020/4/1,60人,月～金,7:15,18:15,有,1,無,https://www.example.jp/,CC BY"
    )
    (found,) = one(tmp_path, f"{NEW}\n{row}\n")
    assert isinstance(found, facilities.Facility)
    assert (found.municipality, found.name, found.kind) == ("131016", "みどり保育園", "認可保育所")
    assert (found.latitude, found.longitude, found.capacity) == (35.69, 139.75, 60)
    assert (found.weekdays, found.opens, found.closes) == ((1, 2, 3, 4, 5), time(7, 15), time(18, 15))
    assert (found.temporary_care, found.nursing_room, found.stroller_lent) == (True, True, False)
    assert found.licensed_on == date(2020, 4, 1)
    assert found.image_license == "CC BY"
    assert {repair.rule for repair in found.repairs} == {"area_form", "width", "date_form", "time_form"}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16-le"])
def test_the_older_generation(tmp_path, encoding):
    row = "131041,7,新宿区,ひまわり園,,認証,新宿区1,2階,35.69,139.70,03-0000-0000,,月火水木金土,08:00,19:00,無,,"
    (found,) = one(tmp_path, f"{OLD}\n{row}\n", encoding)
    assert isinstance(found, facilities.Facility)
    assert (found.id, found.building, found.weekdays) == ("7", "2階", (1, 2, 3, 4, 5, 6))
    assert (found.temporary_care, found.capacity, found.remarks) == (False, None, None)


def test_what_is_wrong_is_said(tmp_path):
    rows = [
        "131016,1,千代田区,,,,千代田区,,,,,,,,,,,,,,",
        "99,2,千代田区,あおば園,,,千代田区,north,1390,なし,123,昨日,多数,平日,朝,夜,?,1,0,example,",
    ]
    nameless, found = one(tmp_path, "\n".join([NEW, *rows]))
    assert isinstance(nameless, Unreadable)
    assert "名称" in nameless.reason
    assert isinstance(found, facilities.Facility)
    assert (found.latitude, found.longitude, found.url, found.municipality) == (None, None, None, None)
    assert {problem.kind for problem in found.problems} == {
        "bad_area",
        "bad_number",
        "bad_phone",
        "bad_corporate_number",
        "bad_date",
        "bad_group",
        "bad_time",
        "bad_flag",
        "bad_url",
    }
    assert found.raw["収容定員"] == "多数"


def test_programs_are_read_by_their_head(tmp_path):
    path = tmp_path / "22.csv"
    path.write_text(
        "全国地方公共団体コード,ID,地方公共団体名,制度名,概要,対象者,URL,更新日\n"
        "131041,3,新宿区,ベビーシッター助成,費用を助成します,就学前の子の保護者,https://a.jp/,2026-01-05\n",
        encoding="utf-8",
    )
    assert kind_of(path) == "programs"
    (found,) = read_programs(path)
    assert isinstance(found, Parsed)
    assert (found.content.name.ja, found.content.area, found.content.owner.name) == (
        "ベビーシッター助成",
        ("131041",),
        "新宿区",
    )
    assert found.source_key == "3"


def test_a_list_of_facilities_is_told_apart(tmp_path):
    path = tmp_path / "05.csv"
    path.write_text(f"{NEW}\n", encoding="utf-8")
    assert kind_of(path) == "facilities"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TableError):
        kind_of(path)
