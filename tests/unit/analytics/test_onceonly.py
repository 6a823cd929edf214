"""Procedures that ask for what an office keeps: counted by what the survey says, never by what it leaves open."""

import csv
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest

from tests.factories.content import content
from todoke.analytics.onceonly import Answer, Keeper, kinds, of_programs, of_survey, totals_of
from todoke.analytics.onceonly_report import TITLE, as_csv, as_html, as_json
from todoke.cli.main import main

HEADER = (
    "手続ID,所管府省庁,手続名,法令名,根拠条項号,手続類型,手続主体,手続の受け手,総手続件数,"
    "申請書等に記載させる情報,申請時に添付させる書類\n"
)
PERSON, HERE = "5 国民等", "3 地方等"
ROWS = [
    f"1,総務省,住民票だけ,甲法,第1条,1 申請等,{PERSON},{HERE},40,その他の情報,住民票",
    "2,総務省,会社の名前,甲法,第2条,1 申請等,7 国民等、民間事業者等,4-3 国又は地方等,0,"
    " 商号又は名称; マイナンバー,添付書類なし",
    f"3,環境省,何も添えない,乙法,第1条,1 申請等,{PERSON},{HERE},5,その他の情報,添付書類なし",
    f"4,環境省,番号と定款だけ,乙法,第2条,1 申請等,{PERSON},{HERE},7,マイナンバー,定款",
    f"5,環境省,空欄,乙法,第3条,1 申請等,{PERSON},{HERE},0,,",
    f"6,環境省,資格,乙法,第4条,1 申請等,{PERSON},{HERE},3,その他の情報,"
    "資格証明書（くるみん認定等）;戸籍;その他の添付書類",
    f"7,環境省,お知らせを出す,乙法,第5条,2 申請等以外,{PERSON},{HERE},3,その他の情報,住民票",
    f"8,環境省,国に出す,乙法,第6条,1 申請等,{PERSON},1 国,3,その他の情報,住民票",
    f"9,環境省,会社が出す,乙法,第7条,1 申請等,6 民間事業者等,{HERE},3,その他の情報,住民票",
]
REAL = os.environ.get("TODOKE_PROCEDURES_SURVEY", "")
"""The survey's file as published, where it is at hand."""
ON = date(2026, 11, 22)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    file = tmp_path / "survey.csv"
    file.write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    return file


def test_only_applications_of_persons_to_municipalities_are_counted(survey):
    assert [row.id for row in of_survey(survey)] == ["1", "2", "3", "4", "5", "6"]


def test_what_the_survey_leaves_open_is_unknown_and_not_counted_as_either(survey):
    found = {row.id: row for row in of_survey(survey)}
    answers = {number: row.answer.value for number, row in found.items()}
    assert answers == {
        "1": "held",
        "2": "held",
        "3": "unknown",
        "4": "not_held",
        "5": "unknown",
        "6": "held",
    }
    assert (found["3"].papers, found["3"].fields) == (Answer.NOTHING, Answer.UNKNOWN)
    assert (found["2"].fields, found["2"].papers) == (Answer.HELD, Answer.NOTHING)


def test_a_procedure_counts_once_for_each_kind_and_keeper_it_has(survey):
    totals = totals_of(of_survey(survey))
    assert totals.procedures == 6
    assert totals.answers[Answer.HELD] == 3
    assert totals.kinds["individual_number"] == 2
    assert totals.kinds["koseki"] == totals.kinds["permit"] == totals.kinds["resident_record"] == 1
    assert totals.keepers == {
        Keeper.HERE: 1,
        Keeper.KOSEKI: 1,
        Keeper.PUBLIC: 2,
        Keeper.SELF: 1,
        Keeper.NUMBER: 2,
    }
    assert totals.owners == {"総務省": (2, 2), "環境省": (1, 4)}


def test_a_count_of_zero_in_the_file_is_no_zero(survey):
    totals = totals_of(of_survey(survey))
    assert (totals.known_counts, totals.applications) == (2, 43)


def test_our_own_programs_are_counted_by_their_papers():
    totals = totals_of(of_programs(content()))
    assert totals.procedures == len(content().programs)
    assert totals.kinds["boshi_techo"] > 0
    assert totals.fields[Answer.UNKNOWN] == totals.procedures
    assert sum(totals.answers.values()) == totals.procedures


def test_every_kind_says_where_it_is_kept_and_how_far_that_was_compared():
    for kind in kinds().values():
        assert kind.survey or kind.words
        assert kind.check in ("recalled", "verified")
        assert kind.law or kind.keeper is Keeper.SELF


def test_the_report_says_totals_in_words_figures_and_a_table(survey):
    groups = {"survey": of_survey(survey), "programs": of_programs(content())}
    html = as_html(groups, on=ON)
    assert TITLE in html
    assert "<svg" in html
    assert "同じ数字を表で見る" in html
    assert "少なくともこれだけある" in html
    assert "<script" not in html
    told = json.loads(as_json(groups, on=ON))
    assert told["groups"]["survey"]["answers"] == {"held": 3, "not_held": 1, "nothing": 0, "unknown": 2}
    rows = list(csv.DictReader(io.StringIO(as_csv(groups))))
    assert len(rows) == 6 + len(content().programs)
    assert (rows[0]["held"], rows[3]["other_kinds"]) == ("住民票", "マイナンバー;定款・決算書・社員名簿")


def test_a_survey_with_nothing_in_it_still_makes_a_report(tmp_path):
    file = tmp_path / "empty.csv"
    file.write_text(HEADER, encoding="utf-8")
    assert "求めるものが書かれた手続はありません" in as_html({"survey": of_survey(file)}, on=ON)


def test_the_command_writes_three_files_and_says_the_totals(survey, tmp_path, capsys):
    assert main(["onceonly", "report", "--survey", str(survey), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert (
        "国の調査の手続: 6 件のうち、役所がもう持っているものを求めるもの 3 件、分からないもの 2 件" in said
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "onceonly.csv",
        "onceonly.html",
        "onceonly.json",
    ]


def test_without_the_survey_the_command_says_what_is_missing_and_counts_the_rest(tmp_path, capsys):
    assert main(["onceonly", "report", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "--survey で渡してください" in said.err
    assert "todokeの制度" in said.out


@pytest.mark.parametrize("text", ["", "名前\nあ\n"])
def test_a_file_that_is_no_survey_writes_nothing(text, tmp_path, capsys):
    file = tmp_path / "other.csv"
    file.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["onceonly", "report", "--survey", str(file), "--out", str(out)]) == 2
    assert "何も書いていません" in capsys.readouterr().err
    assert not out.exists()
    assert main(["onceonly", "report", "--survey", str(tmp_path / "none.csv"), "--out", str(out)]) == 2


@pytest.mark.skipif(not REAL, reason="TODOKE_PROCEDURES_SURVEY names no file")
def test_the_real_survey_has_as_many_applications_as_its_readers_count():
    totals = totals_of(of_survey(Path(REAL)))
    assert totals.procedures == 2_972
    assert totals.answers[Answer.HELD] == 1_090
    assert totals.kinds["resident_record"] == 156
    assert totals.papers[Answer.NOTHING] == 1_078
