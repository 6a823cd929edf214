"""To whom pages are sent, and to whom never: machines of the office's own network (SSRF)."""

import pytest

from todoke.clients.pages.addresses import LOOPBACK
from todoke.clients.webhooks.sending import RefusedAddressError, Sender, check_address
from todoke.clients.webhooks.signing import is_signed, sign


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example/hook",
        "ftp://app.example/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://10.0.0.5/hook",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/hook",
        "https://intranet/hook",
        "https://clerk:secret@app.example/hook",
        "not an address",
    ],
)
def test_such_addresses_are_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        check_address(url)


def test_a_public_address_over_tls_is_accepted() -> None:
    assert str(check_address("https://app.example/hook")) == "https://app.example/hook"


def test_loopback_is_for_tests_alone() -> None:
    assert check_address("http://127.0.0.1:8000/", allowed=LOOPBACK).port == 8000
    with pytest.raises(RefusedAddressError):
        check_address("http://app.example/", allowed=LOOPBACK)


@pytest.mark.parametrize(
    "machine", ["10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "::1", "fc00::1"]
)
def test_a_name_that_leads_inside_is_not_sent_to(machine: str) -> None:
    with Sender(resolve=lambda host, port: [machine]) as sender:
        reply = sender.post("https://app.example/hook", b"{}", {})
    assert reply.status is None
    assert "公開されている機械" in reply.note


def test_no_failure_of_the_network_is_raised() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError

    with Sender(resolve=unknown) as sender:
        assert sender.post("https://app.example/", b"{}", {}).status is None
    with Sender(allowed=LOOPBACK) as sender:
        assert sender.post("http://127.0.0.1:1/", b"{}", {}).status is None


@pytest.mark.parametrize(
    "header", ["", "t=1,v1=", "v1=" + "0" * 64, "t=x,v1=" + "0" * 64, "t=1800000000,v1=" + "0" * 64]
)
def test_what_is_no_signature_is_refused(header: str) -> None:
    assert not is_signed("s3cret", header, b"{}", now=1_800_000_000)


def test_a_signature_holds_for_its_body_alone() -> None:
    header = sign("s3cret", b"{}", seconds=1_800_000_000)
    assert is_signed("s3cret", header, b"{}", now=1_800_000_300)
    assert not is_signed("s3cret", header, b"{ }", now=1_800_000_000)
    assert not is_signed("s3cret", header.replace("t=1800000000", "t=1800000001"), b"{}", now=1_800_000_000)
