"""What leaves says who and a code, in five languages, and nothing of the person; what comes back decides."""

import base64
import email
import json
from email.policy import default

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as django_settings

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_person
from tests.factories.outbox import a_hint, a_parcel
from todoke.apps.channels.actions.contacts import add_browser, add_mail
from todoke.apps.channels.carriers.apps import AppCarrier
from todoke.apps.channels.carriers.instance import instance_carriers
from todoke.apps.channels.carriers.mails import MailCarrier
from todoke.apps.channels.carriers.pushes import PushCarrier
from todoke.apps.channels.domain.outcomes import Outcome
from todoke.apps.channels.domain.texts import LANGUAGES, mail_text, push_text
from todoke.apps.channels.models import ContactPoint, Dispatch, PrivateApp
from todoke.apps.channels.outbox import Outbox, hint_of
from todoke.apps.channels.stopping import stop_mark
from todoke.clients.mail.sending import Ending, Posted
from todoke.clients.push.sending import Caller
from todoke.clients.webhooks.sending import Reply
from todoke.clients.webhooks.signing import HEADER, is_signed
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db


class Post:
    """A mail server that keeps what it gets."""

    def __init__(self, ending=Ending.TAKEN):
        self.ending, self.got = ending, []

    def send(self, mail, *, sender, to):
        self.got.append((to, email.message_from_bytes(mail, policy=default)))
        return Posted(self.ending, "smtp")


class Service:
    """Somewhere on the web that keeps what it gets."""

    def __init__(self, status=201):
        self.status, self.got = status, []

    def post(self, url, body, headers):
        self.got.append((url, body, headers))
        return Reply(self.status, "")


def mail_carrier(post):
    return MailCarrier(
        post, None, "todoke@todoke.example", "todoke.example", "https://todoke.example", lambda: NOON
    )


def leased(contact, channel=Channel.MAIL):
    Outbox.enqueue([a_parcel(f"n{contact.pk}", contact_id=contact.pk, channel=channel)], at=NOON)
    (row,) = Outbox.claim("w", limit=1, at=NOON)
    return row


def test_a_mail_says_who_and_a_code_and_can_be_stopped(mailbox):
    post, row = Post(), leased(mailbox)
    carried = mail_carrier(post).send(row, hint_of(row))
    ((to, message),) = post.got
    assert carried.outcome is Outcome.DONE
    assert to == "hanako@mail.example"
    assert message["Subject"] == "【調布市】お知らせがあります(確認コード 7K3M9-QXT2R-H)"
    assert message["Message-ID"] == carried.message_id == f"<{row.row.hex}@todoke.example>"
    assert "/stop/" in message["List-Unsubscribe"]
    body = message.get_content()
    assert len(body.splitlines()) <= 25
    assert "hanako" not in body + str(message["Subject"]) + str(message["Message-ID"])
    assert "deadline" not in message.as_string()  # what kind of notice it is stays inside


def test_the_same_dispatch_has_the_same_message_id_at_every_try(mailbox):
    post, row = Post(), leased(mailbox)
    for _ in range(2):
        mail_carrier(post).send(row, hint_of(row))
    assert len({message["Message-ID"] for _, message in post.got}) == 1


def test_the_mail_with_a_number_has_the_number_and_nothing_to_stop(hanako):
    add_mail(hanako, "hanako@mail.example", language="en", by=person(hanako.pk), at=NOON)
    (row,) = Outbox.claim("w", limit=1, at=NOON)
    post = Post()
    mail_carrier(post).send(row, hint_of(row))
    message = post.got[0][1]
    assert hint_of(row).code in message.get_content()
    assert hint_of(row).code not in message["Subject"]
    assert message["List-Unsubscribe"] is None


