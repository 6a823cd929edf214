"""Rows of the national survey: codes, periods, counts that are no counts, both editions."""

from __future__ import annotations

import pyarrow
import pyarrow.parquet
import pytest

from todoke.formats.processing import read_processing
from todoke.formats.repairs import Parsed, RecordError, Unreadable
from todoke.formats.survey.fields import by_header, edition_of, fields
from todoke.formats.survey.reading import parse, read
from todoke.formats.survey.rows import open_survey
from todoke.formats.tables import TableError
from todoke.records.content import ProcedureContent

ROW = {
    "id": "4821",
    "ministry": "総務省",
    "name": "転入の届出",
    "law": "住民基本台帳法",
    "law_number": "昭和四十二年法律第八十一号",
    "article": "第22条",
    "type": "1 申請等",
    "actor": "5 国民等",
    "recipient": "3 地方等",
    "duty": "1 自治事務",
    "joint": "×（府省共通手続でない）",
    "carried_out_by": "総務省",
    "online": "2 未実施",
    "online_concern": "4 一部の必要書類の原本が紙; 6 費用対効果が不明",
    "identity": "4 本人確認書類の提示・提出; 3 署名",
    "fee": "1 手数料等無し",
    "time_offline": "1日",
    "count": 120,
    "count_online": 0,
    "count_offline": 120,
    "asked": "マイナンバー; その他の情報",
    "attached": "住民票; 戸籍",
    "events": "引越し; 出生・こども",
    "counters": "市役所・町村役場",
}


def procedure(**changes) -> ProcedureContent:
    content = parse({**ROW, **changes}).content
    assert isinstance(content, ProcedureContent)
    return content


def rules(**changes):
    return [repair.rule for repair in parse({**ROW, **changes}).repairs]


def test_both_editions_are_mapped():
    assert sum(field.r6 is not None for field in fields()) == 39
    assert sum(field.r7 is not None for field in fields()) == 46
    assert edition_of(("手続ID", "法令番号")) == "r6"
    assert edition_of(("手続ID", "手続に関する補足")) == "r7"
    assert by_header()["処理期間(オンライン)"] == "time_online"


def test_a_row_becomes_a_procedure():
    parsed = parse(ROW)
    assert parsed.number == "tdk1.0+8000012010038+4821+R"
    content = procedure()
    assert (content.filing, content.audience, content.level, content.area) == (
        "report",
        "resident",
        "nation",
        (),
    )
    assert content.life_events == ("moving", "birth", "child_rearing")
    assert (content.digital.state, content.digital.reason_kind) == ("not_yet", "original")
    assert content.digital.reason == "一部の必要書類の原本が紙、費用対効果が不明"
    assert content.identity_check == "本人確認書類の提示・提出、署名"
    assert [document.name.ja for document in content.documents] == ["住民票", "戸籍"]
    assert content.asked == ("マイナンバー", "その他の情報")
    (counter,) = content.channels
    assert counter.processing is not None
    assert (counter.kind, counter.processing.days) == ("counter", 1)
    assert content.extra["procedures-survey"]["法令番号"] == "昭和四十二年法律第八十一号"
    assert "実施府省庁" not in content.extra["procedures-survey"]


@pytest.mark.parametrize(
    ("actor", "recipient", "audience"),
    [
        ("5 国民等", "1 国", "resident"),
        ("1 国", "5 国民等", "resident"),
        ("6 民間事業者等", "1 国", "business"),
        ("7 国民等、民間事業者等", "3 地方等", "both"),
        ("5 国民等", "6 民間事業者等", "both"),
        ("1 国", "3 地方等", "office"),
        (None, None, "office"),
    ],
)
def test_whom_it_concerns(actor, recipient, audience):
    assert procedure(actor=actor, recipient=recipient).audience == audience


@pytest.mark.parametrize(
    ("kind", "name", "filing"),
    [
        ("1 申請等", "許可の申請", "application"),
        ("1 申請等", "変更の届出", "report"),
        ("1 申請等", "届出の承認申請", "application"),
        ("2-1 申請等に基づく処分通知等", "許可", "decision"),
        ("2-3 交付等（民間手続）", "交付", "delivery"),
        ("3 縦覧等", "縦覧", "inspection"),
        ("4 作成・保存等", "保存", "keeping"),
        (None, "不明", "other"),
    ],
)
def test_kinds_of_filings(kind, name, filing):
    assert procedure(type=kind, name=name).filing == filing


