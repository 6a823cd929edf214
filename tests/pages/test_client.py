"""The page client sends forms and follows links as a browser without script, and refuses unsound pages."""

from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from tests.pages.client import PageClient

FRAME = """<!DOCTYPE html><html lang="ja"><head><title>{heading} | todoke</title></head>
<body><header><form action="/search"><label for="q">さがす</label><input id="q" name="q" type="search">
<button>さがす</button></form></header><main><h1>{heading}</h1>{main}</main></body></html>"""
FORM = """<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<fieldset><legend>子どもはいますか</legend><input type="radio" id="y" name="child" value="yes" checked>
<label for="y">はい</label><input type="radio" id="n" name="child" value="no">
<label for="n">いいえ</label></fieldset>
<label for="p">住まい</label><select id="p" name="place"><option value="131016">千代田区</option>
<option value="131024" selected>中央区</option></select>
<label for="m">メモ</label><textarea id="m" name="memo">前</textarea>
<label><input type="checkbox" name="agree"> 同意</label><button name="go" value="next">次へ</button>
<button name="go" value="skip">わからない</button></form><p><a href="../start">はじめから</a></p>"""


def show(heading: str, main: str = "") -> HttpResponse:
    return HttpResponse(FRAME.format(heading=heading, main=main))


def ask(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(f"/said/{request.POST.urlencode()}")
    return show("質問", FORM)


@pytest.fixture(autouse=True)
def routes(settings: Any) -> None:
    module = ModuleType("routes")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("questions/1", ask),
        path("start", lambda request: show("はじめ")),
        path("search", lambda request: show("結果", f"<p>{request.GET['q']}</p>")),
        path("said/<str:said>", lambda request, said: show("答え", f"<p>{said.replace('&', ';')}</p>")),
        path("circle", lambda request: HttpResponseRedirect("/circle")),
        path("unsound", lambda request: HttpResponse("<p>")),
        path("text", lambda request: HttpResponse("ok", content_type="text/plain")),
    ]
    settings.ROOT_URLCONF = module


def test_a_form_is_sent_with_what_it_holds(pages: PageClient) -> None:
    answer = pages.submit(pages.get("/questions/1"), {"child": "no"}, button="次へ")
    said = dict(part.split("=") for part in answer.text.removeprefix("答え ").split(";"))
    assert said == {
        "csrfmiddlewaretoken": "x",
        "child": "no",
        "place": "131024",
        "memo": "前",
        "go": "next",
    }


def test_another_button_may_be_pressed(pages: PageClient) -> None:
    answer = pages.submit(pages.get("/questions/1"), button="わからない")
    assert "go=skip" in answer.text
    assert "child=yes" in answer.text


def test_the_form_with_the_fields_is_chosen(pages: PageClient) -> None:
    assert pages.submit(pages.get("/questions/1"), {"q": "手当"}).text == "結果 手当"


def test_a_field_the_page_lacks_is_told(pages: PageClient) -> None:
    with pytest.raises(AssertionError, match="no form with the fields"):
        pages.submit(pages.get("/questions/1"), {"income": "1"})


def test_a_link_is_followed_by_its_text(pages: PageClient) -> None:
    page = pages.get("/questions/1")
    assert pages.click(page, "はじめから").heading == "はじめ"
    with pytest.raises(AssertionError, match="no link"):
        pages.click(page, "おわり")


@pytest.mark.parametrize(
    ("address", "complaint"),
    [("/circle", "circle"), ("/unsound", "not sound"), ("/text", "text/plain"), ("/start2", "404, not 200")],
)
def test_what_is_not_a_sound_page_is_refused(pages: PageClient, address: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        pages.get(address)
