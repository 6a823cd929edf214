"""Files are read in whatever encoding, separator and head they come."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from todoke.formats.sniffing import UnknownEncodingError, encoding_of, head_rows, sniff
from todoke.formats.tables import TableError, read_table, write_csv, write_xlsx

ROWS = '名称,住所\n児童館,"港区,芝"\n図書館,"二行の\n住所"\n'


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ","),
        ("cp932", ","),
        ("utf-16-le", "\t"),
        ("utf-16", "\t"),
        ("utf-16-be", ","),
        ("utf-8", ";"),
    ],
)
def test_every_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "a.csv"
    text = ROWS.replace("名称,住所", f"名称{separator}住所").replace(',"', f'{separator}"')
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    assert table.shape.separator == separator
    assert table.columns == ("名称", "住所")
    assert [row for _, row in table.rows] == [
        {"名称": "児童館", "住所": "港区,芝"},
        {"名称": "図書館", "住所": "二行の\n住所"},
    ]


def test_a_letter_cut_at_the_end_of_the_sample_does_not_mislead():
    assert encoding_of("あ".encode()[:2], complete=False) == "utf-8"
    assert encoding_of(("名称" * 50).encode("cp932") + b"\x96", complete=False) == "cp932"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(UnknownEncodingError, match="文字コード"):
        encoding_of(bytes(range(128, 256)) * 20)


def test_a_single_bad_byte_does_not_make_another_encoding():
    assert encoding_of("制度の名称と内容、対象となる方".encode() * 200 + b"\xff") == "utf-8"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PAR1....", "parquet"),
        (b"PK\x03\x04............", "zip"),
        (b"PK\x03\x04....[Content_Types].xml", "xlsx"),
        (b"\xef\xbb\xbf[{}]", "json"),
        (b'\n {"a": 1}', "json"),
        (b"a,b\n1,2\n", "table"),
    ],
)
def test_kinds_of_files(tmp_path, start, kind):
    path = tmp_path / "file"
    path.write_bytes(start)
    assert sniff(path).kind == kind


def test_two_rows_of_head_are_joined(tmp_path):
    path = tmp_path / "r7.csv"
    path.write_text("1.基本,,2.件数\n手続ID,手続名,\n,,総手続件数\n1,申請,5\n", encoding="utf-8")
    table = read_table(path, known={"手続ID", "手続名", "総手続件数"})
    assert table.columns[:2] == ("手続ID", "手続名")
    path.write_text("手続ID,手続名,件数,\n,,総手続件数,オンライン手続件数\n1,申請,5,2\n", encoding="utf-8")
    known = {"手続ID", "手続名", "総手続件数", "オンライン手続件数"}
    table = read_table(path, known=known)
    assert table.columns == ("手続ID", "手続名", "総手続件数", "オンライン手続件数")
    assert next(table.rows) == (3, dict(zip(table.columns, ["1", "申請", "5", "2"], strict=True)))


def test_a_head_that_is_not_there():
    assert head_rows([["1", "2"]], frozenset({"手続ID"})) == 0


def test_columns_of_one_name_and_cells_without_a_column_are_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,備考,備考\nあ,1,2,3\n,,\nい\n", encoding="utf-8")
    assert [row for _, row in read_table(path).rows] == [
        {"名称": "あ", "備考": "1", "備考.2": "2", "(見出しのない列)": "3"},
        {"名称": "い", "備考": None, "備考.2": None},
    ]


def test_a_spreadsheet_gives_text(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "日", "日時", "時刻", "数", "可否"])
    sheet.append(["相談", date(2026, 4, 1), datetime(2026, 4, 1, 9, 30), time(9, 0), 3.0, True])
    book.save(path)
    (_, row), *_ = read_table(path).rows
    assert list(row.values()) == ["相談", "2026-04-01", "2026-04-01 09:30:00", "09:00", "3", "TRUE"]


def test_a_formula_is_written_as_text(tmp_path):
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, ["名称"], [["=1+1"], [None], ["@x\x0b"]], title="表") == 3
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [
        ("名称", "s"),
        ("=1+1", "s"),
        (None, "n"),
        ("@x", "s"),
    ]
    assert [row["名称"] for _, row in read_table(path).rows] == ["=1+1", "@x"]


def test_csv_comes_back(tmp_path):
    path = tmp_path / "a.csv"
    assert write_csv(path, ["名称", "住所"], [['あ\n"い"', None]]) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row for _, row in read_table(path).rows] == [{"名称": 'あ\n"い"', "住所": None}]


def test_a_spreadsheet_that_unfolds_without_end_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 100_000)
    monkeypatch.setattr("todoke.formats.tables.LARGEST_BOOK", 50_000)
    with pytest.raises(TableError, match="大きすぎます"):
        read_table(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04[Content_Types].xml broken", b"[1]"])
def test_what_is_no_table_is_refused_in_japanese(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match="読め|壊れ"):
        read_table(path)
