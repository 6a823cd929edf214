"""The desk shows how the outbox of its own municipality stands, in counts, and lets an approver try again."""

import pytest

from tests.factories.actors import NOON
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.desk import PASSWORD, some_office
from tests.factories.outbox import a_parcel
from tests.pages.client import PageClient
from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Outbox

pytestmark = pytest.mark.django_db


def signed_in(account):
    browser = PageClient()
    browser.client.post("/desk/login/", {"login": account.login, "password": PASSWORD})
    return browser


def put_dead(count, *, area="132080", address="hanako@mail.example"):
    box = a_mailbox(a_person(area), address)
    Outbox.enqueue([a_parcel(f"{area}:{n}", contact_id=box.pk, area=area) for n in range(count)], at=NOON)
    for row in Outbox.claim("w", limit=100, at=NOON):
        Outbox.settle(row, "w", Carried(Outcome.NEVER, "smtp-554"), at=NOON)


def test_an_empty_outbox_says_what_to_do():
    page = signed_in(some_office().editor).get("/desk/outbox/")
    assert "発送はまだありません。" in page.text


def test_a_clerk_sees_counts_of_the_own_municipality_and_no_person():
    office = some_office()
    put_dead(12)
    put_dead(3, area="132047", address="taro@mail.example")
    page = signed_in(office.editor).get("/desk/outbox/")
    assert "12件" in page.text
    assert "差出人の設定(SPF・DKIM)を確かめてください" in page.text
    assert "15件" not in page.text
    assert "mail.example" not in page.response.content.decode()


def test_an_approver_lets_them_wait_again_and_only_those_of_the_own_municipality():
    office = some_office()
    put_dead(12)
    put_dead(3, area="132047", address="taro@mail.example")
    browser = signed_in(office.approver)
    page = browser.submit(browser.get("/desk/outbox/"), button="もう一度送る")
    assert "もう一度送ります。" in page.text
    waiting = Dispatch.objects.filter(state="waiting")
    assert set(waiting.values_list("municipality_id", flat=True)) == {"132080"}


def test_an_editor_may_not():
    office = some_office()
    put_dead(1)
    browser = signed_in(office.editor)
    assert browser.client.post("/desk/outbox/retry/", {"code": "smtp-554"}).status_code == 403