@pytest.mark.parametrize("ending", list(Ending))
def test_every_end_of_a_mail_has_its_outcome(mailbox, ending):
    row = leased(mailbox)
    carried = mail_carrier(Post(ending)).send(row, hint_of(row))
    assert carried.outcome.value == ("done" if ending is Ending.TAKEN else ending.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_whole_in_every_language(language):
    text = mail_text(
        office="調布市",
        code="7K3M9QXT2RH",
        language=language,
        site="https://t.example",
        stop_url="https://t.example/stop/x/",
    )
    for part in ("調布市", "7K3M9-QXT2R-H", "https://t.example/notices/check/", "https://t.example/stop/x/"):
        assert part in text.subject + text.body
    assert len(text.body.splitlines()) <= 25
    push = push_text(office="調布市", code="7K3M9QXT2RH", language=language)
    assert len(push.body) <= 60
    assert "{" not in text.subject + text.body + push.body


def test_an_unknown_language_is_japanese():
    assert push_text(office="x", code="y", language="fr") == push_text(office="x", code="y", language="ja")


def text64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_push_is_read_by_the_browser_alone_and_says_no_more_than_a_mail(hanako):
    private, auth = ec.generate_private_key(ec.SECP256R1()), bytes(16)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    browser = add_browser(
        hanako, "https://fcm.googleapis.com/fcm/send/x", {"p256dh": text64(point), "auth": text64(auth)},
        language="ja", by=person(hanako.pk), at=NOON,
    )  # fmt: skip
    row, service = leased(browser, Channel.PUSH), Service()
    caller = Caller("mailto:o@todoke.example", ["fcm.googleapis.com"], django_settings.KEYS.vapid)
    assert PushCarrier(service, caller, lambda: NOON).send(row, hint_of(row)).outcome is Outcome.DONE
    said = json.loads(
        http_ece.decrypt(service.got[0][1], private_key=private, auth_secret=auth, version="aes128gcm")
    )
    assert set(said) == {"title", "body", "lang", "tag"}
    assert (said["title"], said["body"]) == ("調布市", "お知らせがあります。確認コード 7K3M9-QXT2R-H")
    gone = PushCarrier(Service(410), caller, lambda: NOON).send(row, hint_of(row))
    assert Outbox.settle(row, "w", gone, at=NOON)
    browser.refresh_from_db()
    assert browser.stop_reason == "push-410"


def an_app_contact(url):
    app = PrivateApp(
        name="母子アプリ", contact="a@app.example", purpose="app", url=url, key_hash="x", made_at=NOON
    )
    app.secret = "s3cret"
    app.save()
    whose = a_person()
    return ContactPoint.objects.create(
        person=whose, municipality=whose.municipality, kind="app", app=app, made_at=NOON, verified_at=NOON,
        stop_hmac=stop_mark("x"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "done"), (410, "gone"), (500, "later"), (429, "later"), (400, "never"), (None, "later")],
)
def test_an_app_gets_a_signed_hint_and_its_answer_decides(status, outcome):
    row, service = leased(an_app_contact("https://app.example/hook"), Channel.APP), Service(status)
    assert AppCarrier(service, lambda: NOON).send(row, hint_of(row)).outcome.value == outcome
    url, body, headers = service.got[0]
    assert url == "https://app.example/hook"
    assert is_signed("s3cret", headers[HEADER], body, now=int(NOON.timestamp()))
    assert headers["Idempotency-Key"] == row.row.hex
    assert json.loads(body)["code"] == a_hint().code
    assert "stop_url" not in json.loads(body)


def test_an_app_that_asks_by_itself_is_not_called():
    row, service = leased(an_app_contact(""), Channel.APP), Service()
    assert AppCarrier(service, lambda: NOON).send(row, hint_of(row)).outcome is Outcome.DONE
    assert service.got == []


def test_a_channel_that_is_off_has_no_carrier(settings):
    settings.MAIL_URL, settings.VAPID_CONTACT = "", ""
    with instance_carriers(lambda: NOON) as carriers:
        assert set(carriers) == {Channel.APP}
    settings.MAIL_URL, settings.VAPID_CONTACT = "smtp://127.0.0.1:1", "mailto:o@x.example"
    with instance_carriers(lambda: NOON) as carriers:
        assert set(carriers) == {Channel.APP, Channel.MAIL, Channel.PUSH}
    assert not Dispatch.objects.exists()
