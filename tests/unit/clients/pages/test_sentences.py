"""Japanese sentences are cut where they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.sentences import joined, key, split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("対象は0歳です。申請は不要です。", ["対象は0歳です。", "申請は不要です。"]),
        ("申請できますか？　はい。", ["申請できますか？", "はい。"]),
        ("おめでとうございます！！次に。", ["おめでとうございます！！", "次に。"]),
        ("「手当。」と書きます。次。", ["「手当。」と書きます。", "次。"]),
        ("対象です（所得制限なし。）。次。", ["対象です（所得制限なし。）。", "次。"]),
        ("1）本人確認書類。2）印鑑。", ["1）本人確認書類。", "2）印鑑。"]),
        ("「閉じない。次。", ["「閉じない。", "次。"]),
        ("あ。」い。", ["あ。」", "い。"]),
        ("月額1.5万円です", ["月額1.5万円です"]),
        ("一行目\n二行目。三", ["一行目", "二行目。", "三"]),
        (" 　\n 　", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text(alphabet="あ漢0。！？「」（）\n 　A", max_size=80))
def test_no_letter_is_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(st.text(alphabet="あ漢。「」", max_size=40))
def test_a_sentence_is_one_sentence(text: str) -> None:
    for sentence in split(text):
        assert "".join(split(sentence)) == sentence


def test_line_breaks_of_the_source_are_no_breaks() -> None:
    assert joined("児童\n    手当") == "児童手当"
    assert joined("Child\n  Allowance 制度") == "Child Allowance 制度"


def test_widths_and_spaces_make_no_other_sentence() -> None:
    assert key("ﾃﾞｼﾞﾀﾙ　１０％ ＡＢＣ") == key("デジタル10%abc")
