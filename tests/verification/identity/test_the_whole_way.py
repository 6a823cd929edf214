"""The whole way through the site with the stand-in: what lets one in, and what an attacker tries on the way back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.factories.logins import SITE, provider_of, question_of, running_standin, show_card
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.consent.models import AccessEntry, Preview
from todoke.apps.home.login import limits
from todoke.apps.identity.models import Login, LoginAttempt, Visit
from todoke.apps.people.models import LoginPerson
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.clients.identity.standin.realm import Realm

pytestmark = pytest.mark.django_db
KEY = ECKey.generate_key("P-256", auto_kid=False)


@pytest.fixture
def realm(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Realm]:
    settings.SITE_URL = SITE
    some_bodies()
    limits.logins.clear()
    with running_standin(KEY) as one:
        provider = provider_of(one, KEY)
        for module in ("login.views", "callback.views"):
            monkeypatch.setattr(f"todoke.apps.home.{module}.the_provider", lambda: provider)
        yield one


def show(pages: PageClient, card: str = "hanako") -> dict[str, str]:
    """Begin at the site, show a card, and return the question one comes back with."""
    return show_card(pages.client.get("/login/card/?next=/my/")["Location"], card)


def back(pages: PageClient, question: dict[str, str]) -> Any:
    return pages.client.get("/login/callback", question)


def why(answer: Any) -> str:
    assert answer.status_code == 303
    return question_of(answer["Location"]).get("why", "")


def nobody_is_in(pages: PageClient) -> bool:
    return not Visit.objects.exists() and pages.client.get("/my/").status_code == 302


def test_a_card_becomes_a_person_and_is_found_again(realm):
    pages = PageClient()
    page = pages.get(back(pages, show(pages))["Location"])
    pages.submit(page, {"items": ["basics.address", "basics.birth_date"]}, button="預ける")
    again = PageClient()
    assert back(again, show(again))["Location"] == "/my/"
    with everywhere("test"):
        assert LoginPerson.objects.get().person.municipality_id == "132080"
        assert AccessEntry.objects.filter(basis="own").count() == 2
    assert Login.objects.count() == 1


def test_a_way_back_that_was_used_is_refused(realm):
    pages = PageClient()
    question = show(pages)
    cookies = {name: morsel.value for name, morsel in pages.client.cookies.items()}
    assert back(pages, question)["Location"].startswith("/login/first/")
    Visit.objects.all().delete()
    thief = PageClient()
    for name, value in cookies.items():
        thief.client.cookies[name] = value
    assert why(back(thief, question)) == "used"
    assert nobody_is_in(thief)


def test_a_code_from_another_login_is_refused(realm):
    """Somebody slips the code of their own login into another's way back (RFC 6749 section 10.12, RFC 9700)."""
    attacker, victim = PageClient(), PageClient()
    stolen = show(attacker)["code"]
    question = show(victim) | {"code": stolen}
    assert why(back(victim, question)) == "refused"  # the verifier is another's (RFC 7636)
    assert nobody_is_in(victim)


def test_an_answer_to_another_question_is_refused(realm):
    pages = PageClient()
    question = show(pages)
    LoginAttempt.objects.update(nonce_hmac="0" * 64)
    assert why(back(pages, question)) == "untrusted"
    assert nobody_is_in(pages)


def test_a_verifier_that_does_not_fit_is_refused(realm):
    pages = PageClient()
    question = show(pages)
    attempt = LoginAttempt.objects.get()
    attempt.verifier = "x" * 64
    attempt.save(update_fields=["verifier_sealed"])
    assert why(back(pages, question)) == "refused"
    assert nobody_is_in(pages)


def test_an_attempt_that_ran_out_is_refused(realm):
    pages = PageClient()
    question = show(pages)
    attempt = LoginAttempt.objects.get()
    LoginAttempt.objects.update(expires_at=attempt.created_at - timedelta(seconds=1))
    assert why(back(pages, question)) == "expired"
    assert nobody_is_in(pages)


def test_an_assertion_that_ran_out_is_refused(realm, monkeypatch):
    """The site's clock stands a quarter of an hour behind: what it signs has run out when it arrives (RFC 7523)."""
    pages = PageClient()
    question = show(pages)
    behind = clock.now() - timedelta(minutes=15)
    LoginAttempt.objects.update(created_at=behind)
    monkeypatch.setattr("todoke.apps.home.callback.views.clock.now", lambda *_: behind)
    assert why(back(pages, question)) == "refused"
    assert not Visit.objects.exists()


def test_a_card_that_cannot_be_read_leads_to_other_ways(realm):
    pages = PageClient()
    assert why(back(pages, show(pages, "unreadable"))) == "failed_card"
    assert nobody_is_in(pages)
    with everywhere("test"):
        assert not Preview.objects.exists()
