"""The wordings themselves: complete in five languages, short, and nothing of a person in what leaves."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.telling.channels import Channel
from todoke.telling.codes import draw
from todoke.telling.wording.lint import lint
from todoke.telling.wording.loading import WordingError, load_glossary, load_wordings, read_wording
from todoke.telling.wording.plain import PlainError
from todoke.telling.wording.rendering import render
from todoke.telling.wording.stamping import is_signed, public_of, sign, stamp
from todoke.telling.wording.texts import COMMON, LANGUAGES5, LEAVING

FOLDER = Path("data/notices/wordings")
WORDINGS = load_wordings(FOLDER)
VALUES = {
    "office": "調布市",
    "code": draw(),
    "site": "https://todoke.example/",
    "check": "https://todoke.example/notices/check/",
    "stop": "https://todoke.example/stop/abc/",
    "program": "児童手当",
    "deadline": "2026-12-01",
    "begins": "2026-12-01",
    "ends": "2026-12-01",
    "on": "2026-11-22",
    "count": "3",
    "item": "お子さんの生年月日",
    "message": "川の水がふえています。",
    "number": "123456",
}


@pytest.mark.parametrize("key", WORDINGS)
def test_the_linter_finds_nothing_in_our_own(key):
    assert not lint(
        WORDINGS[key], domain="todoke.example", glossary=load_glossary(Path("data/notices/glossary5.yaml"))
    )


@pytest.mark.parametrize("language", LANGUAGES5)
@pytest.mark.parametrize("key", WORDINGS)
def test_every_wording_can_be_said_on_every_way_in_every_language(key, language):
    for channel in (*Channel, None):
        told = render(WORDINGS[key], channel, language, VALUES)
        assert told.subject
        assert "{" not in told.body or channel is None
        assert "\n" not in told.subject
        if channel is Channel.PUSH:
            assert len(told.body) <= 60
        else:
            assert len(told.lines) <= 25


def test_there_is_a_wording_for_every_kind_the_brief_names():
    assert len({wording.kind for wording in WORDINGS.values()}) >= 14


def test_nothing_of_a_person_can_leave():
    for wording in WORDINGS.values():
        for part in LEAVING:
            own = {"number"} if wording.key == "login-code" else set()
            assert getattr(wording, part).places("ja") <= COMMON.keys() | own


def test_no_subject_tells_which_kind_of_notice_it_is():
    ordinary = {
        wording.subject.ja
        for wording in WORDINGS.values()
        if wording.kind not in ("disaster", "roundup", "login-code")
    }
    assert len(ordinary) == 1


def test_in_a_letter_the_line_about_stopping_is_left_out():
    told = render(WORDINGS["deadline-near"], Channel.LETTER, "ja", VALUES | {"stop": ""})
    assert "受け取りを止める" not in told.body


@pytest.mark.parametrize(
    "value",
    [
        "児童手当\nBcc: a@b.test", "https://evil.test", "ｈｔｔｐ：／／evil.test", "evil.test", "<b>",
        "a@b", "{code}", "見\u200bえ", "www.evil",
        "192.0.2.1", "あ" * 61, "[開く](x)", "1234 5678 9018",
    ],
)  # fmt: skip
def test_a_value_that_is_more_than_text_is_refused_without_being_repeated(value):
    with pytest.raises(PlainError) as refused:
        render(WORDINGS["deadline-near"], None, "ja", VALUES | {"program": value})
    assert value not in str(refused.value)


@given(st.text(max_size=90))
def test_no_value_ever_brings_a_link_markup_or_a_line(value):
    try:
        told = render(WORDINGS["newly-eligible"], None, "ja", VALUES | {"program": value})
    except PlainError:
        return
    for part in (told.subject, told.body):
        assert not any(sign in part for sign in ("://", "@", "<", ">", "\n", "\r", "{", "}"))
    assert value.strip() in told.subject


def test_a_missing_value_is_told_by_the_name_of_its_place():
    with pytest.raises(PlainError, match="deadline"):
        render(WORDINGS["deadline-near"], None, "ja", {"program": "児童手当"})


def test_a_wording_in_four_languages_is_refused():
    raw = WORDINGS["lost"].model_dump(mode="json")
    del raw["title"]["ko"]
    with pytest.raises(WordingError, match=r"title\.ko"):
        read_wording(raw, "lost.yaml")


def test_a_wording_with_another_place_in_one_language_is_refused():
    raw = WORDINGS["lost"].model_dump(mode="json")
    raw["title"]["en"] = "You no longer meet the conditions"
    with pytest.raises(WordingError, match="en"):
        read_wording(raw, "lost.yaml")


def test_the_linter_sees_a_personal_value_a_missing_reading_and_a_copied_text():
    raw = WORDINGS["lost"].model_dump(mode="json")
    for language in LANGUAGES5:
        raw["subject"][language] += " {program}"
    raw["text"]["easy"] = "{program}の条件。{office}"
    raw["text"]["en"] = raw["text"]["ja"]
    codes = {fault.code for fault in lint(read_wording(raw, "lost"), domain="todoke.example")}
    assert {"personal", "no-reading", "untranslated"} <= codes


def test_a_stamp_covers_every_language_and_a_signature_only_its_own_version():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = (
        Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )
    wording = WORDINGS["lost"]
    mark = stamp(wording)
    raw = wording.model_dump(mode="json")
    raw["text"]["ko"] += "."
    assert stamp(read_wording(raw, "lost")) != mark
    signature = sign(pem, key="lost", version=1, stamp=mark)
    assert is_signed(public_of(pem), signature, key="lost", version=1, stamp=mark)
    assert not is_signed(public_of(pem), signature, key="lost", version=2, stamp=mark)
    assert not is_signed(public_of(pem), "x" + signature[1:], key="lost", version=1, stamp=mark)
