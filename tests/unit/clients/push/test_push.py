"""Only the person's browser reads a push, the service learns nothing, and nobody but push services is asked."""

import base64
import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from todoke.clients.push.encrypting import SIZES, BrowserKeys, PushKeyError, encrypt, padded
from todoke.clients.push.sending import Caller, Ending, is_allowed, push, topic_of
from todoke.clients.push.vapid import authorization, public_key
from todoke.clients.webhooks.sending import Reply

AT = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
HOSTS = ("fcm.googleapis.com", "*.push.services.mozilla.com")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def private_of(scalar: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(b64(scalar), "big"), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Browser:
    """A browser that agreed to pushes."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = bytes(range(16))
        self.keys = BrowserKeys.of(text(point(self.private)), text(self.auth))

    def read(self, body: bytes) -> bytes:
        return http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")


class Service:
    """A push service that remembers what it was sent."""

    def __init__(self, status=201, retry_after=None):
        self.status, self.retry_after, self.got = status, retry_after, []

    def post(self, url, body, headers):
        self.got.append((url, body, headers))
        return Reply(self.status, "", self.retry_after)


@pytest.fixture(scope="module")
def key() -> str:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def send(service, key, *, endpoint=ENDPOINT, content=None, browser=None):
    caller = Caller("mailto:operator@todoke.example", HOSTS, key)
    browser = browser or Browser()
    return push(
        service, caller, endpoint, browser.keys, content or {"title": "調布市"}, key="n1:push:2", at=AT
    )


def test_the_worked_example_of_rfc_8291():
    """RFC 8291 section 5 and appendix A."""
    keys = BrowserKeys.of(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        keys,
        private=private_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=b64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_reads_it_and_its_length_tells_nothing(key):
    browser, service = Browser(), Service()
    for content in ({"title": "調布市", "body": "お知らせ"}, {"title": "調布市", "body": "お知らせ" * 20}):
        assert send(service, key, content=content, browser=browser).ending is Ending.TAKEN
        assert json.loads(browser.read(service.got[-1][1])) == content
    assert len({len(body) for _, body, _ in service.got}) == 1
    with pytest.raises(http_ece.ECEException):
        Browser().read(service.got[0][1])


def test_a_payload_is_one_of_three_sizes_and_fits():
    assert {len(padded({"x": "あ" * n})) for n in range(0, 670, 7)} == set(SIZES)
    with pytest.raises(ValueError):
        padded({"x": "あ" * 700})
    assert len(encrypt(padded({"x": "あ" * 670}), Browser().keys)) <= 4096


def test_the_service_learns_who_sends_for_at_most_a_day(key):
    header = authorization(ENDPOINT, key=key, contact="mailto:operator@todoke.example", at=AT)
    scheme, _, parts = header.partition(" ")
    fields = dict(part.split("=", 1) for part in parts.split(","))
    point_bytes = b64(fields["k"])
    jwk = ECKey.import_key(
        {"kty": "EC", "crv": "P-256", "x": text(point_bytes[1:33]), "y": text(point_bytes[33:])}
    )
    claims = jwt.decode(fields["t"], jwk, algorithms=["ES256"]).claims
    assert scheme == "vapid"
    assert claims["aud"] == "https://fcm.googleapis.com"
    assert claims["sub"] == "mailto:operator@todoke.example"
    assert AT.timestamp() < claims["exp"] <= (AT + timedelta(hours=24)).timestamp()
    assert fields["k"] == public_key(key)


def test_the_topic_is_the_same_for_the_same_key_and_fits():
    assert topic_of("n1:push:2") == topic_of("n1:push:2") != topic_of("n1:push:3")
    assert len(topic_of("x")) == 32
    assert set(topic_of("x")) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    ("status", "ending"),
    [(201, Ending.TAKEN), (202, Ending.TAKEN), (404, Ending.GONE), (410, Ending.GONE), (429, Ending.LATER),
     (503, Ending.LATER), (500, Ending.LATER), (400, Ending.NEVER), (403, Ending.NEVER), (413, Ending.NEVER),
     (301, Ending.NEVER), (None, Ending.LATER)],
)  # fmt: skip
def test_what_the_service_answers_decides(key, status, ending):
    pushed = send(Service(status, retry_after=120), key)
    assert pushed.ending is ending
    assert pushed.retry_after == (120 if ending is Ending.LATER and status else None)


@pytest.mark.parametrize(
    "endpoint",
    ["http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x", "https://evil.example/x",
     "https://fcm.googleapis.com:8443/x", "https://user@fcm.googleapis.com/x", "https://127.0.0.1/x",
     "https://push.services.mozilla.com.evil.example/", "https://push.services.mozilla.com/", "file:///etc/passwd",
     "https://fcm.googleapis.com/x y", "https://fcm.googleapis.com/\r\nX: y", "https://[::1", "https://ｆcm.googleapis.com/",
     "https://fcm.googleapis.com/" + "a" * 1000, ""],
)  # fmt: skip
def test_an_address_elsewhere_is_never_asked(key, endpoint):
    service = Service()
    assert not is_allowed(endpoint, HOSTS)
    assert send(service, key, endpoint=endpoint).ending is Ending.GONE
    assert service.got == []


def test_a_host_below_an_allowed_one_is_asked(key):
    endpoint = "https://updates.push.services.mozilla.com/wpush/v2/x"
    service = Service()
    assert send(service, key, endpoint=endpoint).ending is Ending.TAKEN
    assert urlsplit(service.got[0][0]).hostname == "updates.push.services.mozilla.com"
    assert service.got[0][2]["TTL"] == "259200"


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", ""), ("AAAA", "AAAA"), ("!" * 87, "x" * 22), ("あ", "い"), ("A" * 999, "A")]
)
def test_keys_that_are_none_are_refused_without_repeating_them(p256dh, auth):
    with pytest.raises(PushKeyError) as error:
        BrowserKeys.of(p256dh, auth)
    assert "AAAA" not in str(error.value)
