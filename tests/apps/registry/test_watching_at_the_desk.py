"""What the watcher finds can be repaired at the desk as it comes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.registry import NOW, clerk, program_content, published, some_bodies
from todoke.apps.desk.domain.repairs import page_view, suggestions
from todoke.apps.registry.models import Need, Record, Task
from todoke.apps.registry.watching.checking import Scope, check_links, links_in
from todoke.clients.pages.fake import Canned, FakePages

pytestmark = pytest.mark.django_db

URL = "https://www.city.example/kosodate/ouenken.html"
PAGE = """<main><h1>子育て応援券</h1><h2>対象者</h2><p>生後6か月以上3歳未満の子ども</p>
<p>1人につき5,000円分を配ります。</p><p>窓口は子ども政策課です。</p></main>"""


def look(pages: dict[str, Canned]) -> None:
    with FakePages(pages) as fake:
        check_links(fake, links_in(Scope(again=True), at=NOW), at=NOW)


@pytest.fixture
def record() -> Record:
    some_bodies()
    content = program_content(
        links=[{"url": URL, "role": "official"}],
        target={"conditions": "生後6か月以上3歳未満の子ども", "ages": [{"from": 6, "until": 36}]},
        support={"amounts": [{"text": "5,000円分", "yen": 5000}]},
    )
    return published(content, "tdk1.0+7000020132080+1+UM24")


def asked(task: Task) -> dict[str, Any]:
    assert task.record.current is not None
    found = suggestions(task.record.kind, task.detail, task.record.current.raw, need=task.need, key=task.key)
    return {one.pointer: one.new for one in found if one.has_new}


def test_every_proposed_field_is_one_of_the_desk(record: Record) -> None:
    look({URL: Canned(PAGE)})
    look({URL: Canned(PAGE.replace("3歳未満", "4歳未満").replace("5,000円", "6,000円"))})
    task = Task.objects.get()
    assert asked(task) == {
        "target.conditions.ja": "生後6か月以上4歳未満の子ども",
        "target.ages.0.until": 48,
        "support.amounts.0.yen": 6000,
        "support.amounts.0.text.ja": "6,000円分",
    }
    view = page_view(task.detail)
    assert view.url == URL
    assert ("1人につき6,000円分を配ります。", True) in view.sentences
    assert ("窓口は子ども政策課です。", False) in view.sentences


def test_a_dead_link_is_asked_about_with_its_replacement(record: Record) -> None:
    moved = "https://www.city.example/kodomo/ouenken.html"
    look({"https://www.city.example/": Canned(f'<a href="{moved}">子育て応援券</a>'), moved: Canned(PAGE)})
    assert asked(Task.objects.get()) == {"links.0.url": moved}


def test_a_dead_link_without_replacement_points_at_its_field(record: Record) -> None:
    look({"https://www.city.example/": Canned("<p>あ</p>")})
    task = Task.objects.get()
    assert task.record.current is not None
    found = suggestions(task.record.kind, task.detail, task.record.current.raw, need=task.need, key=task.key)
    assert [(one.pointer, one.has_new) for one in found] == [("links.0.url", False)]


@pytest.mark.parametrize("need", [Need.DEAD_LINK, Need.MOVED_LINK, Need.PAGE_CHANGED])
def test_the_repair_page_opens(record: Record, need: Need, client: Client) -> None:
    look({URL: Canned(PAGE)})
    new = "https://www.city.example/new.html"
    look(
        {
            Need.DEAD_LINK: {"https://www.city.example/": Canned("<p>あ</p>")},
            Need.MOVED_LINK: {URL: Canned.moved(new), new: Canned(PAGE)},
            Need.PAGE_CHANGED: {URL: Canned(PAGE.replace("5,000円", "6,000円"))},
        }[need]
    )
    task = Task.objects.get()
    assert task.need == need
    assert record.body is not None
    clerk("a", record.body)
    client.post("/desk/login/", {"login": "a", "password": "correct-horse-battery"})
    response = client.get(reverse("desk:repair", args=[task.pk]))
    assert response.status_code == 200
    assert task.detail["message"] in response.content.decode()
