"""Every format is read the same way, and from any item on."""

from __future__ import annotations

import json

import pytest

from tests.unit.formats.records import record
from tests.unit.formats.test_gif import ROW as GIF_ROW
from todoke.formats.generating.writing import records, write
from todoke.formats.gif import rendering as gif
from todoke.formats.repairs import Parsed, Unreadable
from todoke.formats.sources import Format, open_source
from todoke.formats.tables import TableError
from todoke.formats.tokyo import spreadsheet


def check_resuming(source):
    items = list(source.items(0, 0))
    for place, item in enumerate(items, start=1):
        rest = list(source.items(item.resume, place))
        assert rest == items[place:]
        assert [each.read() for each in rest] == [each.read() for each in items[place:]]
    return items


def test_registry_json_with_damage(tmp_path):
    path = tmp_path / "a.json"
    parts = [json.dumps(each, ensure_ascii=False) for each in records(6, seed=9)]
    parts[2] = parts[2][:-1]
    parts[4] = json.dumps(record(basicInformation__psid=None))
    path.write_text("[" + ",".join(parts) + "]", encoding="utf-8-sig")
    source = open_source(Format.TOKYO_REGISTRY, path)
    assert (source.total, source.unit) == (path.stat().st_size, "B")
    items = check_resuming(source)
    assert [type(item.read()) for item in items] == [Parsed, Parsed, Unreadable, Parsed, Unreadable, Parsed]
    broken = items[2].read()
    assert isinstance(broken, Unreadable)
    assert broken.row == 3
    assert broken.raw == parts[2]
    assert "バイト目から" in broken.reason
    assert json.loads(items[0].raw) == json.loads(parts[0])
    assert [item.done for item in items] == sorted({item.done for item in items})


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_registry_sheet(tmp_path, name):
    path = tmp_path / name
    made = list(records(5, seed=4))
    assert spreadsheet.write(path, made) == 5
    items = check_resuming(open_source(Format.TOKYO_REGISTRY, path))
    assert [item.read().number for item in items if isinstance(item.read(), Parsed)] == [
        each["basicInformation"]["psid"] for each in made
    ]
    table = spreadsheet.open_sheet(path)
    for (_, back), original in zip(spreadsheet.records(table), records(5, seed=4, dirty=False), strict=True):
        assert back["description"] == original["description"]


def test_the_registry_sheet_returns_whole_records(tmp_path):
    path = tmp_path / "a.xlsx"
    made = [*records(40, seed=4, dirty=False), record()]
    spreadsheet.write(path, made)
    assert [back for _, back in spreadsheet.records(spreadsheet.open_sheet(path))] == made


def test_other_headers_of_the_sheet(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "psid,institutionName.canonicalName,通称,対象地域.対象地域,電子申請,カテゴリーコード,新しい列\n"
        'psid3.0+1000020133621+900001+UM119,相談,null,利島村,F,"003,027",あ\n,,,,,,x\n',
        encoding="cp932",
    )
    first, second = (item.read() for item in open_source(Format.TOKYO_REGISTRY, path).items(0, 0))
    assert isinstance(first, Parsed)
    assert first.content.area == ("133621",)
    assert first.content.categories == ("003", "027")
    assert first.content.common_name is None
    assert [problem.kind for problem in first.problems] == ["unknown_leaf"]
    assert isinstance(second, Unreadable)
    assert "psid" in second.reason


def test_gif_and_open_data(tmp_path):
    path = tmp_path / "a.csv"
    gif.write(path, [GIF_ROW, {**GIF_ROW, "制度番号": "B-1"}])
    items = check_resuming(open_source(Format.GIF, path))
    assert [item.read().source_key for item in items if isinstance(item.read(), Parsed)] == [
        GIF_ROW["制度番号"],
        "B-1",
    ]
    source = open_source(Format.OPEN_DATA, path)
    assert "確認できていません" in source.notes[0]
    assert len(check_resuming(source)) == 2


def test_the_survey(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("手続ID,手続名,総手続件数\n1,申請,0\n2,,1\n3,届出,5\n", encoding="utf-8")
    source = open_source(Format.PROCEDURES_SURVEY, path)
    items = check_resuming(source)
    assert [type(item.read()) for item in items] == [Parsed, Unreadable, Parsed]
    assert "未記入" in source.notes[0]


@pytest.mark.parametrize("format_", Format)
def test_a_file_of_another_kind_is_refused_in_japanese(tmp_path, format_):
    path = tmp_path / "a.csv"
    path.write_text("名称,所在地_連結表記\n児童館,港区\n", encoding="utf-8")
    with pytest.raises(TableError, match="ありません|足りません|施設の一覧"):
        open_source(format_, path)


def test_the_same_seed_gives_the_same_records(tmp_path):
    assert list(records(3, seed=1)) == list(records(3, seed=1))
    assert list(records(3, seed=1)) != list(records(3, seed=2))
    assert list(records(5, seed=1))[3:] == list(records(2, seed=1, first=3))
    size = write(tmp_path / "a.json", 3, indent=1)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == list(records(3))
    assert size == (tmp_path / "a.json").stat().st_size