@pytest.mark.parametrize(
    ("total", "online", "offline", "kept"),
    [
        (0, 0, 0, None),
        (None, None, None, None),
        (120, 0, 120, (120, 0)),
        (120, 0, 0, (120, None)),
        (120, 20, 100, (120, 20)),
        ("120", "0", "120", (120, 0)),
    ],
)
def test_zero_is_not_a_count(total, online, offline, kept):
    volume = procedure(count=total, count_online=online, count_offline=offline).volume
    assert (volume and (volume.count, volume.online)) == kept


def test_what_became_of_zeros_and_marks_is_said():
    assert "zero_missing" in rules(count=0, count_online=0, count_offline=0)
    assert "marks" in rules(joint="〇（全府省）")
    assert procedure(joint="✕（なし）").extra["procedures-survey"]["府省共通手続"] == "×（なし）"


@pytest.mark.parametrize(
    ("text", "days", "months"),
    [
        ("14日", 14, None),
        ("２週間", 14, None),
        ("1週", 7, None),
        ("1月", None, 1),
        ("3ヶ月", None, 3),
        ("一か月", None, 1),
        ("1年", None, 12),
        ("0日", 0, None),
        ("1日～1月", None, None),
        ("30", None, None),
        ("不明", None, None),
        ("1.5月", None, None),
    ],
)
def test_processing_periods(text, days, months):
    found = read_processing(text)
    assert found is not None
    assert (found["text"], found.get("days"), found.get("months")) == (text, days, months)


@pytest.mark.parametrize("text", [None, "", "-", "－", " ｰ "])
def test_no_processing_period(text):
    assert read_processing(text) is None


@pytest.mark.parametrize(("key", "reason"), [("", "手続ID"), ("0", "手続ID"), ("abc", "手続ID")])
def test_a_row_without_an_id_is_refused(key, reason):
    with pytest.raises(RecordError, match=reason):
        parse({**ROW, "id": key})


def test_lettered_ids_have_numbers_of_their_own():
    numbers = {
        parse({**ROW, "id": key}).number for key in ("24009650", "P24009650", "DP24009650") if key[0] != "2"
    }
    assert numbers == {"tdk1.0+8000012010038+124009650+R", "tdk1.0+8000012010038+224009650+R"}


def test_parquet_is_read_in_batches_and_from_any_row_on(tmp_path, monkeypatch):
    monkeypatch.setattr("todoke.formats.survey.rows.BATCH", 7)
    path = tmp_path / "r6.parquet"
    headers = {field.name: field.r6 for field in fields() if field.r6}
    made = {headers[key]: [value] * 30 for key, value in ROW.items()}
    made["手続ID"] = [str(place) for place in range(30)]
    pyarrow.parquet.write_table(pyarrow.table(made), path)
    survey = open_survey(path)
    assert (survey.total, survey.edition, survey.shape.kind) == (30, "r6", "parquet")
    found = list(read(path))
    assert isinstance(found[0], Unreadable)
    assert "手続名: 転入の届出" in found[0].raw
    assert [each.source_key for each in found if isinstance(each, Parsed)] == [str(n) for n in range(1, 30)]
    for skip in (0, 6, 7, 8, 29, 30):
        assert list(read(path, skip=skip)) == found[skip:]


def test_the_next_edition_has_a_head_of_two_rows(tmp_path):
    path = tmp_path / "r7.csv"
    head = [field.r7 or "" for field in fields() if field.r7]
    upper = ["手続の概要"] + [""] * (len(head) - 1)
    values = {field.r7: ROW.get(field.name) for field in fields() if field.r7}
    values["手続に関する補足"] = "代理可"
    cells = ["" if (value := values[name]) is None else f'"{value}"' for name in head]
    path.write_text("\n".join([",".join(upper), ",".join(head), ",".join(cells)]), encoding="utf-8-sig")
    survey = open_survey(path)
    assert survey.edition == "r7"
    (found,) = read(path)
    assert isinstance(found, Parsed)
    assert found.position == 3
    assert found.content.extra["procedures-survey"]["手続に関する補足"] == "代理可"
    assert found.content.volume is not None
    assert "令和7年度" in (found.content.volume.source or "")


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\n児童館,港区\n", encoding="utf-8")
    with pytest.raises(TableError, match="手続ID"):
        open_survey(path)
