"""Official pages watched: what changed, told against what the owner last knew, with proposed fields."""

from datetime import datetime, timedelta

import pytest

from tests.factories.registry import NOW, TODAY, clerk, program_content, published, some_bodies
from todoke.apps.registry.actions.proposals import open_proposal, propose
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.models import (
    Link,
    LinkUse,
    Need,
    Outcome,
    PageSnapshot,
    Proposal,
    Record,
    Stage,
    Task,
)
from todoke.apps.registry.watching.checking import Scope, Summary, check_links, links_in
from todoke.apps.registry.watching.reporting import report
from todoke.base import clock
from todoke.clients.pages.fake import Canned, FakePages

pytestmark = pytest.mark.django_db

URL = "https://www.city.example/ouenken.html"
NUMBER = "tdk1.0+7000020132080+1+UM24"
PAGE = """<title>応援券</title><main><h1>子育て応援券</h1><p>更新日：2026年4月1日</p>
<p>1人につき5,000円分の応援券を配ります。</p><p>窓口は子ども政策課です。</p><p>ぜひご利用ください。</p></main>"""


def content(**changes):
    return program_content(
        links=[{"url": URL, "role": "official"}],
        support={
            "text": "1人につき5,000円分の応援券を配ります。",
            "amounts": [{"text": "5,000円分", "yen": 5000}],
        },
        **changes,
    )


@pytest.fixture
def record() -> Record:
    some_bodies()
    return published(content(), NUMBER)


def look(page: str | Canned, *, day: float = 0) -> Summary:
    at = days(day)
    canned = page if isinstance(page, Canned) else Canned(page)
    with FakePages({URL: canned}, now=clock.fixed(at)) as fake:
        return check_links(fake, links_in(Scope(again=True), at=at), at=at)


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def dearer(yen: str) -> str:
    return PAGE.replace("5,000円", yen).replace("2026年4月1日", "2026年11月1日")


def test_the_first_reading_is_kept_and_tells_nothing(record: Record) -> None:
    look(PAGE)
    kept = PageSnapshot.objects.get()
    assert (kept.link, kept.updated_on.isoformat() if kept.updated_on else "") == (
        Link.objects.get(),
        "2026-04-01",
    )
    assert next(one.text for one in kept.page.sentences) == "子育て応援券"
    assert LinkUse.objects.get().baseline == kept
    assert not Task.objects.exists()


def test_a_cosmetic_change_keeps_no_copy(record: Record) -> None:
    look(PAGE)
    look(PAGE.replace("2026年4月1日", "2026年5月1日").replace("<p>窓口", "<p class='x'>窓口"), day=7)
    assert PageSnapshot.objects.count() == 1
    assert not Task.objects.exists()


def test_a_change_without_weight_is_kept_and_not_told(record: Record) -> None:
    look(PAGE)
    summary = look(PAGE.replace("ぜひご利用ください。", "どうぞご利用ください。"), day=7)
    assert (summary.pages_changed, summary.opened, PageSnapshot.objects.count()) == (1, 0, 2)


def test_a_changed_amount_opens_a_task_with_the_words_and_the_fields(record: Record) -> None:
    look(PAGE)
    summary = look(dearer("3,000円"), day=7)
    assert (summary.pages_changed, summary.opened) == (1, 1)
    task = Task.objects.get()
    assert (task.need, task.key, task.body) == (Need.PAGE_CHANGED, URL, record.body)
    detail = task.detail
    assert detail["message"] == (
        "公式ページが変わりました(書き換え1文)。変わったもの: 金額。ページの更新日は2026-11-01です。"
    )
    assert detail["changed"] == ["1人につき3,000円分の応援券を配ります。"]
    assert detail["pairs"][0]["before"] == "1人につき5,000円分の応援券を配ります。"
    assert "窓口は子ども政策課です。" in detail["page"]
    assert detail["page_url"] == URL
    assert {change["field"]: change["value"] for change in detail["changes"]} == {
        "support.text.ja": "1人につき3,000円分の応援券を配ります。",
        "support.amounts.0.text.ja": "3,000円分",
        "support.amounts.0.yen": 3000,
    }
    assert {change["quote"] for change in detail["changes"]} == {"1人につき3,000円分の応援券を配ります。"}
    draft = Proposal.objects.get()
    assert (draft.stage, draft.voice, draft.task, draft.opened_by) == (Stage.DRAFT, "watch", task, None)
    assert draft.raw is not None
    assert draft.raw["support"]["amounts"][0]["yen"] == 3000
    assert len(draft.evidence) == 3
    record.refresh_from_db()
    assert record.current is not None
    assert record.current.raw["support"]["amounts"][0]["yen"] == 5000  # nothing publishes itself


