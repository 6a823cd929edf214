"""Pages are read in the encoding they are really in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.charsets import decode

TEXT = "<html><head>{meta}<title>児童手当</title></head><body>対象は、高校生年代までの子どもです。～①㈱</body></html>"
EUC = TEXT.replace("～①㈱", "")


@pytest.mark.parametrize("header", ["text/html", "text/html; charset=utf-8", 'text/html;charset="UTF-8"', ""])
@pytest.mark.parametrize("meta", ["", '<meta charset="utf-8">', "<meta charset=Shift_JIS>"])
def test_utf8_is_read_whatever_is_stated(header: str, meta: str) -> None:
    text = TEXT.format(meta=meta)
    assert decode(text.encode(), header) == (text, "utf-8")


@pytest.mark.parametrize(
    ("header", "meta"),
    [
        ("text/html; charset=Shift_JIS", ""),
        ("text/html; charset=x-sjis", ""),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("text/html; charset=UTF-8", ""),  # the header is wrong
        ("text/html; charset=ISO-8859-1", '<meta charset="shift_jis">'),
        ("text/html; charset=unheard-of", ""),
        ("text/html", ""),
    ],
)
def test_shift_jis_is_read(header: str, meta: str) -> None:
    text = TEXT.format(meta=meta)
    assert decode(text.encode("cp932"), header) == (text, "cp932")


@pytest.mark.parametrize("header", ["text/html; charset=EUC-JP", "text/html", "text/html; charset=utf-8"])
def test_euc_jp_is_read(header: str) -> None:
    text = EUC.format(meta="")
    assert decode(text.encode("euc_jp"), header) == (text, "euc_jp")


def test_iso_2022_jp_is_read() -> None:
    text = EUC.format(meta='<meta charset="iso-2022-jp">')
    assert decode(text.encode("iso2022_jp"), "")[0] == text
    assert decode(EUC.format(meta="").encode("iso2022_jp"), "")[0] == EUC.format(meta="")


def test_a_mark_at_the_start_decides() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert decode("届け".encode(encoding), "text/html; charset=shift_jis")[0] == "届け"


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = (TEXT.format(meta='<meta charset="utf-8">') * 10).encode() + b"\xff"
    assert decode(body)[1] == "utf-8"


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html; charset=shift_jis", "text/html; charset=hex"])
)
def test_any_bytes_are_read(body: bytes, header: str) -> None:
    text, encoding = decode(body, header)
    assert isinstance(text, str)
    assert encoding
