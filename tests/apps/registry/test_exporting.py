"""What came in goes out unchanged, and every format holds the same records."""

from __future__ import annotations

import csv
import json

import pytest

from tests.factories.registry import (
    CHOFU,
    NOW,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.exporting.writing import ExportFormat, export
from todoke.apps.registry.importing.running import begin_run, carry_on
from todoke.apps.registry.models import Record, Version
from todoke.cli.main import main
from todoke.formats.generating.writing import records, write
from todoke.formats.gif import reading as gif
from todoke.formats.sources import Format
from todoke.formats.tokyo import spreadsheet
from todoke.formats.tokyo.reading import parse
from todoke.records.content import read_content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bodies():
    return some_bodies()


def bring(path, format_=Format.TOKYO_REGISTRY):
    run, source = begin_run(path, format_, at=NOW)
    return carry_on(run, source, path, on=TODAY, now=lambda: NOW)


def written(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_in_and_out_and_in_again_is_lossless(tmp_path):
    there, back = tmp_path / "there.json", tmp_path / "back.json"
    write(there, 200, seed=6)
    bring(there)
    assert export(ExportFormat.TOKYO_JSON, back, synthetic=True) == 200
    assert written(back) == written(there)
    assert bring(back).counts == {"unchanged": 200}
    assert not list(tmp_path.glob(".*"))


def test_a_change_made_here_is_the_only_difference(tmp_path):
    there, back = tmp_path / "there.json", tmp_path / "back.json"
    write(there, 30, seed=6)
    bring(there)
    made = written(there)
    number = made[4]["basicInformation"]["psid"]
    content = parse(made[4]).content
    changed = content.model_copy(update={"sensitive": True})
    publish(Entry(number, changed, dated=False), on=TODAY, at=NOW, channel="desk")
    export(ExportFormat.TOKYO_JSON, back, synthetic=True)
    made[4]["useConsiderationFlag"] = True
    assert written(back) == made


def test_records_written_here_have_all_leaves(tmp_path):
    published(program_content(), "tdk1.0+7000020132080+1+P")
    path = tmp_path / "a.json"
    assert export(ExportFormat.TOKYO_JSON, path) == 1
    (record,) = written(path)
    assert set(record) == set(next(records(1)))
    assert record["area"]["areaCode"] == "132080;調布市"


@pytest.fixture
def some():
    published(program_content(), "tdk1.0+7000020132080+1+P")
    published(procedure_content(), "tdk1.0+8000020130001+1001+R")


def test_every_format(tmp_path, some):
    numbers = {"tdk1.0+7000020132080+1+P", "tdk1.0+8000020130001+1001+R"}
    path = tmp_path / "out"
    assert export(ExportFormat.JSON, path) == 2
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {line["number"] for line in lines} == numbers
    assert all(read_content(line["content"]) for line in lines)
    assert export(ExportFormat.CSV, path) == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert {row["number"] for row in csv.DictReader(file)} == numbers
    assert export(ExportFormat.JSON_LD, path) == 2
    assert {node["dct:identifier"] for node in written(path)["@graph"]} == numbers
    assert export(ExportFormat.GIF, tmp_path / "a.csv") == 1
    (row,) = gif.read(tmp_path / "a.csv")
    assert getattr(row, "number", None) == "tdk1.0+7000020132080+1+P"
    for name, format_ in (("b.csv", ExportFormat.TOKYO_CSV), ("b.xlsx", ExportFormat.TOKYO_XLSX)):
        assert export(format_, tmp_path / name) == 1
        ((_, record),) = spreadsheet.records(spreadsheet.open_sheet(tmp_path / name))
        assert record["institutionName"]["canonicalName"] == "子育て応援券"


def test_one_municipality_and_no_synthetic_records(tmp_path, some):
    write(tmp_path / "s.json", 5)
    bring(tmp_path / "s.json")
    path = tmp_path / "out"
    assert export(ExportFormat.JSON, path, area=CHOFU) == 1
    assert export(ExportFormat.JSON, path) == 2
    assert export(ExportFormat.JSON, path, synthetic=True) == 5


def test_a_file_that_cannot_be_finished_leaves_the_older_one(tmp_path, some, monkeypatch):
    path = tmp_path / "out.jsonl"
    path.write_text("older")
    monkeypatch.setattr("todoke.formats.plain.json_line", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(ExportFormat.JSON, path)
    assert path.read_text() == "older"
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_the_commands(tmp_path, capsys):
    path, out, report = tmp_path / "s.json", tmp_path / "out.json", tmp_path / "report.html"
    assert main(["export", "synthetic", "--count", "12", "--out", str(path)]) == 0
    assert "合成データ" in capsys.readouterr().out
    assert main(["import", "tokyo-registry", str(path), "--dry-run"]) == 0
    assert Record.objects.count() == 0
    assert main(["import", "tokyo-registry", str(path), "--report", str(report)]) == 0
    assert "新規 12件" in capsys.readouterr().out
    assert "読み込みの報告" in report.read_text(encoding="utf-8")
    assert main(["import", "tokyo-registry", str(path), "--report", str(tmp_path / "r.csv")]) == 0
    assert "登録に変わったところはありません" in capsys.readouterr().out
    assert main(["export", "tokyo-json", "--synthetic", "--out", str(out)]) == 0
    assert written(out) == written(path)
    assert Version.objects.count() == 12
    assert main(["export", "gif", "--municipality", "999999"]) == 2
    path.write_text("名称\n", encoding="utf-8")
    assert main(["import", "gif", str(path)]) == 2
    assert "読み込めません" in capsys.readouterr().err
