"""A JSON array is read record by record, in bounded memory, past damage, and from any record on."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.formats.records import record
from todoke.formats.generating.writing import records
from todoke.formats.tokyo import stream
from todoke.formats.tokyo.stream import Damaged, Found

RECORDS = [
    record(basicInformation__psid=f"psid3.0+1000020133621+{900_001 + place}+UM119") for place in range(4)
]


def read(data: bytes, **also):
    return list(stream.read(io.BytesIO(data), **also))


def array(texts, *, before="[", after="]"):
    return (before + ",\n".join(texts) + after).encode()


def texts(indent=None):
    return [json.dumps(each, ensure_ascii=False, indent=indent) for each in RECORDS]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[", "]"),
        ("\ufeff[\r\n", "\r\n]\r\n"),
        ('{"records": [', "]}"),
        ('{"meta": {"made": "2025-08-20", "n": [1, 2]}, "n": 4, "data": [', '], "more": 1}'),
        ("[", ""),
        ("", ""),
    ],
)
def test_every_shape_of_file(indent, before, after):
    data = array(texts(indent), before=before, after=after)
    found = read(data)
    assert [piece.value for piece in found] == RECORDS
    for piece in found:
        assert json.loads(data[piece.offset : piece.offset + piece.length]) == piece.value


def test_lines_of_records():
    assert [piece.value for piece in read("\n".join(texts()).encode())] == RECORDS


@pytest.mark.parametrize("data", [b"", b"[]", b'{"records": []}', b"  [ ] "])
def test_nothing_is_no_error(data):
    assert read(data) == []


DAMAGES = [
    ("a colon is missing", lambda text: text.replace('"summary":', '"summary"', 1), "コロン"),
    ("the last brace is missing", lambda text: text[:-1], "項目名"),
    ("it is cut in half", lambda text: text[: len(text) // 2], ""),
    ("a quotation mark is missing", lambda text: text.replace('"tag"', '"ta', 1), ""),
    ("it is no JSON", lambda text: "制度 = 相談", "値がありません"),
    ("it is a number", lambda text: "12", "レコードの形"),
    ("a bracket is missing", lambda text: re.sub(r'("003"\s*)\]', r"\1", text), ""),
    ("it holds NaN", lambda text: text.replace('"class": 1', '"class": NaN'), "値がありません"),
    ("a number without bounds", lambda text: text.replace('"class": 1', '"class": 1e999'), "値がありません"),
    ("a raw line break", lambda text: text.replace("育ちの", "育\nちの", 1), "生の改行"),
    ("half a surrogate", lambda text: text.replace("育ちの", "\\ud83d", 1), "サロゲート"),
]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    ("damage", "reason"), [each[1:] for each in DAMAGES], ids=[each[0] for each in DAMAGES]
)
def test_one_damaged_record_costs_one_record(damage, reason, indent):
    parts = texts(indent)
    parts[1] = damage(parts[1])
    data = array(parts)
    found = read(data)
    assert [type(piece) for piece in found] == [Found, Damaged, Found, Found]
    broken = found[1]
    assert isinstance(broken, Damaged)
    assert reason in broken.reason
    assert broken.text.strip(", \n") == parts[1].strip(", \n")
    assert data[broken.offset :].decode().startswith(broken.text)
    assert [piece.value for piece in found if isinstance(piece, Found)] == [
        RECORDS[0],
        *RECORDS[2:],
    ]


def test_broken_bytes_are_kept_as_they_are():
    parts = [text.encode() for text in texts()]
    parts[2] = parts[2].replace("育ち".encode(), b"\xff\xfe")
    found = read(b"[" + b",".join(parts) + b"]")
    assert [type(piece) for piece in found] == [Found, Found, Damaged, Found]
    broken = found[2]
    assert isinstance(broken, Damaged)
    assert "文字コード" in broken.reason
    assert broken.text.encode("utf-8", "surrogateescape") == parts[2]


def test_the_last_record_may_be_cut_off():
    found = read(array(texts())[:-60])
    assert [type(piece) for piece in found] == [Found, Found, Found, Damaged]


def test_reading_goes_on_after_any_record():
    data = array(texts(1))
    found = read(data)
    for place, piece in enumerate(found):
        assert read(data, resume_at=piece.offset + piece.length) == found[place + 1 :]


@settings(max_examples=15, deadline=None)
@given(st.integers(512, 16_384), st.sets(st.integers(0, 39), max_size=5))
def test_the_size_of_the_chunks_makes_no_difference(chunk, broken):
    parts = [json.dumps(each, ensure_ascii=False) for each in records(40, seed=5)]
    for place in broken:
        parts[place] = parts[place][:-1]
    data = array(parts)
    whole, chunk_before = read(data), stream.CHUNK
    stream.CHUNK = chunk
    try:
        assert read(data) == whole
    finally:
        stream.CHUNK = chunk_before
    damaged = sum(isinstance(piece, Damaged) for piece in whole)
    assert damaged == sum(place not in broken or place - 1 not in broken for place in broken)


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(stream, "CHUNK", 1 << 16)
    seen = []

    class Watched(io.BytesIO):
        def read(self, size=-1):
            seen.append(size)
            return super().read(size)

    data = array([json.dumps(each, ensure_ascii=False) for each in records(400, seed=2)])
    assert len(data) > 1_500_000
    reader = stream._Reader(Watched(data), "utf-8")
    reader.enter()
    longest = 0
    while reader.next() is not None:
        longest = max(longest, len(reader.window))
    assert set(seen) == {1 << 16}
    assert longest < 3 * (1 << 16)
