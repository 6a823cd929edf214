"""The API on the real server, and its reference in a real browser."""

import http.client
import json
from urllib.parse import urlsplit

from tests.e2e.visitor import Visitor


def _post(site: str, body: bytes, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
    try:
        connection.request("POST", "/api/v1/check", body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_the_reference_is_sound_in_a_browser(visitor: Visitor) -> None:
    visitor.open("/api/v1/docs")
    visitor.must_be_sound()
    for summary in visitor.page.locator("summary").all():
        summary.click()
    visitor.must_be_sound()


def test_a_check_is_answered_by_the_real_server(site: str) -> None:
    body = {"household": {"members": []}, "programs": ["jido-teate"], "on": "2026-11-22"}
    status, said = _post(site, json.dumps(body).encode())
    assert status == 200
    assert json.loads(said)["results"][0]["outcome"] == "undetermined"


def test_the_real_server_refuses_what_the_api_refuses(site: str) -> None:
    status, said = _post(site, b" " * (256 * 1024 + 1))
    assert (status, json.loads(said)["type"]) == (413, "/api/v1/problems/body-too-large")
    status, said = _post(site, b"{", **{"Transfer-Encoding": "chunked"})
    assert status in {400, 411, 413}
