"""Tests stay on this machine."""

import socket

import pytest

from tests.conftest import NetworkBlockedError
from tests.ports import find_free_port


def test_the_network_is_blocked() -> None:
    with socket.socket() as outside, pytest.raises(NetworkBlockedError):
        outside.connect(("192.0.2.1", 80))
    with socket.socket() as outside, pytest.raises(NetworkBlockedError):
        outside.connect_ex(("192.0.2.1", 80))
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("todoke.example", 443)


def test_loopback_is_open() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", find_free_port()))
        server.listen()
        client.connect(server.getsockname())
