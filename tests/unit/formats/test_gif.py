"""Rows of GIF 451-4 are read, advised on, and written back cell by cell."""

from __future__ import annotations

from datetime import date

import pytest

from todoke.formats.gif.items import item_of, items
from todoke.formats.gif.reading import advice, open_rows, parse, read
from todoke.formats.gif.rendering import canonical, columns, render, write
from todoke.formats.repairs import Parsed, RecordError, Unreadable
from todoke.formats.tables import TableError
from todoke.records.content import ProgramContent, as_json, read_content

ROW: dict[str, str | None] = {
    **dict.fromkeys(columns()),
    "制度所管組織": "調布市 子ども家庭課",
    "タイトル（制度名）": "児童手当",
    "サブタイトル（通称）": "子ども手当",
    "制度番号": "psid3.0+7000020132080+900001+UM24",
    "元制度番号": "psid3.0+8000012010038+24+UM24",
    "制度変更区分": "1",
    "根拠法令": "児童手当法",
    "地域": "132080",
    "概要": "子どもを育てる方に手当を支給します。",
    "内容": "年6回支給します。",
    "対象者": "高校生年代までの子どもを養育している方",
    "用途・対象物": "使いみちは問いません",
    "収入条件": "所得制限はありません",
    "家族構成条件": "子どもを養育していること",
    "対象者条件": "市内に住んでいること",
    "給付上限額": "30000",
    "費用": "0",
    "予算枠の有無": "有",
    "申請届出方法": "窓口または郵送",
    "募集時期": "随時",
    "公募開始日": "2026-04-01",
    "公募終了日": "2027-03-31",
    "公募備考": "年度ごと",
    "手続書類": "認定請求書;https://www.example.jp/f.pdf",
    "電子申請の有無": "https://www.example.jp/apply",
    "添付ファイルの名称": "案内",
    "詳細参照先": "児童手当のページ",
    "詳細URL": "https://www.example.jp/",
    "ステージとアクション": "子育て",
    "お困りごと": "お金",
    "サービス種別": "手当・助成金",
    "キーワード": "手当;子育て",
    "実施組織・支援機関": "調布市",
    "お問い合わせ先": "子ども家庭課",
    "お問合わせ先一覧": "https://www.example.jp/ask",
    "連絡先情報": "電話 042-000-0000",
    "公開開始日": "2026-01-01",
    "公開終了日": "2027-12-31",
    "最終更新日": "2026-11-01",
    "表示優先度": "5",
}


def program(row) -> ProgramContent:
    content = parse(row).content
    assert isinstance(content, ProgramContent)
    return content


def test_the_model_has_52_items():
    assert len(items()) == 52
    assert [item.name for item in items() if item.required] == [
        "制度所管組織",
        "タイトル（制度名）",
        "概要",
        "内容",
        "連絡先情報",
    ]
    assert [item.advised_length for item in items() if item.advised_length] == [40, 40, 100, 500]


def test_a_whole_row_is_read_and_comes_back():
    parsed = parse(ROW, position=2)
    assert (parsed.number, parsed.repairs, parsed.problems) == (ROW["制度番号"], (), ())
    content = program(ROW)
    assert content.origin is not None
    assert (content.origin.number, content.origin.change) == ("psid3.0+8000012010038+24+UM24", 1)
    assert content.area == ("132080",)
    assert content.owner.body == "7000020132080"
    assert content.support.amounts[0].yen == 30_000
    assert content.periods[0].kind == "budget"
    assert content.target.conditions is not None
    assert content.target.conditions.ja.splitlines() == [
        "市内に住んでいること",
        "収入条件：所得制限はありません",
        "家族構成条件：子どもを養育していること",
    ]
    assert (content.public_from, content.checked_on) == (date(2026, 1, 1), date(2026, 11, 1))
    assert canonical(parsed.number, content) == ROW
    assert render(parsed.number, content, ROW) is ROW


def test_a_change_touches_its_cells_only():
    original = {**ROW, "メモ": "そのまま", "最終更新日": "2026/11/01"}
    content = program(original)
    changed = read_content({**as_json(content), "summary": "新しい概要", "checked_on": "2026-11-22"})
    assert isinstance(changed, ProgramContent)
    written = render(parse(original).number, changed, original)
    assert {key for key in written if written[key] != original.get(key)} == {"概要", "最終更新日"}


def test_other_headers_are_understood_and_kept():
    original: dict[str, str | None] = {
        "タイトル": "相談",
        "所管組織": "千代田区",
        "対象地域": "13101",
        "概要": "相談できます",
        "URL": "https://a.jp/",
    }
    content = program(original)
    assert content.area == ("131016",)
    assert content.owner.body == "8000020131016"
    changed = content.model_copy(update={"links": ()})
    assert render("", changed, original) == {**original, "URL": None}
    assert item_of("制度名") == "タイトル（制度名）"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"タイトル（制度名）": "あ" * 41}, "too_long"),
        ({"概要": "あ" * 101}, "too_long"),
        ({"内容": "あ" * 501}, "too_long"),
        ({"連絡先情報": None}, "required_missing"),
        ({"地域": "東京"}, "bad_area"),
        ({"最終更新日": "先月"}, "bad_date"),
        ({"詳細URL": "区のページ"}, "bad_url"),
    ],
)
def test_what_the_model_asks_for(changes, kind):
    row = {**ROW, **changes}
    assert kind in [problem.kind for problem in parse(row).problems]
    assert render(parse(row).number, program(row), row) is row


def test_advice_says_how_long_it_is():
    (found,) = advice({**ROW, "概要": "あ" * 120})
    assert found.value == "120文字(推奨は100文字まで)"


def test_a_row_without_a_number_is_told_apart_by_its_key():
    parsed = parse({**ROW, "制度番号": "A-12"})
    assert (parsed.number, parsed.source_key) == ("", "A-12")
    parsed = parse({**ROW, "制度番号": None})
    assert parsed.source_key == "調布市 子ども家庭課/児童手当"


@pytest.mark.parametrize(
    ("answer", "state"), [("有", "done"), ("無", "not_yet"), (None, "unknown"), ("検討中", "unknown")]
)
def test_online_filing(answer, state):
    row = {**ROW, "電子申請の有無": answer}
    assert program(row).digital.state == state
    assert canonical("", program(row))["電子申請の有無"] == answer


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_files_come_back(tmp_path, name):
    path = tmp_path / name
    empty: dict[str, str | None] = {**dict.fromkeys(columns()), "概要": "名前がない"}
    assert write(path, [ROW, empty]) == 2
    first, second = read(path)
    assert isinstance(first, Parsed)
    assert first.content == program(ROW)
    assert isinstance(second, Unreadable)
    assert "タイトル" in second.reason
    assert "名前がない" in second.raw


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\n児童館,港区\n", encoding="utf-8")
    with pytest.raises(TableError, match="GIF"):
        open_rows(path)


def test_no_title_is_no_program():
    with pytest.raises(RecordError, match="タイトル"):
        parse({"概要": "あ"})
