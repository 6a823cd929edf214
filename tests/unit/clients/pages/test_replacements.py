"""What may stand in for a dead link."""

import pytest

from todoke.clients.pages.fake import Canned, FakePages
from todoke.clients.pages.fetched import Hop, Redirect
from todoke.clients.pages.replacements import Reason, Replacement, Sought, gather, propose
from todoke.clients.pages.snapshots import PageLink

OLD = "https://www.city.example/kosodate/teate/1001234.html"
NEW = "https://www.city.example/fukushi/kodomo/1001234.html"
SOUGHT = Sought(OLD, title="児童手当について", name="児童手当")


def reasons(found: tuple[Replacement, ...]) -> list[tuple[str, Reason]]:
    return [(one.url, one.reason) for one in found]


@pytest.mark.parametrize(
    ("steps", "reason", "score"),
    [
        ([Redirect.PERMANENT], Reason.REDIRECT, 1.0),
        ([Redirect.PERMANENT, Redirect.PERMANENT], Reason.REDIRECT, 1.0),
        ([Redirect.REFRESH], Reason.REDIRECT, 0.95),
        ([Redirect.PERMANENT, Redirect.TEMPORARY], Reason.TEMPORARY, 0.6),
    ],
)
def test_where_the_server_sends(steps: list[Redirect], reason: Reason, score: float) -> None:
    hops = [Hop(OLD, NEW, step, 301) for step in steps]
    assert propose(SOUGHT, hops=hops) == (Replacement(NEW, reason, score),)


def test_a_redirect_to_the_top_page_is_no_replacement() -> None:
    assert propose(SOUGHT, hops=[Hop(OLD, "https://www.city.example/", Redirect.PERMANENT, 301)]) == ()


def test_pages_of_the_site_by_number_and_by_words() -> None:
    site = [
        PageLink("児童手当", "https://www.city.example/teate/"),
        PageLink("児童手当", NEW),
        PageLink("児童扶養手当", "https://www.city.example/fuyo/"),
        PageLink("ごみの出し方", "https://www.city.example/gomi/"),
        PageLink("児童手当", "https://www.othercity.example/teate/"),
        PageLink("児童手当", OLD),
    ]
    found = propose(SOUGHT, site=site)
    assert reasons(found)[:2] == [
        (NEW, Reason.SAME_FILE),
        ("https://www.city.example/teate/", Reason.SAME_NAME),
    ]
    assert found[0].score > found[1].score
    urls = {one.url for one in found}
    assert not urls & {OLD, "https://www.city.example/gomi/", "https://www.othercity.example/teate/"}


def test_other_links_of_the_record() -> None:
    record = [
        PageLink("児童手当について", "https://www.city.example/a.html"),
        PageLink("地図", "https://www.city.example/map.html"),
        PageLink("児童手当（国）", "https://www.cfa.example/teate"),
    ]
    found = propose(SOUGHT, record=record)
    assert found[0] == Replacement("https://www.city.example/a.html", Reason.RECORD, 0.85, "児童手当について")
    assert "https://www.cfa.example/teate" not in {one.url for one in found}


def test_what_is_dead_too_is_not_proposed() -> None:
    assert propose(SOUGHT, site=[PageLink("児童手当", NEW)], dead=[NEW]) == ()


def test_the_best_reason_for_an_address_is_kept_and_five_at_most() -> None:
    site = [PageLink("児童手当", f"https://www.city.example/{number}/teate.html") for number in range(9)]
    hops = [Hop(OLD, "https://www.city.example/0/teate.html", Redirect.PERMANENT, 301)]
    found = propose(SOUGHT, hops=hops, site=site)
    assert len(found) == 5
    assert (found[0].reason, found[0].score) == (Reason.REDIRECT, 1.0)
    assert found == propose(SOUGHT, hops=hops, site=list(reversed(site)))


def test_an_address_that_cannot_be_read_has_only_what_the_record_tells() -> None:
    broken = Sought("http:/broken", title="児童手当")
    assert propose(broken, site=[PageLink("児童手当", NEW)]) == ()


def test_links_are_gathered_from_the_pages_above_and_the_site_map() -> None:
    pages = FakePages(
        {
            "https://www.city.example/kosodate/": Canned('<nav><a href="teate2/">児童手当</a></nav>'),
            "https://www.city.example/sitemap.html": Canned('<a href="/x.html">医療費助成</a>'),
            "https://www.city.example/": Canned('<a href="/y.html">窓口</a>'),
        }
    )
    links = gather(pages, OLD)
    assert [link.url for link in links] == [
        "https://www.city.example/kosodate/teate2/",
        "https://www.city.example/x.html",
        "https://www.city.example/y.html",
    ]
    assert len([url for url in pages.asked if not url.endswith("robots.txt")]) == 4
    assert propose(SOUGHT, site=links)[0].url == "https://www.city.example/kosodate/teate2/"
    assert gather(pages, "mailto:x@city.example") == ()
