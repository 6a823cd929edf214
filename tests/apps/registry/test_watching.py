"""Links of records: checked on schedule, judged patiently, told to their owners, settled when they live again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.factories.registry import CHOFU, NOW, TODAY, UPKEEP, clerk, program_content, published, some_bodies
from tests.factories.websites import Website, website
from todoke.apps.accounts.models import Role
from todoke.apps.registry.actions.proposals import approve, open_proposal, propose
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.models import Link, LinkCheck, LinkUse, Need, Outcome, Proposal, Record, Stage, Task
from todoke.apps.registry.queries.links import dead_links, link_states
from todoke.apps.registry.watching.checking import OfflineError, Scope, Summary, check_links, links_in
from todoke.apps.registry.watching.reporting import report
from todoke.apps.registry.watching.uses import follow_rules, rebuild
from todoke.base import clock
from todoke.clients.pages.addresses import LOOPBACK
from todoke.clients.pages.fake import MANNERS, Canned, FakePages
from todoke.clients.pages.fetched import Outcome as Answer
from todoke.clients.pages.fetching import Fetcher
from todoke.clients.pages.states import LinkState
from todoke.records.content import ProgramContent

pytestmark = pytest.mark.django_db

SITE = "https://www.city.example"
OFFICIAL = f"{SITE}/kosodate/ouenken.html"
NUMBER = "tdk1.0+7000020132080+1+UM24"


def content(*urls: str, **changes) -> ProgramContent:
    links = [
        {"url": url, "title": f"案内{place}", "role": "official" if place == 0 else "related"}
        for place, url in enumerate(urls)
    ]
    return program_content(links=links, **changes)


def record(*urls: str, number: str = NUMBER, **changes) -> Record:
    some_bodies()
    return published(content(*urls, **changes), number)


ALL = Scope(again=True)
EMPTY = {f"{SITE}/robots.txt": Canned(status=404)}  # a site without a single page


def check(pages: dict[str, Canned], *, at: datetime = NOW, scope: Scope = ALL) -> Summary:
    with FakePages(pages, now=clock.fixed(at)) as fake:
        return check_links(fake, list(links_in(scope, at=at)), at=at)


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def test_publishing_notes_which_links_a_record_names() -> None:
    one = record(
        OFFICIAL, f"{SITE}/form.pdf", contacts=[{"name": "窓口", "url": "https://www.city.example:443/mado"}]
    )
    uses = {use.field: (use.link.url, use.watched, use.title) for use in LinkUse.objects.filter(record=one)}
    assert uses == {
        "links.0.url": (OFFICIAL, True, "案内0"),
        "links.1.url": (f"{SITE}/form.pdf", False, "案内1"),
        "contacts.0.url": (f"{SITE}/mado", False, "窓口"),
    }
    publish(Entry(NUMBER, content(f"{SITE}/new")), on=TODAY, at=days(1), channel="seed")
    assert [use.link.url for use in LinkUse.objects.filter(record=one)] == [f"{SITE}/new"]
    assert rebuild() == 1


def test_synthetic_records_are_never_asked_about() -> None:
    some_bodies()
    published(content(OFFICIAL), NUMBER, synthetic=True)
    assert not LinkUse.objects.exists()
    assert not links_in(Scope(again=True), at=NOW)


def test_an_address_named_by_two_records_is_asked_for_once() -> None:
    record(OFFICIAL)
    published(content(OFFICIAL + "#top"), "tdk1.0+7000020132080+2+UM24")
    with FakePages({OFFICIAL: Canned("<p>あ</p>")}) as fake:
        check_links(fake, links_in(Scope(), at=NOW), at=NOW)
        assert [url for url in fake.asked if "robots" not in url] == [OFFICIAL]


def test_a_live_link_is_looked_at_again_in_a_week() -> None:
    record(OFFICIAL)
    summary = check({OFFICIAL: Canned("<p>あ</p>")})
    link = Link.objects.get()
    assert (summary.checked, link.state) == (1, LinkState.LIVE.value)
    assert link.next_at is not None
    assert days(7) <= link.next_at <= days(8)
    assert not Task.objects.exists()
    assert not links_in(Scope(due_only=True), at=days(6))
    assert links_in(Scope(due_only=True), at=days(8))


def test_a_run_goes_on_where_it_stopped() -> None:
    record(OFFICIAL, f"{SITE}/2", f"{SITE}/3")
    first = check({OFFICIAL: Canned("<p>あ</p>")}, scope=Scope(limit=2))
    rest = links_in(Scope(), at=NOW)
    assert (first.checked, [link.url for link in rest]) == (2, [OFFICIAL])
    check({OFFICIAL: Canned("<p>あ</p>")}, scope=Scope())
    assert not links_in(Scope(), at=NOW)
    assert len(links_in(Scope(), at=days(1))) == 3
    assert LinkCheck.objects.count() == 3


def test_only_one_municipality_is_asked_about_where_wanted() -> None:
    record(OFFICIAL)
    other = content(f"{SITE}/sumida", area=["131075"], owner={"body": "1000020131075", "name": "墨田区"})
    published(other, "tdk1.0+1000020131075+1+UM24")
    assert [link.url for link in links_in(Scope(area=CHOFU), at=NOW)] == [OFFICIAL]
    assert [link.url for link in links_in(Scope(area="131075"), at=NOW)] == [f"{SITE}/sumida"]


def test_a_missing_page_opens_a_task_for_its_owner_with_where_it_may_be_now() -> None:
    one = record(OFFICIAL)
    moved = f"{SITE}/kodomo/ouenken.html"
    pages = {
        f"{SITE}/kosodate/": Canned(f'<nav><a href="{moved}">子育て応援券</a> <a href="/x">窓口</a></nav>'),
        moved: Canned("<h1>子育て応援券</h1>"),
    }
    summary = check(pages)
    assert (summary.newly_dead, summary.opened) == (1, 1)
    task = Task.objects.get()
    assert (task.record, task.body, task.need, task.key) == (one, one.body, Need.DEAD_LINK, OFFICIAL)
    assert [(change["field"], change["value"]) for change in task.detail["changes"]] == [
        ("links.0.url", moved)
    ]
    assert "ページがありません(404)" in task.detail["message"]
    draft = Proposal.objects.get()
    assert (draft.task, draft.stage, draft.voice) == (task, Stage.DRAFT, "watch")
    assert draft.raw is not None
    assert draft.raw["links"][0]["url"] == moved
    assert dead_links({OFFICIAL, "https://www.city.example:443/kosodate/ouenken.html", moved}) == {
        OFFICIAL,
        "https://www.city.example:443/kosodate/ouenken.html",
    }
    assert link_states({OFFICIAL})[OFFICIAL].is_dead
    assert link_states({moved})[moved].state is LinkState.UNKNOWN


def test_a_replacement_that_is_not_there_either_is_not_proposed() -> None:
    record(OFFICIAL)
    check({f"{SITE}/kosodate/": Canned('<a href="/kodomo/ouenken.html">子育て応援券</a>')})
    assert Task.objects.get().detail["changes"] == []
    assert not Proposal.objects.exists()


def test_checking_again_opens_nothing_twice_and_asks_for_no_replacement_again() -> None:
    record(OFFICIAL)
    check({f"{SITE}/": Canned("<p>あ</p>")})
    task = Task.objects.get()
    with FakePages({f"{SITE}/": Canned("<p>あ</p>")}, now=clock.fixed(days(1))) as fake:
        summary = check_links(fake, links_in(Scope(), at=days(1)), at=days(1))
        assert [url for url in fake.asked if "robots" not in url] == [OFFICIAL]
    assert (summary.opened, summary.settled, summary.newly_dead) == (0, 0, 0)
    assert Task.objects.get() == task


def test_a_link_that_lives_again_settles_its_task_and_draft() -> None:
    record(OFFICIAL)
    moved = f"{SITE}/kodomo/ouenken.html"
    check({f"{SITE}/": Canned(f'<a href="{moved}">子育て応援券</a>'), moved: Canned("<p>あ</p>")})
    summary = check({OFFICIAL: Canned("<p>あ</p>")}, at=days(1))
    task = Task.objects.get()
    assert (summary.revived, summary.settled) == (1, 1)
    assert (task.settled_at, task.settled_by, task.outcome) == (days(1), None, Outcome.VANISHED)
    assert Proposal.objects.get().stage == Stage.WITHDRAWN
    assert not dead_links({OFFICIAL})
    assert Link.objects.get().replacements == []


def test_a_site_that_is_down_for_a_night_is_no_dead_link() -> None:
    record(OFFICIAL)
    down = {OFFICIAL: Canned(fault=Answer.TIMEOUT)}
    for day in range(2):
        check(down, at=days(day))
        assert not Task.objects.exists()
        assert Link.objects.get().state == LinkState.UNREACHABLE.value
    check(down, at=days(2))
    assert Task.objects.get().need == Need.DEAD_LINK
    assert "時間内に返事がありません" in Task.objects.get().detail["message"]


def test_a_page_that_says_not_found_is_dead_on_the_second_day() -> None:
    record(OFFICIAL)
    gone = {OFFICIAL: Canned("<title>ページが見つかりません</title>", headers={"ETag": '"1"'})}
    check(gone)
    assert Link.objects.get().state == LinkState.UNKNOWN.value
    assert Link.objects.get().page is None
    check(gone, at=days(1))
    assert "ページが見つかりません" in Task.objects.get().detail["message"]


def test_robots_and_busy_sites_are_not_called_dead() -> None:
    record(OFFICIAL, "https://busy.example/x")
    check(
        {
            f"{SITE}/robots.txt": Canned("User-agent: *\nDisallow: /"),
            OFFICIAL: Canned("x"),
            "https://busy.example/x": Canned(status=429, headers={"Retry-After": "259200"}),
        }
    )
    states = dict(Link.objects.values_list("url", "state"))
    assert states == {OFFICIAL: LinkState.REFUSED.value, "https://busy.example/x": LinkState.UNKNOWN.value}
    assert Link.objects.get(host="busy.example").next_at == days(3)
    assert not Task.objects.exists()


def test_a_network_of_our_own_that_is_down_changes_nothing() -> None:
    record(*(f"{SITE}/{number}" for number in range(8)))
    down = {f"{SITE}/{number}": Canned(fault=Answer.OFFLINE) for number in range(8)}
    with pytest.raises(OfflineError):
        check(down)
    assert not LinkCheck.objects.exists()
    assert not Link.objects.exclude(checked_at=None).exists()


def test_a_moved_page_is_proposed_at_its_new_address() -> None:
    record(OFFICIAL)
    new = f"{SITE}/new.html"
    check({OFFICIAL: Canned.moved(new), new: Canned("<p>あ</p>")})
    task = Task.objects.get()
    assert (task.need, task.detail["changes"][0]["value"]) == (Need.MOVED_LINK, new)
    assert new in task.detail["message"]
    assert link_states([OFFICIAL])[OFFICIAL].target == new
    assert not dead_links([OFFICIAL])


def test_a_redirect_for_now_is_no_move() -> None:
    record(OFFICIAL)
    check({OFFICIAL: Canned.moved("/login", status=302), f"{SITE}/login": Canned("<p>あ</p>")})
    assert Link.objects.get().state == LinkState.LIVE.value


def test_what_an_official_left_as_it_is_stays_settled() -> None:
    one = record(OFFICIAL)
    check(EMPTY)
    assert one.body is not None
    who = clerk("a", one.body)
    assert dead_links({OFFICIAL})
    settle_task(task=Task.objects.get(), outcome=Outcome.KEPT, by=who, at=days(0.5))
    assert not dead_links({OFFICIAL})  # somebody opened it
    assert link_states({OFFICIAL})[OFFICIAL].vouched
    check(EMPTY, at=days(1))
    assert Task.objects.count() == 1
    assert not dead_links({OFFICIAL})
    check({OFFICIAL: Canned("<p>あ</p>")}, at=days(2))
    check(EMPTY, at=days(3))
    assert Task.objects.filter(settled_at=None).count() == 1  # it broke anew
    assert dead_links({OFFICIAL})


def test_the_repair_approved_by_a_second_person_ends_it() -> None:
    one = record(OFFICIAL)
    new = f"{SITE}/new.html"
    check({OFFICIAL: Canned.moved(new), new: Canned("<p>あ</p>")})
    task = Task.objects.get()
    assert one.body is not None
    editor, approver = clerk("a", one.body), clerk("b", one.body, Role.APPROVER)
    proposal = open_proposal(record=one, content=content(new), by=editor, at=days(1), task=task)
    propose(proposal=proposal, by=editor, at=days(1))
    check({OFFICIAL: Canned.moved(new), new: Canned("<p>あ</p>")}, at=days(1))
    approve(proposal=proposal, by=approver, on=TODAY, at=days(2), upkeep=UPKEEP)
    report([one.pk], at=days(3))
    task.refresh_from_db()
    assert (task.outcome, Task.objects.count()) == (Outcome.REPAIRED, 1)
    assert {draft.stage for draft in Proposal.objects.filter(voice="watch")} == {Stage.WITHDRAWN}


def test_a_link_no_record_names_any_more_is_left_alone() -> None:
    record(OFFICIAL)
    check(EMPTY)
    publish(Entry(NUMBER, content(f"{SITE}/new")), on=TODAY, at=days(1), channel="seed")
    summary = check({f"{SITE}/new": Canned("<p>あ</p>")}, at=days(1))
    assert (summary.checked, summary.settled) == (1, 1)
    assert Task.objects.get().outcome == Outcome.VANISHED


def test_an_address_that_is_none_is_told_after_three_days() -> None:
    record(OFFICIAL, "市のホームページ")
    for day in range(3):
        check({OFFICIAL: Canned("<p>あ</p>")}, at=days(day))
    task = Task.objects.get()
    assert (task.need, task.key) == (Need.DEAD_LINK, "市のホームページ")
    assert dead_links(["市のホームページ"])


def test_links_in_texts_are_looked_after_and_replaced_in_the_text() -> None:
    record(OFFICIAL, description=f"申請書;{SITE}/old.pdf と 例;{SITE}/old.pdf を見てください。")
    live = Canned("<p>あ</p>")
    new = f"{SITE}/new.pdf"
    check({OFFICIAL: live, f"{SITE}/old.pdf": Canned.moved(new), new: live})
    task = Task.objects.get()
    assert (task.need, task.key) == (Need.MOVED_LINK, f"{SITE}/old.pdf")
    assert [(change["field"], change["value"]) for change in task.detail["changes"]] == [
        ("description.ja", f"申請書;{new} と 例;{new} を見てください。")
    ]


def test_dead_sources_are_known_but_no_task_of_the_desk() -> None:
    some_bodies()
    sources = ({"law": "調布市のページ", "url": f"{SITE}/source.html", "check": "verified"},)
    published(content(OFFICIAL), NUMBER, sources=sources)
    with FakePages({OFFICIAL: Canned("<p>あ</p>")}) as fake:
        check_links(fake, links_in(ALL, at=NOW), at=NOW)
        assert not [url for url in fake.asked if "sitemap" in url]
    assert dead_links({f"{SITE}/source.html"})
    assert not Task.objects.exists()


def test_what_the_rules_cite_is_checked_too() -> None:
    some_bodies()
    one = published(content(OFFICIAL, rules="ouenken"), NUMBER)
    text = f'cite:\n  - {{law: 要綱, url: "{SITE}/youkou.html"}}\n  - law: 法\n    url: {SITE}/law.html\n'
    record_sheets(texts={"programs/ouenken/2026-04-01.yaml": text}, at=NOW, channel="seed")
    follow_rules()
    follow_rules()
    cited = LinkUse.objects.filter(record=one, field="rules")
    assert {use.link.url for use in cited} == {f"{SITE}/youkou.html", f"{SITE}/law.html"}
    publish(Entry(NUMBER, content(f"{SITE}/new", rules="ouenken")), on=TODAY, at=days(1), channel="seed")
    assert cited.count() == 2
    check({f"{SITE}/new": Canned("<p>あ</p>"), f"{SITE}/law.html": Canned("<p>あ</p>")})
    assert dead_links({f"{SITE}/youkou.html", f"{SITE}/law.html"}) == {f"{SITE}/youkou.html"}
    assert not Task.objects.exists()


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as running:
        yield running


def real(at: datetime) -> Fetcher:
    return Fetcher(MANNERS, now=clock.fixed(at), allowed=LOOPBACK)


def test_the_whole_way_against_a_real_server(site: Website) -> None:
    old, new = site.url("/kosodate/ouenken.html"), site.url("/kodomo/ouenken.html")
    record(old, site.url("/form.pdf"))
    site.pages["/kosodate/ouenken.html"] = Canned(
        "<h1>応援券</h1><p>3歳までです。</p>", headers={"ETag": '"1"'}
    )
    site.pages["/form.pdf"] = Canned(b"%PDF", headers={"Content-Type": "application/pdf"})
    with real(NOW) as pages:
        summary = check_links(pages, links_in(Scope(due_only=True), at=NOW), at=NOW)
    assert summary.states == {LinkState.LIVE.value: 2}
    with real(days(8)) as pages:
        check_links(pages, links_in(Scope(due_only=True), at=days(8)), at=days(8))
    assert LinkCheck.objects.filter(outcome="unchanged").count() == 1
    del site.pages["/kosodate/ouenken.html"]
    site.pages["/"] = Canned('<a href="/kodomo/ouenken.html">子育て応援券</a>')
    site.pages["/kodomo/ouenken.html"] = Canned("<h1>応援券</h1>")
    with real(days(16)) as pages:
        check_links(pages, links_in(Scope(due_only=True), at=days(16)), at=days(16))
    assert Task.objects.get().detail["changes"][0]["value"] == new


def test_a_run_killed_at_any_point_has_told_what_it_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    record(*(f"{SITE}/{number}" for number in range(4)))
    seen = []

    def killed(stored) -> None:
        seen.append(stored)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with FakePages(EMPTY, now=clock.fixed(NOW)) as fake, pytest.raises(KeyboardInterrupt):
        check_links(fake, links_in(ALL, at=NOW), at=NOW, progress=killed)
    assert LinkCheck.objects.count() == Task.objects.filter(need=Need.DEAD_LINK).count() == 2
    check(EMPTY, scope=Scope())
    assert LinkCheck.objects.count() == Task.objects.filter(need=Need.DEAD_LINK).count() == 4
