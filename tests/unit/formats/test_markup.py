"""Glued links and pipe tables become structure; nothing of the text is lost and no address but http(s) is a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.formats.markup import Paragraph, Piece, Table, links, pieces, plain, read


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("案内;https://a.jp/x", [Piece("案内", "https://a.jp/x")]),
        (
            "くわしくは、案内;https://a.jp/xを見てください。",
            [
                Piece("くわしくは、"),
                Piece("案内", "https://a.jp/x"),
                Piece("を見てください。"),
            ],
        ),
        (
            "一覧;https://a.jp/1　様式；https://a.jp/2.pdf",
            [Piece("一覧", "https://a.jp/1"), Piece("　"), Piece("様式", "https://a.jp/2.pdf")],
        ),
        ("https://a.jp/x.", [Piece("https://a.jp/x", "https://a.jp/x"), Piece(".")]),
        ("(https://a.jp/x(1))", [Piece("("), Piece("https://a.jp/x(1)", "https://a.jp/x(1)"), Piece(")")]),
        ("危険;javascript:alert(1)", [Piece("危険;javascript:alert(1)")]),
        ("電話;03-0000-0000", [Piece("電話;03-0000-0000")]),
    ],
)
def test_links_in_a_line(line, found):
    assert list(pieces(line)) == found


def test_paragraphs_are_parted_by_blank_lines():
    blocks = read("一\n二\n\n三")
    assert [[line[0].text for line in block.lines] for block in blocks if isinstance(block, Paragraph)] == [
        ["一", "二"],
        ["三"],
    ]


TABLE = """前の文
|種別|対象者|内容|
|:----|:----|:----|
|交付|妊婦|手帳;https://a.jp/|
|健診|^|受診票14枚|
|訪問|＾|助産師<br>の訪問|
後の文"""


def test_a_table_joins_rows():
    before, table, after = read(TABLE)
    assert isinstance(before, Paragraph)
    assert isinstance(after, Paragraph)
    assert isinstance(table, Table)
    assert [cell.pieces[0].text for cell in table.head[0]] == ["種別", "対象者", "内容"]
    assert all(cell.heading for cell in table.head[0])
    assert [(cell.pieces[0].text, cell.rows) for cell in table.body[0]] == [
        ("交付", 1),
        ("妊婦", 3),
        ("手帳", 1),
    ]
    assert [len(row) for row in table.body] == [3, 2, 2]
    assert table.body[2][1].pieces[0].text == "助産師\nの訪問"


def test_a_table_without_a_rule_has_no_head_and_short_rows_are_filled():
    (table,) = read("|一|二|\n|三|\n|^|四|")
    assert isinstance(table, Table)
    assert table.head == ()
    assert [len(row) for row in table.body] == [2, 2, 1]


def test_a_join_in_the_first_row_joins_nothing():
    (table,) = read("|^|二|")
    assert isinstance(table, Table)
    assert table.body[0][0].pieces == ()


def test_plain_text_and_links():
    assert plain(TABLE).splitlines() == [
        "前の文",
        "種別 対象者 内容",
        "交付 妊婦 手帳",
        "健診 受診票14枚",
        "訪問 助産師",
        "の訪問",
        "後の文",
    ]
    assert [piece.url for piece in links(TABLE)] == ["https://a.jp/"]


@given(st.text("あ;；|^-:\n htps/.jx(1)", max_size=60))
def test_no_text_breaks_it_and_every_link_is_safe(text):
    for piece in links(text):
        assert piece.url
        assert piece.url.startswith(("http://", "https://"))
    for line in text.split("\n"):
        said = "".join(piece.text if piece.url is None else "" for piece in pieces(line))
        assert len(said) <= len(line)
    plain(text)
