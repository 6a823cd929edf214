"""robots.txt is read as RFC 9309 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.robots import EVERYTHING, NOTHING, read


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("Disallow: /", "/a", True),  # no group
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),  # as long: allowed
        ("User-agent: *\nDisallow: /*.cgi$", "/x/count.cgi", False),
        ("User-agent: *\nDisallow: /*.cgi$", "/count.cgi?x", True),
        ("User-agent: *\nDisallow: /*?print=", "/a.html?print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1c2b3", True),
        ("User-agent: *\nDisallow: /x$", "/x", False),
        ("User-agent: *\nDisallow: /x$", "/x/", True),
        ("User-agent: *\nDisallow: /子", "/%E5%AD%90/1", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: todoke\nDisallow: /", "/a", False),
        ("User-agent: Todoke/2.0\nDisallow: /", "/a", False),
        ("User-agent: todokebot\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: todoke\nAllow: /", "/a", True),
        ("User-agent: todoke\nUser-agent: other\nDisallow: /a", "/a", False),
        ("User-agent: todoke\nDisallow: /a\n\nUser-agent: todoke\nDisallow: /b", "/b", False),
        ("user-AGENT : *  # all\r\nDISALLOW : /a # here\r\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: *\nnonsense\nSitemap: /s.xml\nDisallow: /a", "/a", False),
    ],
)
def test_who_may_read_what(text: str, path: str, allowed: bool) -> None:
    assert read(text, agent="todoke").allows(path) is allowed


def test_delay_and_site_maps() -> None:
    robots = read("Sitemap: https://a.example/s.xml\nUser-agent: *\nCrawl-delay: 2.5", agent="todoke")
    assert robots.delay == 2.5
    assert robots.sitemaps == ("https://a.example/s.xml",)
    assert read("User-agent: *\nCrawl-delay: soon", agent="todoke").delay is None


def test_everything_and_nothing() -> None:
    assert EVERYTHING.allows("/a")
    assert not NOTHING.allows("/a")


@given(st.text(alphabet="User-agentDisallow:*/$#\n\r \t日本%", max_size=300), st.text(max_size=20))
def test_any_file_is_read(text: str, path: str) -> None:
    assert read("User-agent: *\n" + text, agent="todoke").allows("/" + path) in {True, False}


@given(st.text(alphabet="ab*", min_size=1, max_size=12), st.text(alphabet="abc", max_size=12), st.booleans())
def test_patterns_match_as_the_words_say(pattern: str, path: str, whole: bool) -> None:
    import re

    regex = "/" + ".*".join(map(re.escape, pattern.split("*")))
    expected = (re.fullmatch if whole else re.match)(regex, "/" + path)
    robots = read(f"User-agent: *\nDisallow: /{pattern}{'$' if whole else ''}", agent="todoke")
    assert robots.allows("/" + path) is (expected is None)
