"""A letter is one page, says what it was given and nothing else, and can be read by a machine that reads aloud."""

import io
import unicodedata
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest

from todoke.formats.letters import writing
from todoke.formats.letters.pages import write_page
from todoke.formats.letters.writing import Letter, LettersUnavailableError, qr_svg, write_letters

FONT = "Noto Sans CJK JP"
URL = "https://todoke.example/notices/check/"


def a_letter(**changes) -> Letter:
    values = {
        "name": "佐藤花子",
        "address": "東京都調布市小島町2-35-1",
        "office": "調布市",
        "day": "2026年11月22日",
        "title": "お知らせがあります",
        "lines": ["調布市からのお知らせが一件あります。", "内容は、ご自分で開いてご覧ください。"],
        "code": "7K3M9-QXT2R-H",
        "check_url": URL,
    }
    return Letter(**{**values, **changes})


def texts(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(autouse=True)
def with_font():
    if not writing._has_font(FONT):
        pytest.skip(f"{FONT} is not installed")


def test_each_letter_is_a_page_of_its_own_with_only_its_own_words():
    first, second = texts(
        write_letters([a_letter(), a_letter(name="鈴木一郎", code="AAAAA-BBBBB-C")], title="手紙", font=FONT)
    )
    for word in (
        "佐藤花子様",
        "東京都調布市小島町2-35-1",
        "7K3M9-QXT2R-H",
        "調布市からのお知らせが一件あります。",
        URL,
    ):
        assert word in first
    assert "鈴木一郎様" in second
    assert "佐藤" not in second
    assert unicodedata.normalize("NFKC", first) == first  # no radicals in place of characters


def test_it_says_that_it_is_accessible():
    root: Any = pypdf.PdfReader(io.BytesIO(write_letters([a_letter()], title="手紙", font=FONT))).root_object
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("ja")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_same_letters_are_the_same_file():
    assert write_letters([a_letter()], title="手紙", font=FONT) == write_letters(
        [a_letter()], title="手紙", font=FONT
    )


@pytest.mark.parametrize(
    "name", ["#pagebreak()", '#read("/etc/passwd")', "*太い* _斜め_ $x$", "</script><b>", "\\ ] [ {"]
)
def test_a_name_is_a_name_whatever_it_holds(name):
    pages = texts(write_letters([a_letter(name=name)], title="手紙", font=FONT))
    assert len(pages) == 1
    assert "".join(name.split()) in pages[0]


def test_without_the_font_it_is_said_what_to_do():
    with pytest.raises(LettersUnavailableError, match="LETTER_FONT"):
        write_letters([a_letter()], title="手紙", font="No Such Font")
    with pytest.raises(ValueError):
        write_letters([], title="手紙", font=FONT)


def test_the_page_for_printing_escapes_what_it_is_given():
    page = write_page([a_letter(name="<b>&")], title="手紙").decode()
    assert "&lt;b&gt;&amp; 様" in page
    assert "<b>" not in page
    assert "<script" not in page


def test_the_qr_code_is_svg():
    assert ElementTree.fromstring(qr_svg(URL)).tag.endswith("svg")