def test_a_change_taken_back_settles_by_itself(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    look(PAGE, day=14)
    assert Task.objects.get().outcome == Outcome.VANISHED
    assert Proposal.objects.get().stage == Stage.WITHDRAWN


def test_two_changes_in_a_row_are_told_together_against_what_the_owner_knows(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    look(dearer("4,000円"), day=14)
    task = Task.objects.get()
    assert task.detail["pairs"][0]["before"] == "1人につき5,000円分の応援券を配ります。"
    assert task.detail["changed"] == ["1人につき4,000円分の応援券を配ります。"]
    draft = Proposal.objects.get()
    assert draft.raw is not None
    assert draft.raw["support"]["amounts"][0]["yen"] == 4000


def test_what_the_owner_looked_at_is_not_told_again(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    assert record.body is not None
    settle_task(task=Task.objects.get(), outcome=Outcome.KEPT, by=clerk("a", record.body), at=days(8))
    look(dearer("3,000円"), day=14)
    assert Task.objects.count() == 1
    look(dearer("2,000円"), day=21)
    task = Task.objects.get(settled_at=None)
    assert task.detail["pairs"][0]["before"] == "1人につき3,000円分の応援券を配ります。"


def test_a_task_that_waits_for_approval_keeps_what_was_decided_about(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    task = Task.objects.get()
    assert record.body is not None
    editor = clerk("a", record.body)
    sent = open_proposal(record=record, content=content(capacity="10"), by=editor, at=days(8), task=task)
    propose(proposal=sent, by=editor, at=days(8))
    look(dearer("4,000円"), day=14)
    task.refresh_from_db()
    assert task.detail["changed"] == ["1人につき3,000円分の応援券を配ります。"]


def test_decisions_of_people_survive_another_look(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    task = Task.objects.get()
    task.detail = {**task.detail, "decisions": [{"field": "support.amounts.0.yen", "decision": "refuse"}]}
    task.save()
    look(dearer("4,000円"), day=14)
    task.refresh_from_db()
    assert task.detail["decisions"][0]["decision"] == "refuse"
    assert "4,000円" in task.detail["changed"][0]


def test_a_new_version_of_the_record_keeps_what_the_owner_knows_of_the_page(record: Record) -> None:
    look(PAGE)
    publish(Entry(NUMBER, content(capacity="10人")), on=TODAY, at=days(1), channel="seed")
    assert LinkUse.objects.get().baseline == PageSnapshot.objects.get()


def test_only_the_official_page_is_kept(record: Record) -> None:
    plain = program_content(links=[{"url": URL, "role": "related"}])
    publish(Entry(NUMBER, plain), on=TODAY, at=days(1), channel="seed")
    look(PAGE)
    assert not PageSnapshot.objects.exists()
    publish(Entry(NUMBER, content()), on=TODAY, at=days(2), channel="seed")
    look(Canned(PAGE, headers={"ETag": '"1"'}), day=2)
    assert PageSnapshot.objects.count() == 1


def test_a_page_that_is_missing_for_a_while_is_compared_when_it_is_back(record: Record) -> None:
    look(PAGE)
    look("<title>ページが見つかりません</title>", day=7)
    look(dearer("3,000円"), day=8)
    assert Task.objects.get().need == Need.PAGE_CHANGED


def test_pages_read_by_other_rules_than_todays_are_not_compared(record: Record) -> None:
    look(PAGE)
    kept = PageSnapshot.objects.get()
    kept.raw = kept.raw | {"version": 0}
    kept.save()
    look(dearer("3,000円"), day=7)
    assert not Task.objects.exists()
    look(dearer("2,000円"), day=14)
    assert "3,000円" in Task.objects.get().detail["pairs"][0]["before"]


def test_of_a_long_page_what_stands_around_the_changes_is_shown(record: Record) -> None:
    long = "".join(f"<p>第{number}項の説明です。</p>" for number in range(1000))
    look(PAGE.replace("</main>", f"{long}<p>上限は7,000円です。</p></main>"))
    look(PAGE.replace("</main>", f"{long}<p>上限は8,000円です。</p></main>"), day=7)
    page = Task.objects.get().detail["page"]
    assert page[-1] == "上限は8,000円です。"
    assert len(page) == 16


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body><script>render()</script></body></html>",
        "<title>見本市</title><p>ただいまメンテナンス中です。</p>",
        "<title>ページが見つかりません</title>",
    ],
)
def test_a_page_that_is_not_itself_for_a_day_is_no_change(record: Record, page: str) -> None:
    look(PAGE)
    look(page, day=7)
    look(PAGE, day=8)
    assert PageSnapshot.objects.count() == 1
    assert not Task.objects.exists()


def test_telling_twice_changes_nothing(record: Record) -> None:
    look(PAGE)
    look(dearer("3,000円"), day=7)
    before = list(Task.objects.values()), list(Proposal.objects.values())
    told = report([record.pk], at=days(9))
    assert (told.opened, told.settled) == (0, 0)
    assert (list(Task.objects.values()), list(Proposal.objects.values())) == before
