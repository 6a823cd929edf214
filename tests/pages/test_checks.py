"""The page client's checks find what they are for, and pass a sound page."""

import pytest

from tests.pages.checks import find_faults
from tests.pages.markup import parse, text_of

SOUND = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>子どもの年齢 | todoke</title></head>
<body><main id="main"><h1><ruby>子<rt>こ</rt></ruby>どもの<ruby>年齢<rt>ねんれい</rt></ruby></h1>
<form method="post" action="/next"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="age">何歳ですか</label><p class="field-error" id="age-error">数字で書いてください</p>
<input id="age" name="age" type="text" aria-invalid="true" aria-describedby="age-error">
<button type="submit">次へ</button></form></main></body></html>"""


def faults_of(source: str) -> str:
    tree, parse_errors = parse(source)
    return "\n".join([*parse_errors, *find_faults(tree)])


def test_a_sound_page_has_no_faults() -> None:
    assert faults_of(SOUND) == ""


def test_text_leaves_furigana_out() -> None:
    tree, _ = parse(SOUND)
    assert text_of(tree).startswith("子どもの年齢 | todoke 子どもの年齢")


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        ("<!DOCTYPE html>", "", "expected-doctype"),
        ("</form>", "</form></p>", "unexpected-end-tag"),
        (' lang="ja"', "", "<html lang>"),
        (' lang="ja"', ' lang="xx"', "<html lang>"),
        ("<title>子どもの年齢", "<title>todoke", "does not begin with the h1"),
        ("<form", "<h1>二つ目</h1><form", "2 h1 elements"),
        ("<form", "<h3>飛び</h3><form", "jumps from level 1 to 3"),
        ('id="age-error"', 'id="age"', "occurs 2 times"),
        ('for="age"', 'for="years"', "has no label"),
        ('for="age"', 'for="years"', "points to 'years'"),
        ("何歳ですか", "", "has no label"),
        (">次へ<", "><", "has no label"),
        (' aria-describedby="age-error"', "", "names no error"),
        (' aria-describedby="age-error"', "", "tied to no field"),
        ("数字で書いてください", "", "names no error"),
        ("<form", "<script>go()</script><form", "inline script"),
        ("<form", "<p style='color:red'>赤</p><form", "inline style"),
        ("<button", "<button onclick='go()'", "holds script"),
        ("<form", "<a href='javascript:go()'>進む</a><form", "holds script"),
        ("<form", "<img src='https://example.org/a.png' alt='絵'><form", "another origin"),
        ("<form", "<img src='//example.org/a.png' alt='絵'><form", "another origin"),
        ("<form", "<img src='/a.png'><form", "no alt"),
        ("csrfmiddlewaretoken", "other", "no CSRF token"),
        ('type="text"', 'type="radio"', "in no fieldset"),
        ("<form", "<fieldset><p>前</p><legend>題</legend></fieldset><form", "begin with a legend"),
    ],
)
def test_a_fault_is_found(sound: str, broken: str, fault: str) -> None:
    assert sound in SOUND
    assert fault in faults_of(SOUND.replace(sound, broken, 1))
