"""A mail is what it should be whatever is put into it, is signed, and is handed to a real mail server."""

import base64
import email
from datetime import datetime
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.ports import find_free_port
from todoke.clients.mail.composing import Mail, MailError, compose, fold_address
from todoke.clients.mail.sending import Ending, MailPost, Server
from todoke.clients.mail.signing import Signer, dns_record
from todoke.clients.mail.sink import Sink, find_mail, kept_mails

AT = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
STOP = "https://todoke.example/stop/0123456789abcdef0123456789abcdef/"


def a_mail(**changes) -> Mail:
    values = {
        "sender": "todoke@todoke.example",
        "sender_name": "todoke",
        "to": "hanako@mail.example",
        "subject": "【調布市】お知らせがあります(確認コード 7K3M9-QXT2R-H)",
        "body": "調布市からのお知らせが1件あります。\n",
        "message_id": "<0123abcd@todoke.example>",
        "at": AT,
        "stop_url": STOP,
    }
    return Mail(**{**values, **changes})


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=default)


def test_a_mail_is_plain_text_with_one_click_to_stop_it():
    raw = compose(a_mail())
    message = read(raw)
    assert message.get_content_type() == "text/plain"
    assert message.get_content().startswith("調布市からのお知らせが1件あります。")
    assert str(message["Subject"]) == a_mail().subject
    assert b"List-Unsubscribe: <" + STOP.encode() + b">\r\n" in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert message["Auto-Submitted"] == "auto-generated"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_headers_of_stopping_stay_on_one_line_however_long():
    long = "https://todoke.example/stop/" + "a" * 400 + "/"
    assert f"List-Unsubscribe: <{long}>\r\n".encode() in compose(a_mail(stop_url=long))


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_written_into_a_subject_or_name_becomes_a_header(subject, name):
    try:
        raw = compose(a_mail(subject=f"x{subject}", sender_name=f"x{name}"))
    except (MailError, UnicodeEncodeError):
        return
    head = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n")]
    assert sorted(names) == sorted(
        [b"List-Unsubscribe", b"List-Unsubscribe-Post", b"From", b"To", b"Subject", b"Date", b"Message-ID",
         b"Auto-Submitted", b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"]
    )  # fmt: skip


@given(st.text(max_size=200))
def test_nothing_written_into_the_body_ends_it(body):
    try:
        raw = compose(a_mail(body=body))
    except UnicodeEncodeError:
        return
    arrived = base64.b64decode(raw.partition(b"\r\n\r\n")[2]).decode()
    assert arrived.split() == body.split()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85"])
def test_a_break_in_a_header_is_refused(break_):
    with pytest.raises(MailError):
        compose(a_mail(subject=f"お知らせ{break_}Bcc: taro@mail.example"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/ x", "https://a.example/>", "https://a/\r\nX: y"]
)
def test_an_address_for_stopping_of_another_form_is_refused(url):
    with pytest.raises(MailError):
        compose(a_mail(stop_url=url))


@pytest.mark.parametrize("message_id", ["x", "<a@b>\r\nBcc: c@d.example", "<山@todoke.example>"])
def test_a_message_id_of_another_form_is_refused(message_id):
    with pytest.raises(MailError):
        compose(a_mail(message_id=message_id))


def test_an_error_never_repeats_the_address():
    with pytest.raises(MailError) as error:
        fold_address("hanako at mail.example")
    assert "hanako" not in str(error.value)


def verify(raw: bytes, key: str, asked: list | None = None) -> bool:
    def dns(name, timeout=5):
        if asked is not None:
            asked.append(name)
        return dns_record(key).encode()

    return dkim.verify(raw, dnsfunc=dns)


def test_a_signed_mail_verifies_and_covers_stopping(key):
    signed = Signer("todoke.example", "todoke", key).sign(compose(a_mail()))
    asked: list = []
    assert verify(signed, key, asked)
    assert asked == [b"todoke._domainkey.todoke.example."]
    covered = signed.partition(b"\r\n\r\n")[0].lower().replace(b"\r\n", b"").replace(b" ", b"")
    assert b"list-unsubscribe:list-unsubscribe-post" in covered.partition(b"h=")[2].partition(b";")[0]


@pytest.mark.parametrize(
    ("old", "new"), [(b"One-Click", b"Two-Click"), (b"/stop/", b"/st0p/"), (b"hanako", b"hanaka")]
)
def test_a_changed_mail_does_not_verify(key, old, new):
    signed = Signer("todoke.example", "todoke", key).sign(compose(a_mail()))
    head, _, rest = signed.partition(b"From:")
    assert old in head + rest
    dkim_header, _, mail = signed.partition(b"List-Unsubscribe:")
    assert not verify(dkim_header + b"List-Unsubscribe:" + mail.replace(old, new, 1), key)


def test_a_mail_without_a_button_signs_only_what_is_there(key):
    signed = Signer("todoke.example", "todoke", key).sign(compose(a_mail(stop_url="")))
    assert verify(signed, key)
    assert b"list-unsubscribe" not in signed.lower()


@pytest.fixture
def sink(tmp_path: Path):
    port = find_free_port()
    listening = Sink(tmp_path, port=port)
    listening.start()
    yield Server("127.0.0.1", port, is_tls=False), tmp_path
    listening.stop()


def test_a_mail_handed_over_arrives_as_it_was(sink, key):
    server, folder = sink
    signed = Signer("todoke.example", "todoke", key).sign(compose(a_mail()))
    with MailPost(server) as post:
        for _ in range(3):
            posted = post.send(signed, sender="todoke@todoke.example", to="hanako@mail.example")
            assert posted.ending is Ending.TAKEN
    kept = kept_mails(folder)
    assert len(kept) == 3
    assert (kept[0].to, kept[0].stop_url) == ("hanako@mail.example", STOP)
    assert kept[0].body.startswith("調布市からの")
    assert find_mail(folder, kept[0].number) == kept[0]
    assert find_mail(folder, 1) is None
    stored = next(folder.glob("*.eml")).read_bytes()
    assert verify(stored, key)


def test_a_server_that_is_away_is_told_as_down_and_found_again(tmp_path):
    port = find_free_port()
    mail = compose(a_mail())
    with MailPost(Server("127.0.0.1", port, is_tls=False), seconds=2) as post:
        assert post.send(mail, sender="todoke@todoke.example", to="a@mail.example").ending is Ending.DOWN
        listening = Sink(tmp_path, port=port)
        listening.start()
        assert post.send(mail, sender="todoke@todoke.example", to="a@mail.example").ending is Ending.TAKEN
        listening.stop()
        assert post.send(mail, sender="todoke@todoke.example", to="a@mail.example").ending is Ending.DOWN


@pytest.mark.parametrize(
    ("answer", "ending"),
    [("550 5.1.1 no such user hanako", Ending.GONE), ("550 5.7.1 spam", Ending.NEVER), ("554 no", Ending.NEVER),
     ("451 4.3.0 later", Ending.LATER), ("452 4.2.2 full", Ending.LATER), ("421 closing", Ending.DOWN)],
)  # fmt: skip
def test_what_the_server_says_of_an_address_decides_and_its_words_are_dropped(answer, ending):
    from aiosmtpd.controller import Controller

    class Refusing:
        async def handle_RCPT(self, server, session, envelope, address, options):
            return answer

    controller = Controller(Refusing(), hostname="127.0.0.1", port=find_free_port())
    controller.start()
    try:
        with MailPost(Server("127.0.0.1", controller.port, is_tls=False)) as post:
            posted = post.send(compose(a_mail()), sender="todoke@todoke.example", to="hanako@mail.example")
    finally:
        controller.stop()
    assert posted.ending is ending
    assert posted.code == f"smtp-{answer[:3]}"


def test_a_server_elsewhere_must_speak_tls():
    assert not Server.of("smtp://mail.example:587").is_this_machine
    assert Server.of("smtps://user:p%40ss@mail.example").port == 465
    assert "p@ss" not in repr(Server.of("smtps://user:p%40ss@mail.example"))
    with pytest.raises(ValueError, match="MAIL_URL"):
        Server.of("http://mail.example")
