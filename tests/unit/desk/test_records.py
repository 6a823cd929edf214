"""Fields of records at the desk: every record survives the form, differences and paths say what they should."""

from pathlib import Path
from typing import Any

import pytest

from todoke.apps.desk.domain.asks import ask_of
from todoke.apps.desk.domain.bulk import REPLACEABLE, SETTABLE, replaced, with_field
from todoke.apps.desk.domain.changes import PointerError, differences, value_at, with_values
from todoke.apps.desk.domain.labels import plain_words, pointer_label
from todoke.apps.desk.domain.repairs import page_view, shape_at, suggestions
from todoke.apps.desk.domain.shapes import Group, Leaf, Many, Shape, shape_of
from todoke.apps.desk.forms.printing import Printed, Printer
from todoke.apps.desk.forms.reading import Reader, checked, name_at
from todoke.records.content import as_json, read_content
from todoke.rules import yamlfile
from todoke.ui.controls import Select

RECORDS = sorted((Path(__file__).resolve().parents[3] / "data" / "registry").glob("*/*.yaml"))


def typed(part: Printed) -> dict[str, str]:
    """Return what a browser sends for a printed form that nobody changed."""
    found: dict[str, str] = {}
    if part.control is not None:
        control: Any = part.control
        chosen = (
            next((one.value for one in control.choices if one.is_chosen), "")
            if isinstance(control, Select)
            else None
        )
        found[control.name] = control.value if chosen is None else chosen
    if part.kind == "many":
        found[f"{part.name}-rows"] = str(part.rows)
    for inner in part.parts:
        found |= typed(inner)
    return found


def test_every_record_survives_the_form_unchanged():
    count = 0
    for path in RECORDS:
        for version in yamlfile.read(path)["versions"]:
            content = read_content(version["content"])
            shape, plain = shape_of(content.kind), as_json(content)
            reader = Reader(typed(Printer().print(shape, plain, "")))
            back = reader.read(shape, "") | {"kind": content.kind, "extra": plain.get("extra", {})}
            again, errors = checked(back, shape)
            assert not reader.errors
            assert not errors
            assert again is not None
            assert as_json(again) == plain
            count += 1
    assert count > 100


def every_part(shape: Shape) -> list[Shape]:
    inner: tuple[Shape, ...] = ()
    if isinstance(shape, Group):
        inner = shape.parts
    elif isinstance(shape, Many):
        inner = (shape.item,)
    return [shape, *(one for part in inner for one in every_part(part))]


@pytest.mark.parametrize("kind", ["program", "procedure"])
def test_every_field_has_a_japanese_name_and_every_code_a_word(kind):
    for part in every_part(shape_of(kind)):
        if part.name:
            assert not part.label.isascii() or part.label in ("URL",), part.name
        if isinstance(part, Leaf) and part.kind == "choice":
            assert all(word != code for code, word in part.choices), part.name


@pytest.mark.parametrize("pointer", [*REPLACEABLE, *SETTABLE])
def test_every_field_of_the_bulk_edit_exists(pointer):
    assert shape_at(shape_of("procedure"), pointer.replace("*", "0")) is not None


def test_a_bulk_edit_leaves_other_records_alone():
    plain = {"contacts": [{"name": "旧課"}, {"phone": "1"}]}
    assert replaced(plain, "contacts.*.name", "旧課", "新課")["contacts"] == [
        {"name": "新課"},
        {"phone": "1"},
    ]
    assert replaced(plain, "links.*.url", "a", "b") == plain
    assert with_field({"owner": {"section": "x"}}, "owner.section", "") == {}


def test_differences_and_values_undo_each_other():
    old = {"name": {"ja": "a"}, "links": [{"url": "1"}, {"url": "2"}], "words": ["x"]}
    new = {"name": {"ja": "b", "en": "B"}, "links": [{"url": "1"}, {"url": "3"}], "words": ["x", "y"]}
    found = differences(old, new)
    assert with_values(old, [(one.pointer, one.new) for one in found]) == new
    assert [one.label for one in found] == ["名称 › 日本語", "名称 › 英語", "リンク 2 › URL", "くらしの言葉"]


def test_a_path_that_leads_nowhere_is_refused_and_one_past_the_end_appends():
    assert with_values({"links": []}, [("links.0.url", "a")]) == {"links": [{"url": "a"}]}
    assert with_values({}, [("support.amounts.0.yen", 1)]) == {"support": {"amounts": [{"yen": 1}]}}
    with pytest.raises(PointerError, match="今の登録にありません"):
        with_values({"links": []}, [("links.3.url", "a")])
    with pytest.raises(PointerError):
        with_values({"menu": "UM1"}, [("menu.0", "a")])
    assert value_at({"links": []}, "links.0.url") is None


def test_a_task_says_which_fields_to_look_at():
    content = {"links": [{"url": "https://a.example/"}], "kind": "program"}
    dead = suggestions("program", {}, content, need="dead_link", key="https://a.example/")
    assert [(one.pointer, one.has_new) for one in dead] == [("links.0.url", False)]
    told = {"changes": [{"field": "links.0.url", "value": None}, {"field": "no.such"}], "fields": ["summary"]}
    both = suggestions("program", told, content, need="page_changed", key="")
    assert [(one.pointer, one.new_words) for one in both] == [
        ("links.0.url", "(消す)"),
        ("summary", "(消す)"),
    ]
    assert [one.has_new for one in both] == [True, False]


def test_the_page_marks_the_sentences_that_changed():
    view = page_view({"page": ["a", "b"], "changed": ["b"], "page_url": "u"})
    assert (view.url, view.sentences) == ("u", (("a", False), ("b", True)))
    assert page_view({"quotes": [{"text": "q"}]}).sentences == (("q", True),)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("program", "links", 0, "url"), "links-0-url"),
        (("program", "periods", 1, "range", "from"), "periods-1-from"),
        (("program", "name"), "name-ja"),
        (("program", "area", 0), "area"),
    ],
)
def test_an_error_of_the_model_finds_its_field(place, name):
    assert name_at(shape_of("program"), place) == name


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "１２,０００円", 12000),
        ("date", "令和8年11月22日", "2026-11-22"),
        ("day_or_month_day", "4月1日", "04-01"),
        ("day_or_month_day", "2026-04-01", "2026-04-01"),
        ("time", "8:30", "08:30:00"),
        ("flag", "no", False),
        ("lines", "a\nb、c", ["a", "b", "c"]),
    ],
)
def test_fields_are_read_as_people_write_them(kind, text, value):
    reader = Reader({"x": text})
    assert reader.read(Leaf("x", "", kind), "x") == value
    assert not reader.errors


@pytest.mark.parametrize(("kind", "text"), [("number", "たくさん"), ("date", "いつか"), ("time", "朝")])
def test_what_cannot_be_read_says_how_to_write_it(kind, text):
    reader = Reader({"x": text})
    assert reader.read(Leaf("x", "", kind), "x") is None
    assert "のように" in reader.errors["x"]


def test_words_are_told_in_japanese():
    assert plain_words({"kind": "online", "url": "u"}, name="channels") == "種類: オンライン、URL: u"
    assert pointer_label("periods.0.from") == "受付・実施の期間 1 › 始まり"
    assert ask_of("dead_link").startswith("リンク先")
    assert ask_of("nothing-known") == "内容を確かめてください。"
