"""Addresses have one spelling, and some are never asked for."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.addresses import (
    LOOPBACK,
    AddressError,
    is_top,
    is_web_address,
    join,
    may_connect,
    parents,
    parse,
    same_page,
    same_site,
)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("https://www.city.chofu.example", "https://www.city.chofu.example/"),
        ("  https://a.example/x  ", "https://a.example/x"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://日本.example/x", "https://xn--wgv71a.example/x"),
        ("https://a.example/子.html", "https://a.example/%E5%AD%90.html"),
        ("https://a.example/%e5%ad%90.html", "https://a.example/%E5%AD%90.html"),
        ("https://a.example/%7Ekosodate", "https://a.example/~kosodate"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/a/./b/../c/..", "https://a.example/a/"),
        ("https://a.example/../../x", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
        ("https://a.example/x?b=1&a=/?", "https://a.example/x?b=1&a=/?"),
        ("https://a.example/x#main", "https://a.example/x"),
        ("http://[::1]:80/x", "http://[::1]/x"),
    ],
)
def test_an_address_has_one_spelling(text: str, spelled: str) -> None:
    assert str(parse(text)) == spelled


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "https://",
            "https:///x",
            "www.city.example/x",
            "/x",
            "javascript:alert(1)",
            "mailto:a@b.example",
        ),
        *("file:///etc/passwd", "ftp://a.example/x", "data:text/html,x", "gopher://a.example/"),
        *("https://user@a.example/", "https://user:password@a.example/", "https://a.example:0/"),
        *(
            "https://a.example:99999/",
            "https://a b.example/",
            "https://a.example/a b",
            "https://a.example/\nx",
        ),
        *("https://[::1", "https://" + "a" * 3000 + ".example/", "https://-/", "https://a..example/x"),
        *("無し", "https://a.example/" + "子" * 1000),
    ],
)
def test_what_is_no_web_address_is_refused_in_japanese(text: str) -> None:
    assert not is_web_address(text)
    with pytest.raises(AddressError, match="[ぁ-ん]"):
        parse(text)


@given(st.text(max_size=60), st.sampled_from(["", "https://a.example/", "http://", "https://a.example/?"]))
def test_spelling_twice_changes_nothing_and_nothing_else_is_raised(text: str, start: str) -> None:
    try:
        address = parse(start + text)
    except AddressError:
        return
    assert parse(str(address)) == address
    assert str(address).isascii()


def test_links_are_joined_to_their_page() -> None:
    page = parse("https://a.example/kosodate/teate.html")
    assert str(join(page, "../x.html?y=1")) == "https://a.example/x.html?y=1"
    assert str(join(page, "//b.example/x")) == "https://b.example/x"
    assert str(join(page, "?page=2")) == "https://a.example/kosodate/teate.html?page=2"
    with pytest.raises(AddressError):
        join(page, "tel:042-000-0000")
    with pytest.raises(AddressError):
        join(page, "https://[x/")


@pytest.mark.parametrize(
    ("ip", "may"),
    [
        ("203.0.114.1", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::cb00:7201", True),
    ],
)
def test_only_machines_of_the_public_internet_are_asked(ip: str, may: bool) -> None:
    assert may_connect(ipaddress.ip_address(ip)) is may


def test_a_network_is_allowed_by_name() -> None:
    office = (ipaddress.ip_network("10.1.0.0/16"),)
    assert may_connect(ipaddress.ip_address("10.1.2.3"), allowed=office)
    assert not may_connect(ipaddress.ip_address("10.2.2.3"), allowed=office)
    assert may_connect(ipaddress.ip_address("::1"), allowed=LOOPBACK)


@pytest.mark.parametrize(
    "path", ["", "/", "/index.html", "/index.php", "/default.aspx", "/sp/", "/ja/index.html"]
)
def test_top_pages(path: str) -> None:
    assert is_top(parse("https://a.example" + path))


@pytest.mark.parametrize("path", ["/kosodate/", "/index.html?id=1", "/ja/kosodate/", "/1.html"])
def test_pages_below_the_top(path: str) -> None:
    assert not is_top(parse("https://a.example" + path))


def test_the_same_page_spelled_differently() -> None:
    page = parse("http://a.example/x/")
    for other in ("https://a.example/x/", "https://www.a.example/x", "http://a.example/x/index.html"):
        assert same_page(page, parse(other))
    for other in (
        "http://b.example/x/",
        "http://a.example/y/",
        "http://a.example/x/?y",
        "http://a.example:81/x/",
    ):
        assert not same_page(page, parse(other))


def test_sites_of_one_owner() -> None:
    assert same_site("www.city.chofu.lg.example", "city.chofu.lg.example")
    assert same_site("kosodate.city.chofu.lg.example", "www.city.chofu.lg.example")
    assert not same_site("www.city.chofu.lg.example", "www.city.mitaka.lg.example")
    assert not same_site("xcity.example", "city.example")


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/a/b/1.html", ["/a/b/", "/a/", "/"]),
        ("/a/b/", ["/a/", "/"]),
        ("/a/b/index.html", ["/a/", "/"]),
        ("/a", ["/"]),
        ("/", []),
    ],
)
def test_pages_above(path: str, above: list[str]) -> None:
    assert [one.path for one in parents(parse("https://a.example" + path))] == above
