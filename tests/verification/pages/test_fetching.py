"""The fake pages client answers as the real one does on a real server."""

import gzip
import itertools
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.factories.websites import Website, website
from todoke.base import clock
from todoke.clients.pages.addresses import LOOPBACK
from todoke.clients.pages.fake import Canned, FakePages
from todoke.clients.pages.fetched import Fetched, Outcome, Redirect, Validators, Wanted
from todoke.clients.pages.fetching import Fetcher, Manners
from todoke.clients.pages.lanes import Timeouts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=clock.JST)
MANNERS = Manners(
    contact="links@todoke.example",
    delay=0.0,
    largest=1_000,
    timeouts=Timeouts(connect=2.0, read=0.3, whole=2.0),
)

SITE = {
    "/robots.txt": Canned(
        "User-agent: *\nDisallow: /private\nDisallow: /*.cgi$\n\nUser-agent: other\nDisallow: /",
        headers={"Content-Type": "text/plain"},
    ),
    "/page": Canned("<title>児童手当</title>", headers={"ETag": '"a1"'}),
    "/dated": Canned("<p>1</p>", headers={"Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}),
    "/sjis": Canned("<p>届出</p>".encode("cp932"), headers={"Content-Type": "text/html; charset=Shift_JIS"}),
    "/moved": Canned.moved("/page"),
    "/moved-308": Canned.moved("page", status=308),
    "/moved-in-japanese": Canned.moved("/届出.html".encode().decode("latin-1")),
    "/%E5%B1%8A%E5%87%BA.html": Canned("<p>届出</p>"),
    "/for-now": Canned.moved("/page", status=302),
    "/twice": Canned.moved("/for-now"),
    "/round": Canned.moved("/round"),
    "/round-a": Canned.moved("/round-b"),
    "/round-b": Canned.moved("/round-a"),
    **{f"/chain{number}": Canned.moved(f"/chain{number + 1}") for number in range(12)},
    "/refresh": Canned('<meta http-equiv="Refresh" content="3; URL=/page">'),
    "/refresh-late": Canned('<meta http-equiv="refresh" content="300; url=/page">'),
    "/refresh-itself": Canned('<meta http-equiv="refresh" content="5; url=/refresh-itself">'),
    "/to-mail": Canned.moved("mailto:kosodate@city.example"),
    "/to-private": Canned.moved("/private/list"),
    "/to-nowhere": Canned(status=301),
    "/gone": Canned(status=410),
    "/forbidden": Canned("no", status=403),
    "/login": Canned(status=401),
    "/teapot": Canned(status=418),
    "/filtered": Canned(status=406),
    "/error": Canned(status=500),
    "/unavailable": Canned(status=503),
    "/pdf": Canned(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}),
    "/untyped": Canned("<p>x</p>", headers={"Content-Type": ""}),
    "/large": Canned("あ" * 1_000),
    "/packed": Canned(gzip.compress("<p>届け</p>".encode()), headers={"Content-Encoding": "gzip"}),
    "/badly-packed": Canned(b"not gzip", headers={"Content-Encoding": "gzip"}),
    "/packed-otherwise": Canned(b"\x8b\x03\x80", headers={"Content-Encoding": "br"}),
    "/packed-badly-named": Canned("<p>x</p>", headers={"Content-Type": "text/html; charset=\xe9"}),
    "/private/list": Canned("x"),
    "/count.cgi": Canned("x"),
    "/count.cgi?x": Canned("x"),
    "/reset": Canned(fault=Outcome.CONNECTION),
    "/silent": Canned(fault=Outcome.TIMEOUT),
    "/with space": Canned("x"),
}
PATHS = [*sorted(path for path in SITE if path != "/robots.txt"), "/nowhere"]


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with website(SITE) as running:
        yield running


def real(**more) -> Fetcher:
    return Fetcher(MANNERS, now=clock.fixed(AT), allowed=LOOPBACK, **more)


def seen(fetched: Fetched) -> tuple:
    """Return everything a caller can see but the machine's own words for an error."""
    return (
        fetched.asked,
        fetched.at,
        fetched.outcome,
        fetched.url,
        fetched.status,
        fetched.hops,
        fetched.kind,
        fetched.body,
        fetched.text,
        fetched.is_cut,
        fetched.validators,
        fetched.retry_after,
    )


@pytest.mark.parametrize("path", PATHS)
def test_the_fake_answers_as_the_real_client(site: Website, path: str) -> None:
    url = site.url(path)
    fake = FakePages(
        {site.url(place): canned for place, canned in SITE.items() if " " not in place},
        manners=MANNERS,
        now=clock.fixed(AT),
    )
    with real() as fetcher, fake:
        assert seen(fetcher.fetch(url)) == seen(fake.fetch(url))


EXPECTED = {
    "/page": Outcome.READ,
    "/moved": Outcome.READ,
    "/refresh": Outcome.READ,
    "/refresh-late": Outcome.READ,
    "/refresh-itself": Outcome.READ,
    "/untyped": Outcome.READ,
    "/large": Outcome.READ,
    "/packed": Outcome.READ,
    "/badly-packed": Outcome.CONNECTION,
    "/pdf": Outcome.FILE,
    "/round": Outcome.LOOP,
    "/round-a": Outcome.LOOP,
    "/chain0": Outcome.LOOP,
    "/chain9": Outcome.MISSING,
    "/to-mail": Outcome.REFUSED,
    "/to-nowhere": Outcome.REFUSED,
    "/teapot": Outcome.REFUSED,
    "/to-private": Outcome.ROBOTS,
    "/private/list": Outcome.ROBOTS,
    "/count.cgi": Outcome.ROBOTS,
    "/count.cgi?x": Outcome.READ,
    "/gone": Outcome.MISSING,
    "/nowhere": Outcome.MISSING,
    "/forbidden": Outcome.FORBIDDEN,
    "/login": Outcome.FORBIDDEN,
    "/filtered": Outcome.FORBIDDEN,
    "/error": Outcome.FAILED,
    "/unavailable": Outcome.FAILED,
    "/reset": Outcome.CONNECTION,
    "/silent": Outcome.TIMEOUT,
    "/with space": Outcome.ADDRESS,
}


@pytest.mark.parametrize(("path", "outcome"), EXPECTED.items())
def test_each_answer_is_told_apart(site: Website, path: str, outcome: Outcome) -> None:
    with real() as fetcher:
        assert fetcher.fetch(site.url(path)).outcome is outcome


def test_the_way_of_redirects_is_kept_with_how_firm_each_step_is(site: Website) -> None:
    with real() as fetcher:
        fetched = fetcher.fetch(site.url("/twice"))
        assert [(hop.url, hop.to, hop.redirect) for hop in fetched.hops] == [
            (site.url("/twice"), site.url("/for-now"), Redirect.PERMANENT),
            (site.url("/for-now"), site.url("/page"), Redirect.TEMPORARY),
        ]
        assert fetched.url == site.url("/page")
        assert not fetched.has_moved_for_good
        assert fetcher.fetch(site.url("/moved-308")).has_moved_for_good
        assert fetcher.fetch(site.url("/refresh")).hops[0].redirect is Redirect.REFRESH


def test_an_unchanged_page_is_not_sent_again(site: Website) -> None:
    with real() as fetcher:
        for path in ("/page", "/dated"):
            first = fetcher.fetch(site.url(path))
            again = fetcher.fetch(site.url(path), earlier=first.validators)
            assert again.outcome is Outcome.UNCHANGED
            assert not again.body
            assert again.validators == first.validators
        changed = fetcher.fetch(site.url("/page"), earlier=Validators(site.url("/page"), etag='"old"'))
        assert changed.outcome is Outcome.READ
        elsewhere = fetcher.fetch(site.url("/page"), earlier=Validators(site.url("/other"), etag='"a1"'))
        assert elsewhere.outcome is Outcome.READ


def test_a_page_in_shift_jis_is_read(site: Website) -> None:
    with real() as fetcher:
        assert fetcher.fetch(site.url("/sjis")).text == "<p>届出</p>"
        assert fetcher.fetch(site.url("/packed")).text == "<p>届け</p>"


def test_too_long_a_page_is_cut(site: Website) -> None:
    with real() as fetcher:
        fetched = fetcher.fetch(site.url("/large"))
    assert fetched.is_cut
    assert len(fetched.body) == 1_000


def test_the_program_says_who_it_is_and_takes_no_cookies() -> None:
    pages = {"/a": Canned("x", headers={"Set-Cookie": "visitor=1"})}
    with website(pages) as site, real() as fetcher:
        fetcher.fetch(site.url("/a"))
        fetcher.fetch(site.url("/a"))
        assert [one.path for one in site.asked] == ["/robots.txt", "/a", "/a"]
        assert all("links@todoke.example" in one.headers["user-agent"] for one in site.asked)
        assert all(one.headers["user-agent"].startswith("todoke/") for one in site.asked)
        assert not any("cookie" in one.headers for one in site.asked)


def test_one_request_at_a_time_and_a_pause_to_each_host() -> None:
    manners = Manners(contact="links@todoke.example", delay=0.05, at_once=4)
    with website({f"/{number}": Canned("x") for number in range(4)}) as site:
        site.lingering = 0.02
        names = ("one.example", "two.example")
        with Fetcher(manners, allowed=LOOPBACK, resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
            wanted = [Wanted(site.url(f"/{number}", host=name)) for number in range(4) for name in names]
            fetched = list(fetcher.fetch_all(wanted))
        assert sorted(one.asked for one in fetched) == sorted(one.url for one in wanted)
        assert {one.outcome for one in fetched} == {Outcome.READ}
        assert site.most_at_once <= 2  # two hosts, one request each
        for name in names:
            times = [one.at for one in site.asked if one.headers["host"] == f"{name}:{site.port}"]
            gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
            assert len(times) == 5
            assert min(gaps) >= 0.05


def test_the_delay_a_site_asks_for_is_kept() -> None:
    waits: list[float] = []
    pages = {"/robots.txt": Canned("User-agent: *\nCrawl-delay: 7", headers={"Content-Type": ""})}
    with website(pages) as site:
        from todoke.clients.pages.lanes import Pace

        time = [0.0]

        def wait(seconds: float) -> None:
            waits.append(seconds)
            time[0] += seconds

        with real(pace=Pace(elapsed=lambda: time[0], wait=wait)) as fetcher:
            for _ in range(3):
                fetcher.fetch(site.url("/a"))
    assert waits == [7.0, 7.0]


def test_a_busy_host_is_left_alone() -> None:
    pages = {"/a": Canned(status=429, headers={"Retry-After": "3600"}), "/b": Canned("x")}
    with website(pages) as site, real() as fetcher:
        first = fetcher.fetch(site.url("/a"))
        assert (first.outcome, first.retry_after) == (Outcome.BUSY, 3600.0)
        assert fetcher.fetch(site.url("/b")).outcome is Outcome.BUSY
        assert site.paths == ["/a"]


def test_a_host_that_never_answers_is_asked_three_times_in_a_run() -> None:
    pages = {"/robots.txt": Canned(status=404)} | {
        f"/{number}": Canned(fault=Outcome.TIMEOUT) for number in range(5)
    }
    with website(pages) as site, real() as fetcher:
        outcomes = {fetcher.fetch(site.url(f"/{number}")).outcome for number in range(5)}
        assert outcomes == {Outcome.TIMEOUT}
        assert site.paths == ["/0", "/1", "/2"]


def test_a_site_that_cannot_give_its_robots_file_is_left_alone() -> None:
    with website({"/robots.txt": Canned(status=500), "/a": Canned("x")}) as site, real() as fetcher:
        assert fetcher.fetch(site.url("/a")).outcome is Outcome.FAILED
        assert site.paths == []


def test_a_plain_port_asked_for_encryption_is_a_tls_failure(site: Website) -> None:
    with real() as fetcher:
        fetched = fetcher.fetch(site.url("/page").replace("http:", "https:"))
    assert fetched.outcome is Outcome.TLS


def test_machines_of_the_own_network_are_not_asked(site: Website) -> None:
    with Fetcher(MANNERS) as fetcher:
        assert fetcher.fetch(site.url("/page")).outcome is Outcome.ADDRESS
    before = len(site.asked)
    with Fetcher(MANNERS, resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
        assert fetcher.fetch(site.url("/page", host="www.city.example")).outcome is Outcome.ADDRESS
    assert len(site.asked) == before


def test_a_redirect_into_the_own_network_is_not_followed() -> None:
    with website() as site:
        site.pages["/out"] = Canned.moved("http://169.254.169.254/latest/meta-data/")
        site.pages["/file"] = Canned.moved("file:///etc/passwd")
        with real() as fetcher:
            assert fetcher.fetch(site.url("/out")).outcome is Outcome.ADDRESS
            assert fetcher.fetch(site.url("/file")).outcome is Outcome.REFUSED


def test_an_unknown_host_and_a_network_that_is_down_are_told_apart() -> None:
    import socket

    def none(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def down(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with real(resolve=none) as fetcher:
        assert fetcher.fetch("https://www.city.example/").outcome is Outcome.DNS
    with real(resolve=down) as fetcher:
        assert fetcher.fetch("https://www.city.example/").outcome is Outcome.OFFLINE


def test_stopping_half_way_asks_for_no_more() -> None:
    manners = Manners(contact="links@todoke.example", delay=0.05, at_once=1)
    with website({f"/{number}": Canned("x") for number in range(50)}) as site:
        with Fetcher(manners, allowed=LOOPBACK) as fetcher:
            found = fetcher.fetch_all(Wanted(site.url(f"/{number}")) for number in range(50))
            next(found)
            found.close()  # type: ignore[attr-defined]
        assert len(site.paths) < 10


def test_a_second_machine_is_asked_when_the_first_does_not_answer(site: Website) -> None:
    with real(resolve=lambda host, port: ["::1", "127.0.0.1"]) as fetcher:
        assert fetcher.fetch(site.url("/page", host="www.city.example")).outcome is Outcome.READ
